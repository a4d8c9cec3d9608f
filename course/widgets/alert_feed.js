// A line a notification, drawn anew when one has come; who does not see it hears the newest.
import { keepAlive } from "./board/live.js";
import { make } from "./elements.js";
import { connect } from "./notebook.js";

function render({ model, el }) {
  const texts = model.get("texts");
  const kernel = connect(model, el);
  const live = make("div"), shown = make("div"), said = make("p", { class: "said", role: "status" });
  let drawn, newest;
  el.classList.add("course-widget", "course-alerts");
  el.append(live, shown, said);

  function draw({ rows }) {
    const now = JSON.stringify(rows);
    if (now === drawn) return;
    drawn = now;
    shown.replaceChildren(rows.length ? table(rows) : texts.none);
    const first = rows.length ? `${rows[0].title}: ${rows[0].cells[0]}` : "";
    if (newest !== undefined && first !== newest) said.textContent = first;
    newest = first;
  }

  function table(rows) {
    const head = make("tr", {}, ...texts.columns.map((name) => make("th", { scope: "col" }, name)));
    const lines = rows.map(({ name, title, runbook, state, cells }) => {
      const link = make("a", { href: runbook, target: "_blank", rel: "noopener" }, name);
      return make("tr", { class: state }, make("th", { scope: "row" }, link, make("br"), title),
        ...cells.map((text) => make("td", {}, text)));
    });
    return make("table", {}, make("caption", {}, texts.caption), make("thead", {}, head), make("tbody", {}, ...lines));
  }

  const stop = keepAlive(live, { texts, refresh: 5, draw, watch: el, ask: (_, signal) => kernel.ask("tick", {}, signal) });
  return () => { stop(); kernel.close(); };
}

export default { render };
