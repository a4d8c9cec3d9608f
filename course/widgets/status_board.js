// A line a service. Lines stay the same elements, so that a link keeps the focus while its line changes.
import { keepAlive } from "./board/live.js";
import { connect, followTheme } from "./notebook.js";

function render({ model, el }) {
  const texts = model.get("texts");
  const kernel = connect(model, el);
  const live = document.createElement("div");
  const table = document.createElement("table");
  const said = document.createElement("p"); // for screen readers: what changed, not every latency
  const lines = new Map();
  said.className = "said";
  said.setAttribute("role", "status");
  table.className = "course-status";
  table.createCaption().textContent = texts.caption;
  table.createTHead().insertRow().append(...texts.columns.map((name) => cell("th", name, "col")));
  const body = table.createTBody();
  el.append(live, table, said);

  function draw({ rows }) {
    const changed = rows.filter((row) => {
      const line = lines.get(row.title) ?? add(row);
      const turned = line.className !== "" && line.className !== (row.ok ? "up" : "down");
      line.className = row.ok ? "up" : "down";
      row.cells.forEach((text, n) => { if (line.cells[n + 1].textContent !== text) line.cells[n + 1].textContent = text; });
      return turned;
    });
    if (changed.length) said.textContent = changed.map(({ title, cells }) => `${title}: ${cells[0]}`).join("; ");
  }

  function add(row) {
    const line = body.insertRow();
    line.append(cell("th", row.page ? "" : row.title, "row"), ...row.cells.map((text) => cell("td", text)));
    if (row.page) {
      const link = { href: row.page, target: "_blank", rel: "noopener", textContent: row.title };
      line.cells[0].append(Object.assign(document.createElement("a"), link));
    }
    lines.set(row.title, line);
    return line;
  }

  const unfollow = followTheme((theme) => (el.style.colorScheme = theme));
  const stop = keepAlive(live, { texts, refresh: 5, draw, watch: el, ask: (_, signal) => kernel.ask("tick", {}, signal) });
  return () => { stop(); unfollow(); kernel.close(); };
}

function cell(tag, text, scope) {
  const element = Object.assign(document.createElement(tag), { textContent: text });
  if (scope) element.scope = scope;
  return element;
}

export default { render };
