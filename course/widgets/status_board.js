// Draws the rows that the kernel sends, and asks for new ones while it can be seen.

function cell(text, tag = "td") {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function title(row) {
  if (!row.page) return cell(row.title, "th");
  const head = document.createElement("th");
  const link = Object.assign(document.createElement("a"), { href: row.page, target: "_blank", rel: "noopener" });
  link.textContent = row.title;
  head.append(link);
  return head;
}

function draw(model, table) {
  const texts = model.get("texts");
  const head = document.createElement("tr");
  head.append(...texts.columns.map((name) => cell(name, "th")));
  const lines = model.get("rows").map((row) => {
    const line = document.createElement("tr");
    line.className = row.ok ? "up" : "down";
    const state = cell(`${row.ok ? "●" : "✗"} ${row.ok ? texts.up : texts.down}`);
    line.append(title(row), state, cell(`${row.ms} ms`), cell(row.saw), cell(row.login));
    return line;
  });
  const caption = cell(texts.caption, "caption");
  table.replaceChildren(caption, head, ...lines);
}

function render({ model, el }) {
  const table = document.createElement("table");
  table.className = "course-status";
  table.setAttribute("aria-live", "polite");
  el.append(table);
  const redraw = () => draw(model, table);
  redraw();
  model.on("change:rows", redraw);
  const timer = setInterval(() => {
    if (!document.hidden && el.isConnected) model.send({ tick: true });
  }, model.get("tick_ms"));
  return () => {
    clearInterval(timer);
    model.off("change:rows", redraw);
  };
}

export default { render };
