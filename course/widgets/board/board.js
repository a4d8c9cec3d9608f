// Draws a Grafana dashboard file from the answers to its queries. It knows neither where it runs nor
// where the answers come from: the page on port 3000 and the notebook's widget both hand it these.
//
//   board   the dashboard, as in infra/grafana/dashboards
//   data    {end, step, seconds, series: {expression: [{labels, values}]}, errors: {expression: why},
//           cut: {expression: how many series there are where not all are told}}
//           one value a step, the last one at `end` (Unix seconds), null where there is none
//   texts   the words, by name; `units` as in units.py     theme  "light" or "dark"     Plotly  plotly.js
//   code    whether each panel shows its expressions

import { wallClock } from "./clock.js";

const THEMES = {
  light: {
    page: "#f4f5f7", panel: "#ffffff", border: "#d9dce1", text: "#1d2330", muted: "#59606e", track: "#e4e7ec",
    green: "#17773a", orange: "#b15c00", red: "#c0222b",
    series: ["#2f66c9", "#c9600a", "#16805a", "#b0338f", "#7452cf", "#856700", "#0b7f93", "#c22f4c", "#5b6675", "#7a5230"],
  },
  dark: {
    page: "#111318", panel: "#191c23", border: "#2d323c", text: "#e3e6ec", muted: "#9ba3b2", track: "#2d323c",
    green: "#5fd38d", orange: "#ffb05c", red: "#ff7b80",
    series: ["#6ea8fe", "#ffa94d", "#51cf9b", "#f07fd6", "#b197fc", "#e3c84a", "#4dd4e6", "#ff8787", "#adb5bd", "#d0a37f"],
  },
};

const boards = new WeakMap(); // element -> what was made in it
const formats = new Map();

export function drawBoard(el, { board, data, texts, theme, Plotly, code = false }) {
  let made = boards.get(el);
  if (made?.board !== board) {
    clearBoard(el, Plotly);
    made = { board, panels: board.panels.map((panel) => frame(panel, texts, code)) };
    boards.set(el, made);
    el.classList.add("course-board");
    el.replaceChildren(...made.panels.map((panel) => panel.element));
    watch(made);
  }
  const colors = THEMES[theme];
  for (const [name, color] of Object.entries(colors)) {
    if (name !== "series") el.style.setProperty(`--board-${name}`, color);
  }
  made.told = { data, texts, colors, Plotly };
  for (const one of made.panels) {
    one.stale = one.panel.type !== "row";
    if (one.seen) draw(one, made);
  }
}

// Gives back what plotly.js holds; to be called before the element goes away.
export function clearBoard(el, Plotly) {
  const made = boards.get(el);
  made?.observer.disconnect();
  removeEventListener("beforeprint", made?.drawAll);
  for (const { body } of made?.panels ?? []) if (body?.data) Plotly.purge(body);
  boards.delete(el);
}

// A panel that has been scrolled away is drawn when it comes back: most of the work is plotly.js's.
function watch(made) {
  const found = new Map(made.panels.map((one) => [one.element, one]));
  made.drawAll = () => made.panels.forEach((one) => draw(one, made));
  made.observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const one = found.get(target);
      one.seen = isIntersecting;
      if (one.seen) draw(one, made);
    }
  }, { rootMargin: "50%" });
  for (const { element } of made.panels) made.observer.observe(element);
  addEventListener("beforeprint", made.drawAll);
}

function draw(one, { told }) {
  if (one.stale) drawPanel(one.panel, one.body, one.note, told);
  one.stale = false;
}

function frame(panel, texts, code) {
  const { x, y, w, h } = panel.gridPos;
  const place = `--x:${x + 1};--y:${y + 1};--w:${w};--h:${h}`;
  if (panel.type === "row") return { panel, element: node("h2", { style: place }, panel.title) };
  const note = node("p", { class: "note", role: "status" });
  const body = node("div", { class: `body ${panel.type}` });
  const head = node("header", {}, node("h3", {}, panel.title));
  if (panel.description) head.append(explanation(panel, texts));
  const shown = panel.targets.map(({ expr }) => expr).filter((expr) => code && expr !== panel.title);
  const asked = shown.length ? [node("pre", {}, shown.join("\n"))] : [];
  return { panel, body, note, seen: true, element: node("section", { style: place, "aria-label": panel.title }, head, ...asked, body, note) };
}

