// Draws the data flow: the places with the steps between them, what passed along each arrow, and who watches.
import { keepAlive } from "./board/live.js";
import { connect } from "./notebook.js";
import { fill, make } from "./elements.js";

const WIDTH = 1000, APART = 200;
const PLACE = { y: 176, w: 144, h: 58 }, STEP = { y: 14, w: 124, h: 58 }, WATCH = { y: 276, w: 940, h: 44 };
const placeAt = (n) => APART / 2 + APART * n; // the step n lies between the places n and n + 1
const stepAt = (n) => APART + APART * n;

function render({ model, el }) {
  const kernel = connect(model, el), texts = model.get("texts");
  const inWords = format(texts.locale);
  const bar = make("div"), title = make("p", { class: "title" }), away = make("p", { class: "wrong", role: "alert", hidden: true });
  const picture = make("div", { class: "picture" }), body = make("tbody");
  const head = make("tr", {}, ...texts.columns.map((name) => make("th", { scope: "col" }, name)));
  const table = make("table", { "aria-label": texts.picture }, make("thead", {}, head), body);
  el.classList.add("course-widget", "course-flow");
  el.append(bar, away, title, picture, make("details", {}, make("summary", {}, texts.table), table));

  let run; // while the warehouse is away, the last one stays

  function draw(data) {
    if ("run" in data) run = data.run;
    if (away.textContent !== (data.away ?? "")) away.textContent = data.away ?? ""; // said aloud once
    away.hidden = !data.away;
    title.textContent = run?.title ?? (data.away ? "" : texts.none);
    picture.classList.toggle("stale", Boolean(data.away));
    const arrows = run ? arrowsOf(run, data, texts, inWords) : [];
    picture.replaceChildren(drawing(data, arrows, texts, inWords));
    body.replaceChildren(...arrows.map(({ name, count, more, lag, state }) => make("tr", {}, make("th", { scope: "row" }, name),
      ...[[count, more].filter(Boolean).join(", "), lag, state].map((text) => make("td", {}, text)))));
  }

  const stop = keepAlive(bar, { texts, refresh: 5, draw, watch: el, ask: (_range, signal) => kernel.ask("flow", {}, signal) });
  return () => { stop(); kernel.close(); };
}

// Two a step: into it what it was given, since it began; out of it what it passed on, since it ended.
function arrowsOf({ steps, rules, score }, { end, places }, texts, inWords) {
  return steps.flatMap((step, n) => {
    const arrow = (from, to, count, at) => ({
      name: `${from} → ${to}`, outcome: step.outcome, state: texts.outcomes[step.outcome],
      count: count === null ? "…" : count, lag: at === null ? "" : inWords.ago(end - at),
    });
    const rows = (count) => count === null ? null : inWords.number(count);
    const into = arrow(places[n].title, step.name, rows(step.rows_in), step.started_at);
    const out = arrow(step.name, places[n + 1].title, rows(step.rows_out), step.finished_at);
    if (step.rows_in > step.rows_out) out.more = fill(texts.rejected, { n: inWords.number(step.rows_in - step.rows_out) });
    if (n === steps.length - 1 && step.outcome === "success") {
      out.count = fill(texts.rules, { n: inWords.number(rules) });
      out.more = score !== null && fill(texts.score, { score: inWords.percent(score) });
    }
    return [into, out];
  });
}

function drawing(data, arrows, texts, inWords) {
  const { watch, age, runner } = data;
  const names = arrows.filter((_, n) => n % 2 === 0).map(({ name }) => name.split(" → ")[1]);
  const nodes = [
    ...data.places.map((place, n) => ({ ...place, below: place.services, x: placeAt(n), box: PLACE, kind: "place" })),
    ...names.map((name, n) => ({ ...runner, title: name, below: `${runner.services} · ${arrows[2 * n].state}`, x: stepAt(n), box: STEP, kind: "step" })),
  ];
  const seen = [watch.services, watch.saw, age !== null && fill(texts.age, { age: inWords.hours(age) })].filter(Boolean).join(" · ");
  const line = { ...watch, title: texts.watch, below: seen, x: WIDTH / 2, box: WATCH, kind: "line" };
  const told = [...arrows.map(({ name, count, more, lag, state }) => [name, count, more, lag, state].filter(Boolean).join(", ")),
    ...[...nodes, line].map(({ title, up }) => `${title}: ${up ? texts.up : texts.down}`)];
  return make("svg:svg", { viewBox: `0 0 ${WIDTH} ${WATCH.y + WATCH.h + 4}`, role: "img", "aria-label": texts.picture },
    make("svg:desc", {}, told.join("; ")),
    make("svg:defs", {}, make("svg:marker", { id: "course-flow-tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
      make("svg:path", { d: "M0 0 8 4 0 8Z" }))),
    ...nodes.map(({ x, box }) => make("svg:path", { class: "seen", d: `M${x} ${box.y + box.h}V${WATCH.y - 2}`, "marker-end": "url(#course-flow-tip)" })),
    ...arrows.flatMap((arrow, n) => arrowDrawn(arrow, Math.floor(n / 2), n % 2 === 1)),
    ...[...nodes, line].map((node) => nodeDrawn(node, texts)));
}

// From the top of a place up and into the side of the step, or out of its side and down onto the next place.
function arrowDrawn({ outcome, count, lag, more = "" }, n, out) {
  const middle = STEP.y + STEP.h / 2, x = out ? placeAt(n + 1) - 18 : placeAt(n) + 18;
  const d = out ? `M${stepAt(n) + STEP.w / 2} ${middle}H${x}V${PLACE.y - 2}` : `M${x} ${PLACE.y}V${middle}H${stepAt(n) - STEP.w / 2 - 2}`;
  const label = (y, name, text) => make("svg:text", { class: name, x: out ? x - 8 : x + 8, y, "text-anchor": out ? "end" : "start" }, text);
  return [make("svg:path", { class: `arrow ${outcome}`, d, "marker-end": "url(#course-flow-tip)" }),
    label(104, "count", count), label(122, "lag", lag), label(140, "more", more)];
}

function nodeDrawn({ title, below, services, saw, up, x, box, kind }, texts) {
  return make("svg:g", { class: `node ${kind} ${up ? "up" : "down"}` },
    make("svg:title", {}, `${services}, ${up ? texts.up : texts.down}: ${saw}`),
    make("svg:rect", { x: x - box.w / 2, y: box.y, width: box.w, height: box.h, rx: kind === "step" ? box.h / 2 : 8 }),
    make("svg:text", { class: "name", x, y: box.y + box.h / 2 - 4 }, `${up ? "●" : "✗"} ${title}`),
    make("svg:text", { class: "below", x, y: box.y + box.h / 2 + 15 }, below));
}

function format(locale) {
  const relative = new Intl.RelativeTimeFormat(locale, { style: "narrow" });
  const hours = new Intl.NumberFormat(locale, { style: "unit", unit: "hour", maximumFractionDigits: 0 });
  return {
    number: new Intl.NumberFormat(locale).format,
    percent: new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format,
    hours: (seconds) => hours.format(seconds / 3600),
    ago(seconds) {
      const [size, unit] = [[86400, "day"], [3600, "hour"], [60, "minute"]].find(([size]) => seconds >= size) ?? [1, "second"];
      return relative.format(-Math.round(Math.max(0, seconds) / size), unit);
    },
  };
}

export default { render };
