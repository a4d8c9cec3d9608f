// The schema tree, a query as a role, and what came of it: a refusal, pages of a table, a chart.
import { connect } from "./notebook.js";
import { chart } from "./chart.js";
import { fill, make } from "./elements.js";

const PAGE = 20, MOST_BARS = 30, GIVE_UP_MS = 40000;

function render({ model, el }) {
  const kernel = connect(model, el), texts = model.get("texts");
  const tree = make("nav", { "aria-label": texts.tree });
  const said = make("p", { class: "said", role: "status" }), outcome = make("div");
  const box = make("textarea", { rows: 5, spellcheck: "false", "aria-label": texts.box, keydown: (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  } });
  const role = choice(texts.roles, model.get("role"), () => { plant(); run(); });
  const cancel = button(texts.cancel, () => stop(), { disabled: true });
  box.value = model.get("query");
  el.classList.add("course-widget", "course-explorer");
  el.append(make("div", { class: "columns" }, tree, make("div", {}, box,
    make("p", { class: "bar" }, button(texts.run, () => run()), cancel, make("label", {}, texts.asRole, " ", role)), said, outcome)));

  let asking = false, wanted = false, ending; // ending: repeats the cancellation, which may come before the query has begun

  function stop() {
    clearInterval(ending);
    ending = setInterval(() => kernel.ask("cancel", {}), 500);
    kernel.ask("cancel", {});
  }

  async function run() {
    wanted = asking; // the latest question wins, in the database too: the one before is cancelled first
    if (asking) return stop();
    asking = true;
    const question = { text: box.value, role: role.value };
    const signal = new AbortController(), late = setTimeout(() => signal.abort(new Error(texts.gone)), GIVE_UP_MS);
    said.textContent = fill(texts.asking, question);
    cancel.disabled = false;
    outcome.classList.add("stale");
    const answer = await kernel.ask("query", question, signal.signal).catch((error) => ({ wrong: error.message }));
    clearTimeout(late);
    clearInterval(ending);
    asking = false;
    if (wanted) return run();
    cancel.disabled = true;
    outcome.classList.remove("stale");
    said.textContent = answer.rows ? summary(answer, question) : "";
    outcome.replaceChildren(answer.rows ? result(answer, texts)
      : answer.refused ? refusal(answer, question) : make("p", { class: "wrong", role: "alert" }, answer.wrong));
    if (answer.position) box.setSelectionRange(answer.position - 1, answer.position - 1);
  }

  async function plant() {
    const as = role.value;
    try {
      const schemas = await kernel.ask("tree", { role: as });
      if (as === role.value) tree.replaceChildren(...schemas.map((schema) => branch(schema, as)));
    } catch (error) {
      tree.replaceChildren(make("p", { class: "wrong" }, error.message, " ", button(texts.again, plant)));
    }
  }

  const opened = new Set(["mart"]); // what stays open when the tree is another role's
  const details = (path, ...inside) => make("details", { open: opened.has(path),
    toggle: ({ target }) => target.open ? opened.add(path) : opened.delete(path) }, ...inside);

  function branch({ name, comment, tables }, as) {
    return details(name, make("summary", { title: comment }, name), ...tables.map((table) => leaf(`${name}.${table.name}`, table, as)));
  }

  function leaf(path, { name, comment, readable, columns }, as) {
    const look = () => { box.value = `SELECT *\nFROM ${path}`; run(); };
    return details(path, make("summary", {}, name, " ", !readable && make("span", { class: "locked" }, fill(texts.locked, { role: as }))),
      make("p", {}, comment, " ", button(texts.rows, look, { "aria-label": `${texts.rows}: ${path}` })),
      make("ul", {}, ...columns.map((column) => make("li", {},
        button(column.name, () => insert(column.name), { title: texts.insert }), ` ${column.type} `, make("p", {}, column.comment)))));
  }

  function insert(name) {
    box.focus();
    box.setRangeText(name, box.selectionStart, box.selectionEnd, "end");
  }

  function summary({ rows, complete, seconds }, question) {
    const number = new Intl.NumberFormat(texts.locale, { maximumFractionDigits: 2 }).format;
    return fill(complete ? texts.all : texts.first, { n: number(rows.length), seconds: number(seconds), role: question.role });
  }

  function refusal({ refused, why, position }, question) {
    const before = question.text.slice(0, position - 1).split("\n");
    const at = position && fill(texts.at, { line: before.length, column: before.at(-1).length + 1 });
    return make("div", { class: "wrong", role: "alert" }, make("p", {}, fill(texts.refusedAs, question)),
      make("pre", {}, refused), make("p", {}, [why, at].filter(Boolean).join(" ")));
  }

  plant();
  run();
  return () => { clearInterval(ending); kernel.close(); };
}