function explanation(panel, texts) {
  const about = node("details", { class: "about" },
    node("summary", { "aria-label": `${texts.about}: ${panel.title}` }, "i"), node("p", {}, panel.description));
  about.addEventListener("focusout", () => (about.open = about.matches(":focus-within")));
  return about;
}

function drawPanel(panel, body, note, { data, texts, colors, Plotly }) {
  const refused = panel.targets.map((target) => data.errors[target.expr]).find(Boolean);
  const series = panel.targets.flatMap((target) => seriesOf(panel, target, data));
  const empty = series.length === 0;
  const many = panel.targets.map((target) => data.cut?.[target.expr]).find(Boolean);
  note.textContent = refused ? texts.refused.replace("{why}", refused) : empty ? panel.fieldConfig.defaults.noValue ?? texts.noData
    : many ? texts.cut.replace("{n}", series.length).replace("{all}", many) : "";
  body.hidden = empty;
  if (!empty) DRAW[panel.type]({ panel, body, series, data, texts, colors, Plotly });
}

function seriesOf(panel, target, data) {
  const answers = data.series[target.expr] ?? [];
  const found = answers.map((one) => {
    const name = nameOf(target, one.labels, answers);
    return { ...one, target, name: overrides(panel, name).displayName ?? name };
  });
  // What is shown as of now leaves out series that have ended.
  const shown = panel.type === "timeseries" ? (value) => value !== null : (value, n, all) => n === all.length - 1 && value !== null;
  return found.filter(({ values }) => values.some(shown)).sort((a, b) => a.name.localeCompare(b.name));
}

// What Grafana calls "__auto" names a series by the labels that tell it from the others; by one, if one does.
function nameOf({ legendFormat }, labels, answers) {
  if (legendFormat !== "__auto") return (legendFormat ?? "").replace(/{{\s*(\w+)\s*}}/g, (_, label) => labels[label] ?? "");
  const valuesOf = (label) => new Set(answers.map((one) => one.labels[label]));
  const says = (label) => label !== "instance" && !answers.every((one) => /^\d*$/.test(one.labels[label] ?? ""));
  const differing = Object.keys(labels).filter((label) => valuesOf(label).size > 1).sort((a, b) => says(b) - says(a));
  const alone = differing.find((label) => valuesOf(label).size === answers.length);
  if (alone && says(alone)) return labels[alone];
  return (alone ? [alone] : differing).map((label) => `${label}=${labels[label]}`).join(", ");
}

// What the file says of one series or column alone.
function overrides(panel, name) {
  const one = panel.fieldConfig.overrides?.find(({ matcher }) => matcher.options === name);
  return Object.fromEntries((one?.properties ?? []).map(({ id, value }) => [id, value]));
}

// What a value is called, if it has a word, and its colour.
function wordFor(value, { mappings }) {
  return mappings?.[0]?.options[value];
}

const DRAW = { stat: drawStat, gauge: drawGauge, table: drawTable, timeseries: drawLines };

function drawStat({ panel, body, series, texts, colors }) {
  body.replaceChildren(...series.map(({ name, values }) => {
    const value = values.at(-1);
    const word = wordFor(value, panel.fieldConfig.defaults);
    const style = `color:${colors[word?.color] ?? limitColor(panel, value, colors)}`;
    return node("p", {}, node("b", { style }, word?.text ?? written(value, panel.fieldConfig.defaults, texts)), node("span", {}, name));
  }));
}

