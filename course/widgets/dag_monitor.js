// The runs of the pipeline, the tasks of one of them, the log of a task; and a day to run.
import { clock } from "./board/clock.js";
import { keepAlive } from "./board/live.js";
import { connect } from "./notebook.js";
import { fill, make } from "./elements.js";

function render({ model, el }) {
  const kernel = connect(model, el), texts = model.get("texts");
  const seconds = new Intl.NumberFormat(texts.locale, { style: "unit", unit: "second", maximumFractionDigits: 0 }).format;
  const written = clock(texts, { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const moment = (at) => at === null ? "" : written(at);
  const lasted = ({ started, ended }, end) => started === null ? "" : seconds((ended ?? end) - started);
  const state = (name) => make("span", { class: `state ${name}`, title: name }, texts.states[name] ?? name);

  let chosen = null; // a run; null: the newest
  let shown; // what is drawn
  let logged = null; // the task whose log is open
  let read = null; // which state of that log is shown, once it is complete

  const bar = make("div"), wrong = make("p", { class: "wrong", role: "alert", hidden: true });
  const day = make("input", { type: "date", min: texts.first, max: texts.last, value: texts.last });
  const start = make("button", { type: "submit" }, texts.trigger);
  const form = make("form", { submit: trigger, novalidate: true }, make("label", {}, texts.day, " ", day), start,
    make("a", { href: texts.page, target: "_blank", rel: "noopener", title: texts.login }, texts.airflow));
  const runs = make("tbody"), tasks = make("ol", { class: "tasks" }), heading = make("p", { class: "heading", role: "status" });
  const head = make("tr", {}, ...texts.columns.map((name) => make("th", { scope: "col" }, name)));
  const table = make("table", {}, make("caption", {}, texts.runs), make("thead", {}, head), runs);
  const text = make("pre", { tabindex: 0, role: "region" }), log = make("div", { class: "log", hidden: true }, text);
  el.classList.add("course-widget", "course-dag");
  el.append(bar, form, wrong, make("div", { class: "runs" }, table), heading, tasks, log);

  async function attempt(work) {
    try {
      await work();
      wrong.hidden = true;
    } catch (error) {
      wrong.textContent = error.message;
      wrong.hidden = false;
    }
  }

  async function trigger(event) {
    event.preventDefault();
    start.disabled = true;
    const started = kernel.ask("trigger", { day: day.value }).finally(() => { start.disabled = false; });
    await attempt(async () => choose((await started).run)); // without an end when another choice overtakes it
  }

  async function choose(run) {
    chosen = run;
    draw(await kernel.ask("choice", { run }));
  }

  function draw(data) {
    if (chosen !== null && data.run !== chosen) return; // asked before the choice
    if (shown?.run !== data.run) logged = null;
    shown = data;
    log.hidden = logged === null;
    const current = data.runs.find(({ id }) => id === data.run);
    keepFocus(runs, data.runs.map((run) => make("tr", { class: run.id === data.run && "chosen" },
      make("th", { scope: "row" }, make("button", { type: "button", "data-key": run.id, "aria-pressed": String(run.id === data.run), "aria-label": fill(texts.show, { day: run.day }), click: () => attempt(() => choose(run.id)) }, run.day)),
      ...[state(run.state), moment(run.started), lasted(run, data.end), run.id].map((part) => make("td", {}, part)))));
    const said = data.run ? fill(texts.tasks, { run: data.run }) : texts.none;
    const now = [said, current && (texts.states[current.state] ?? current.state)].filter(Boolean).join(": ");
    if (heading.textContent !== now) heading.textContent = now; // said aloud when it changes
    keepFocus(tasks, data.tasks.map((task) => make("li", { class: task.state }, make("strong", {}, task.id), state(task.state),
      make("span", { class: "muted" }, [lasted(task, data.end), task.tries > 1 && fill(texts.tries, { n: task.tries })].filter(Boolean).join(" · ")),
      make("button", { type: "button", "data-key": task.id, "aria-expanded": String(task.id === logged), "aria-label": fill(texts.logOf, { task: task.id }), disabled: task.started === null, click: () => openLog(task.id === logged ? null : task.id) }, texts.log),
      task.notebook && link(task.notebook, texts.notebook), link(task.page, texts.airflow))));
    const open = data.tasks.find(({ id }) => id === logged);
    if (open && (open.ended === null || whole(open) !== read)) readLog(open);
  }

  const whole = ({ state, tries, ended }) => `${state} ${tries} ${ended}`;
  const link = (href, name) => make("a", { href, target: "_blank", rel: "noopener" }, name);

  function openLog(task) {
    logged = task;
    text.textContent = "";
    read = null;
    draw(shown);
  }

  async function readLog(task) {
    const run = shown.run, told = await kernel.ask("log", { run, task: task.id }).catch((error) => ({ text: error.message }));
    if (logged !== task.id || shown.run !== run) return;
    const atEnd = text.scrollHeight - text.scrollTop - text.clientHeight < 20;
    text.setAttribute("aria-label", fill(texts.logOf, { task: task.id }));
    text.textContent = told.text;
    read = whole(task);
    if (atEnd) text.scrollTop = text.scrollHeight;
  }

  const stop = keepAlive(bar, { texts, refresh: 5, draw, watch: el, ask: (_range, signal) => kernel.ask("tick", { run: chosen }, signal) });
  return () => { stop(); kernel.close(); };
}

// New children, and the focus on the button it was on.
function keepFocus(parent, children) {
  const key = parent.contains(document.activeElement) && document.activeElement.dataset.key;
  parent.replaceChildren(...children);
  if (key) parent.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

export default { render };