// Two faces of the rows; the chart wants a column of numbers.
function result({ columns, rows }, texts) {
  const numbers = columns.flatMap(({ number }, n) => number ? [n] : []);
  const face = make("div"), names = columns.map(({ name }) => name);
  const words = columns.findIndex(({ number }) => !number);
  const across = choice(names, names[words === -1 ? 0 : words], draw), value = choice(numbers.map((n) => names[n]), names[numbers.at(0)], draw);
  const kind = choice(["bars", "line"], "bars", draw, { bars: texts.bars, line: texts.line });
  const knobs = make("span", { class: "bar", hidden: true }, ...[[texts.kind, kind], [texts.across, across], [texts.value, value]]
    .map(([label, knob]) => make("label", {}, label, " ", knob)));
  const faces = [texts.table, texts.chart].map((name, n) => button(name, () => { drawn = Boolean(n); draw(); }, { disabled: n === 1 && !numbers.length }));
  let drawn = false;

  function draw() {
    faces.forEach((one, n) => one.setAttribute("aria-pressed", String(drawn === Boolean(n))));
    knobs.hidden = !drawn;
    if (!drawn) return face.replaceChildren(pages(columns, rows, texts));
    const shown = kind.value === "bars" ? rows.slice(0, MOST_BARS) : rows, column = numbers[value.selectedIndex];
    const points = shown.map((row) => [row[across.selectedIndex] ?? "NULL", row[column] === null || !isFinite(row[column]) ? null : Number(row[column])]);
    const label = fill(texts.chartOf, { value: names[column], across: names[across.selectedIndex] });
    face.replaceChildren(chart(points, { kind: kind.value, label, locale: texts.locale }),
      shown.length < rows.length ? make("p", {}, fill(texts.firstBars, { n: shown.length, all: rows.length })) : "");
  }
  draw();
  return make("div", {}, make("p", { class: "bar", role: "group", "aria-label": texts.result }, ...faces, knobs), face);
}

function pages(columns, rows, texts) {
  if (!rows.length) return "";
  let first = 0;
  const body = make("tbody"), place = make("span", { role: "status" });
  const turn = (by) => { first += by; draw(); };
  const back = button(texts.previous, () => turn(-PAGE)), on = button(texts.next, () => turn(PAGE));
  const head = make("tr", {}, ...columns.map(({ name, type, number }) => make("th", { scope: "col", class: number && "number", title: type }, name)));

  function draw() {
    body.replaceChildren(...rows.slice(first, first + PAGE).map((row) => make("tr", {}, ...row.map((text, n) =>
      make("td", { class: text === null ? "null" : columns[n].number && "number", title: text?.length > 60 && text }, text ?? "NULL")))));
    const [from, to, n] = [first + 1, Math.min(first + PAGE, rows.length), rows.length].map((number) => number.toLocaleString(texts.locale));
    place.textContent = fill(texts.page, { from, to, n });
    back.disabled = first === 0;
    on.disabled = first + PAGE >= rows.length;
  }
  draw();
  return make("div", {}, make("div", { class: "rows", tabindex: 0, role: "region", "aria-label": texts.result }, make("table", {}, make("thead", {}, head), body)),
    make("p", { class: "bar", hidden: rows.length <= PAGE }, back, on, place));
}

const button = (name, click, more = {}) => make("button", { type: "button", click, ...more }, name);

function choice(values, chosen, change, words = {}) {
  return make("select", { change }, ...values.map((value) => new Option(words[value] ?? value, value, false, value === chosen)));
}

export default { render };