function drawGauge({ panel, body, series, texts, colors }) {
  const { min, max } = panel.fieldConfig.defaults;
  const arc = { d: "M8 52 A42 42 0 0 1 92 52", pathLength: 100, "stroke-dasharray": "100 200" };
  body.replaceChildren(...series.map(({ name, values }) => {
    const value = values.at(-1);
    const part = 100 * Math.min(1, Math.max(0, (value - min) / (max - min)));
    const text = written(value, panel.fieldConfig.defaults, texts);
    const color = limitColor(panel, value, colors);
    const meter = { role: "meter", "aria-label": name || panel.title, "aria-valuenow": value,
      "aria-valuemin": min, "aria-valuemax": max, "aria-valuetext": text };
    const drawing = node("svg:svg", { viewBox: "0 0 100 58", "aria-hidden": true },
      node("svg:path", { ...arc, stroke: colors.track }),
      node("svg:path", { ...arc, stroke: color, "stroke-dasharray": `${part} 200` }),
      node("svg:text", { x: 50, y: 52, fill: color }, text));
    return node("div", meter, drawing, node("span", {}, name));
  }));
}

// One line a set of labels, with the columns that the file's "organize" transformation names and orders.
function drawTable({ panel, body, series, texts, colors }) {
  const { renameByName, indexByName } = panel.transformations.find(({ id }) => id === "organize").options;
  const columns = Object.keys(renameByName).sort((a, b) => indexByName[a] - indexByName[b]);
  const lines = new Map();
  for (const { labels, values, target } of series) {
    const key = JSON.stringify(columns.map((name) => labels[name]));
    if (!lines.has(key)) lines.set(key, { ...labels });
    lines.get(key)[panel.targets.length > 1 ? `Value #${target.refId}` : "Value"] = values.at(-1);
  }
  const cell = (line, name) => {
    const field = overrides(panel, name);
    const word = wordFor(line[name], field);
    const attributes = word?.color ? { style: `color:${colors[word.color]}` } : {};
    if (typeof line[name] !== "number") return node("td", attributes, word?.text ?? line[name] ?? "", ...(field.links ?? []).flatMap((link) => [" ", anchor(link, line)]));
    return node("td", word ? attributes : { class: "number" }, word?.text ?? written(line[name], field, texts));
  };
  const [order] = panel.options?.sortBy ?? [];
  const by = order && columns.find((name) => renameByName[name] === order.displayName);
  const sorted = [...lines.entries()].sort(by ? ([, a], [, b]) => b[by].localeCompare(a[by]) : ([a], [b]) => a.localeCompare(b));
  const rows = sorted.map(([, line]) => node("tr", {}, ...columns.map((name) => cell(line, name))));
  const head = columns.map((name, n) => node("th", { scope: "col", class: rows[0].cells[n].className }, renameByName[name]));
  const scroll = body.scrollTop;
  body.tabIndex = 0; // a table taller than its panel is scrolled with the keyboard too
  body.replaceChildren(node("table", {}, node("thead", {}, node("tr", {}, ...head)), node("tbody", {}, ...rows)));
  body.scrollTop = scroll;
}

// A data link of Grafana's, for one line of a table.
function anchor({ title, url }, line) {
  const href = url.replace(/\${__data\.fields\.(\w+)(:percentencode)?}/g, (_, name, encoded) => encoded ? encodeURIComponent(line[name]) : line[name]);
  return node("a", { href, target: "_blank", rel: "noopener" }, title);
}

