// A dashboard in a notebook: board.js draws it, live.js paces it, the kernel answers.
import { clearBoard, drawBoard } from "./board/board.js";
import { keepAlive } from "./board/live.js";
import { connect, followTheme, unpack } from "./notebook.js";

function render({ model, el }) {
  const [board, texts, ranges, code] = ["board", "texts", "ranges", "code"].map((name) => model.get(name));
  const kernel = connect(model, el);
  const live = document.createElement("div");
  const face = document.createElement("div");
  const lines = board.panels.some(({ type }) => type === "timeseries");
  let Plotly, last, theme;
  el.setAttribute("role", "region");
  el.setAttribute("aria-label", board.title);
  el.append(live, face);

  async function ask(range, signal) {
    if (lines) Plotly ??= await loadPlotly(kernel, signal);
    return JSON.parse(await unpack(await kernel.ask("tick", { range }, signal)));
  }
  function draw(data) {
    last = data;
    drawBoard(face, { board, data, texts, theme, Plotly, code });
  }
  const unfollow = followTheme((now) => {
    theme = el.style.colorScheme = now;
    if (last) draw(last);
  });
  const stop = keepAlive(live, {
    texts, ranges, range: board.time.from.replace("now-", ""), refresh: parseInt(board.refresh), ask, draw, watch: el,
  });
  return () => { stop(); unfollow(); clearBoard(face, Plotly); kernel.close(); };
}

// 5 MB: the page's first board gets it from its kernel, all others wait for that one.
function loadPlotly(kernel, signal) {
  window.coursePlotly ??= fetchPlotly(kernel, signal).catch((error) => {
    window.coursePlotly = undefined; // the next tick tries again
    throw error;
  });
  return window.coursePlotly;
}

async function fetchPlotly(kernel, signal) {
  const script = await unpack(await kernel.ask("plotly", {}, signal));
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  await import(url);
  URL.revokeObjectURL(url);
  return window.Plotly;
}

export default { render };
