// The page on port 3000: the theme, and a board or a run that is asked of this page's own server.
import { drawBoard } from "./board.js";
import { keepAlive } from "./live.js";

const { texts, board, ranges, range, refresh, data: address, run } = JSON.parse(document.getElementById("setup").textContent);
const button = document.getElementById("theme");
let theme = localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
let last;

function draw(data) {
  last = data;
  drawBoard(document.getElementById("board"), { board, data, texts, theme, Plotly: window.Plotly });
}

function dress() {
  document.documentElement.dataset.theme = theme;
  button.textContent = theme === "dark" ? texts.light : texts.dark;
  if (last) draw(last);
}

async function ask(question, signal) {
  let answer;
  try {
    answer = await fetch(`${address}?${new URLSearchParams(question)}`, { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : new Error(texts.gone); // the browser's own words are in its own language
  }
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail);
  return said;
}

function remember(chosen) {
  history.replaceState(null, "", `?${new URLSearchParams(chosen)}`);
}

button.addEventListener("click", () => {
  theme = theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", theme);
  dress();
});
dress();
if (board) {
  const live = document.getElementById("live");
  keepAlive(live, { texts, ranges, range, refresh, draw, ask: (name, signal) => ask({ range: name }, signal), changed: remember, watch: document.body });
}
if (run) {
  const { showRun } = await import("../run_view.js");
  showRun(document.getElementById("run"), texts, (_about, question, signal) => ask(question, signal), run);
}
