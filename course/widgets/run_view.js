// A run's figures, its trace as a waterfall, its log lines; each leads to the others by the ids of the spans.
import { clock } from "./board/clock.js";
import { keepAlive } from "./board/live.js";
import { connect } from "./notebook.js";
import { fill, make } from "./elements.js";

const OPEN_FROM_THE_START = /^(dag|task|notebook) /;

// `ask(about, {run, have}, signal)`: a promise of what run_sides.py tells. Returns what ends it.
export function showRun(el, texts, ask, first = null) {
  const number = new Intl.NumberFormat(texts.locale).format;
  const short = new Intl.NumberFormat(texts.locale, { maximumSignificantDigits: 3 }).format;
  const lasted = (seconds) => seconds === null ? "…" : seconds >= 1 ? `${short(seconds)} s` : `${short(1000 * seconds)} ms`;
  const moment = clock(texts, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
  const words = (said) => make("p", { class: "wrong", role: "alert" }, said);

  let run = first, have = ""; // what is chosen, and what of it is drawn for good
  let seen = { figures: [], spans: [], lines: [] };
  let open = new Set(), span = null, service = "";

  const bar = make("div"), choice = make("select", { change: () => choose(choice.value) }), pages = make("span");
  const figures = make("div"), spans = make("div"), lines = make("div");
  el.classList.add("course-widget", "course-run");
  el.append(bar, make("form", { submit: (event) => event.preventDefault() }, make("label", {}, texts.run, " ", choice), pages),
    make("h4", {}, texts.figures), figures,
    make("h4", {}, texts.spans, " ", make("small", { class: "muted" }, make("span", { class: "bar own key" }), " ", texts.critical)), spans,
    make("h4", {}, texts.lines), lines);

  async function choose(id) {
    [run, have, span, service] = [id, "", null, ""];
    const told = await ask("choice", { run, have }).catch((error) => spans.replaceChildren(words(error.message)));
    if (told) draw(told);
  }

  function draw(told) {
    if (run !== null && told.run !== run) return; // asked before the choice
    const options = told.runs.map(({ id, day, state }) => make("option", { value: id, selected: id === told.run }, `${day} · ${state} · ${id}`));
    if (document.activeElement !== choice) choice.replaceChildren(...options);
    if (told.run === null) spans.replaceChildren(make("p", {}, texts.none));
    if (!("spans" in told)) return;
    if (run !== told.run || !have) open = new Set(known(told.spans).filter(({ name }) => OPEN_FROM_THE_START.test(name)).map(({ id }) => id).concat([...open]));
    [run, have, seen] = [told.run, told.mark, told];
    pages.replaceChildren(...told.links.flatMap(({ name, page }) => [make("a", { href: page, target: "_blank", rel: "noopener" }, name), " "]));
    drawFigures();
    drawSpans();
    drawLines();
  }

  const known = (side) => typeof side === "string" ? [] : side;
  const whole = (side, content) => typeof side === "string" ? [words(side)] : content;

  function drawFigures() {
    const rows = known(seen.figures).map((one) => make("tr", {},
      make("th", { scope: "row" }, make("button", { type: "button", click: () => choosePlace(known(seen.spans).find(({ name }) => name === `step ${one.step}`)?.id) }, one.step)),
      ...[one.outcome, lasted(one.seconds), number(one.rows_in), number(one.rows_out), number(one.rows_rejected)].map((part) => make("td", {}, part))));
    const head = make("tr", {}, ...texts.columns.map((name) => make("th", { scope: "col" }, name)));
    figures.replaceChildren(...whole(seen.figures, [make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows))]));
  }

  function drawSpans() {
    const all = known(seen.spans), ids = new Set(all.map(({ id }) => id));
    const end = Math.max(...all.map(({ start, seconds }) => start + seconds), 0.001);
    const below = Map.groupBy(all, ({ parent }) => ids.has(parent) ? parent : "");
    const row = (one, depth) => {
      const inside = below.get(one.id) ?? [], shown = open.has(one.id);
      const own = one.path.reduce((sum, [, seconds]) => sum + seconds, 0);
      const classes = [one.failed && "failed", one.id === span && "chosen"].filter(Boolean).join(" ");
      const toggle = inside.length ? make("button", { type: "button", class: "open", "data-key": `open ${one.id}`, "aria-expanded": String(shown), "aria-label": fill(texts.open, { name: one.name }), click: () => { shown ? open.delete(one.id) : open.add(one.id); drawSpans(); } }, shown ? "▾" : "▸") : make("span", { style: "width: 20px; flex: none" });
      const title = [one.name, one.text, lasted(one.seconds), own > 0 && `${texts.critical}: ${lasted(own)}`].filter(Boolean).join("\n");
      const name = make("button", { type: "button", "data-key": one.id, "aria-pressed": String(one.id === span), "aria-label": fill(texts.select, { name: one.name }), title, click: () => choosePlace(one.id === span ? null : one.id) }, one.name, " ", make("span", { class: "muted" }, one.service));
      const part = (kind, from, seconds) => make("span", { class: kind, style: `left: ${100 * from / end}%; width: ${100 * seconds / end}%` });
      return [make("div", { class: `name ${classes}`, style: `padding-left: ${12 * depth}px` }, toggle, name),
        make("div", { class: `track ${classes}`, title }, part("bar", one.start, one.seconds), ...one.path.map(([from, seconds]) => part("bar own", from, seconds))),
        make("div", { class: `time ${classes}` }, lasted(one.seconds)),
        ...(shown ? inside.flatMap((child) => row(child, depth + 1)) : [])];
    };
    keepFocus(spans, whole(seen.spans, [make("div", { class: "scroll" }, make("div", { class: "spans" }, ...(below.get("") ?? []).flatMap((one) => row(one, 0))))]));
  }

  function drawLines() {
    const all = known(seen.lines), chosen = known(seen.spans).find(({ id }) => id === span);
    const within = chosen && inside(chosen.id);
    const services = [...new Set(all.map((line) => line.service))].sort();
    const pick = make("select", { "aria-label": texts.service, change: () => { service = pick.value; drawLines(); } },
      make("option", { value: "" }, texts.services), ...services.map((name) => make("option", { value: name, selected: name === service }, name)));
    const filter = chosen && make("span", {}, " ", fill(texts.ofSpan, { name: chosen.name }), " ", make("button", { type: "button", click: () => choosePlace(null) }, texts.all));
    const rows = all.filter((line) => (!within || within.has(line.span)) && (!service || line.service === service)).map((line) => make("tr", { class: line.level },
      make("td", {}, line.span ? make("button", { type: "button", title: texts.toSpan, click: () => choosePlace(line.span) }, moment(line.at)) : moment(line.at)), make("td", {}, line.service), make("td", {}, line.text)));
    keepFocus(lines, whole(seen.lines, [make("p", {}, pick, filter), make("div", { class: "scroll" }, make("table", { class: "lines" }, make("tbody", {}, ...rows)))]));
  }

  // The span's own id and those of all that happened in it.
  function inside(id) {
    const found = new Set([id]);
    for (const one of known(seen.spans)) if (found.has(one.parent)) found.add(one.id); // they come by their starts
    return found;
  }

  function choosePlace(id) {
    span = id ?? null;
    for (let one = known(seen.spans).find((other) => other.id === id); one; one = known(seen.spans).find((other) => other.id === one.parent)) if (one.id !== id) open.add(one.id);
    drawSpans();
    drawLines();
    spans.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
  }

  return keepAlive(bar, { texts, refresh: 5, draw, watch: el, ask: (_range, signal) => ask("tick", { run, have }, signal) });
}

function render({ model, el }) {
  const kernel = connect(model, el);
  const stop = showRun(el, model.get("texts"), kernel.ask);
  return () => { stop(); kernel.close(); };
}

// New children, the scroll and the focus where they were.
function keepFocus(parent, children) {
  const key = parent.contains(document.activeElement) && document.activeElement.dataset.key;
  const top = parent.querySelector(".scroll")?.scrollTop;
  parent.replaceChildren(...children);
  if (top) parent.querySelector(".scroll").scrollTop = top;
  if (key) parent.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

export default { render };
