// A table a module, drawn anew when something has changed.
import { keepAlive } from "./board/live.js";
import { fill, make } from "./elements.js";
import { connect } from "./notebook.js";

function render({ model, el }) {
  const texts = model.get("texts");
  const kernel = connect(model, el);
  const live = make("div"), boards = make("div");
  let drawn = "";
  el.classList.add("course-widget", "course-progress");
  el.append(live, boards);

  function draw({ modules }) {
    const now = JSON.stringify(modules);
    if (now === drawn) return;
    drawn = now;
    boards.replaceChildren(...modules.map(table), modules.length ? "" : texts.none);
  }

  function table({ rows, ...module }) {
    const head = make("tr", {}, ...texts.columns.split("\t").map((name) => make("th", { scope: "col" }, name)));
    const lines = rows.map(({ state, cells }) =>
      make("tr", { class: state }, ...cells.map((text, n) => (n ? make("td", {}, text) : make("th", { scope: "row" }, text)))));
    const progress = make("progress", { value: module.right, max: module.all, "aria-hidden": "true" });
    const caption = make("caption", {}, make("b", {}, fill(texts.module, module)), progress);
    return make("table", {}, caption, make("thead", {}, head), make("tbody", {}, ...lines));
  }

  const stop = keepAlive(live, { texts, refresh: 5, draw, watch: el, ask: (_, signal) => kernel.ask("tick", {}, signal) });
  return () => { stop(); kernel.close(); };
}

export default { render };