function drawLines({ panel, body, series, data, texts, colors, Plotly }) {
  const { defaults } = panel.fieldConfig;
  const known = (body.known ??= new Map()); // a series keeps its colour while others come and go
  series.forEach(({ name }) => known.has(name) || known.set(name, known.size));
  const [factor, suffix] = scale(Math.max(...series.flatMap(({ values }) => values.map(Math.abs))), defaults.unit, texts);
  const stacked = defaults.custom?.stacking?.mode === "normal";
  // plotly.js stacks what is missing as zero: what was before the first sample is left out.
  const from = stacked ? Math.min(...series.map(({ values }) => values.findIndex((value) => value !== null))) : 0;
  const at = wallClock(texts);
  const times = series[0].values.map((_, n, all) => at(data.end - (all.length - 1 - n) * data.step));
  const traces = series.map(({ name, values }) => ({
    name, x: times.slice(from), y: values.slice(from).map((value) => value === null ? null : value / factor),
    customdata: values.slice(from).map((value) => written(value, defaults, texts)),
    hovertemplate: "%{customdata}", mode: "lines", stackgroup: stacked ? "all" : undefined,
    line: { width: 1.6, color: colors.series[known.get(name) % colors.series.length],
      dash: ["solid", "dot", "dash"][Math.floor(known.get(name) / colors.series.length) % 3] },
  }));
  const [group, decimal] = (12345.6).toLocaleString(texts.locale).match(/\D/g);
  const axis = { gridcolor: colors.track, zerolinecolor: colors.track, fixedrange: true, automargin: true, ticks: "outside", ticklen: 6, tickcolor: "transparent" };
  const largest = Math.max(...traces.flatMap(({ y }) => y)); // small counts are whole numbers
  const whole = defaults.unit === "none" && largest <= 6 && traces.every(({ y }) => y.every(Number.isInteger)) && { dtick: 1, range: [0, 1.1 * Math.max(1, largest)] };
  const width = body.clientWidth;
  const beside = width > 480 && series.length > 6 && series.every(({ name }) => name.length < 24);
  const tickformat = data.seconds <= 900 && width > 360 ? "%H:%M:%S" : "%H:%M";
  const layout = {
    paper_bgcolor: "transparent", plot_bgcolor: "transparent", separators: decimal + group, uirevision: panel.id,
    font: { family: "system-ui, sans-serif", size: 12, color: colors.muted }, margin: { l: 8, r: 12, t: 6, b: 8 },
    hovermode: "x unified", hoverlabel: { bgcolor: colors.panel, font: { color: colors.text } },
    showlegend: series.some(({ name }) => name), legend: beside ? { x: 1.02, y: 1 } : { orientation: "h", x: 0, y: -30 / (38 * panel.gridPos.h - 60), yanchor: "top", maxheight: 0.3 },
    xaxis: { ...axis, type: "date", tickformat, hoverformat: "%d/%m %H:%M:%S", nticks: Math.min(7, Math.floor(width / 85)), tickangle: 0,
      range: [at(data.end - data.seconds), at(data.end)] },
    yaxis: { ...axis, [suffix.endsWith(" ") ? "tickprefix" : "ticksuffix"]: suffix, rangemode: defaults.min === 0 ? "tozero" : "normal", nticks: 6, exponentformat: "none", ...whole },
  };
  body.setAttribute("role", "img");
  body.setAttribute("aria-label", `${panel.title}: ` + series
    .map(({ name, values }) => `${name} ${written(values.at(-1), defaults, texts)}`).join("; "));
  Plotly.react(body, traces, layout, { displayModeBar: false, responsive: true });
}

function scale(value, unit, { units }) {
  const steps = units[unit] ?? [[1, ` ${unit}`]];
  return steps.findLast(([factor]) => factor <= value) ?? steps.find(([factor]) => factor === 1) ?? steps[0];
}

function written(value, { unit, decimals }, texts) {
  if (value === null) return texts.noData;
  const [factor, suffix] = scale(Math.abs(value), unit, texts);
  const shown = value / factor;
  const digits = decimals ?? Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(shown) || 1)))); // three in all
  const number = format(texts.locale, digits).format(shown);
  return suffix.endsWith(" ") ? suffix + number : number + suffix;
}

// toLocaleString would make one anew for every point.
function format(locale, digits) {
  const key = `${locale} ${digits}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  return formats.get(key);
}

function limitColor(panel, value, colors) {
  const steps = panel.fieldConfig.defaults.thresholds?.steps ?? [];
  return colors[steps.findLast((step) => step.value === null || value >= step.value)?.color] ?? colors.text;
}

function node(name, attributes, ...children) {
  const [tag, svg] = name.startsWith("svg:") ? [name.slice(4), true] : [name, false];
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
