// The slide show of a lesson, for the class and for the instructor: two windows that move together.

import { clock } from "./clock.js";
import { paginate } from "./paginate.js";

const WIDTH = 1280;
const HEIGHT = 720;
const FOOTER = 40;

const body = document.body;
const texts = JSON.parse(body.dataset.texts);
const instructor = body.classList.contains("instructor");
const name = location.pathname.replace(/(\.instructor)?\.html$/, "");
const channel = new BroadcastChannel(name);
const one = (selector) => document.querySelector(selector);

await document.fonts.ready;
await Promise.allSettled([...document.images].map((image) => image.decode()));
paginate(one(".slides"), HEIGHT - FOOTER);

/** Of every page: the title and the planned minutes that hold there. */
const pages = new Map();
let title = "";
let plan = {};
for (const page of document.querySelectorAll(".slides section:not(:has(section))")) {
  title = page.querySelector("h1, h2")?.textContent ?? title;
  const { fromMinute, untilMinute } = page.dataset;
  if (untilMinute) plan = { from: fromMinute, until: untilMinute };
  pages.set(page, { title, plan });
}
const tick = clock(one(".clock"), texts, name, plan.until);

const keyboard = instructor ? {} : { 83: () => open(body.dataset.other, "instructor") }; // S
await Reveal.initialize({
  width: WIDTH,
  height: HEIGHT,
  margin: 0,
  center: false,
  embedded: instructor,
  hash: true,
  keyboard,
  navigationMode: "linear",
  controlsLayout: "edges",
  transition: "none",
  backgroundTransition: "none",
});

function show() {
  const page = Reveal.getCurrentSlide();
  const all = [...pages.keys()];
  one(".where").textContent = `${pages.get(page).title} · ${all.indexOf(page) + 1}/${all.length}`;
  tick(pages.get(page).plan);
  page.querySelectorAll(".figure:not(.drawn)").forEach(draw);
  if (!instructor) return;
  const notes = [...page.querySelectorAll("aside.notes")].map((note) => note.innerHTML);
  one(".told").innerHTML = notes.join("") || texts.none;
  const next = all[all.indexOf(page) + 1];
  one(".next").textContent = next ? begins(next) : texts.end;
}

/** A page's title or first line. */
const begins = (page) => (page.querySelector("h1, h2, h3") ?? page).textContent.trim().split("\n")[0];

function draw(figure) {
  figure.classList.add("drawn");
  const { data, layout } = JSON.parse(figure.textContent);
  const size = { width: figure.clientWidth, height: figure.clientHeight };
  figure.replaceChildren();
  Plotly.newPlot(figure, data, { ...layout, ...size }, { displayModeBar: false });
}

let led = false; // what happens now was done in the other window
channel.onmessage = ({ data }) => {
  led = true;
  if (data.where) channel.postMessage({ state: Reveal.getState() });
  if (data.state) Reveal.setState(data.state);
  if (data.answer) document.getElementById(data.answer).open = data.open;
  led = false;
};
for (const event of ["slidechanged", "fragmentshown", "fragmenthidden", "paused", "resumed"]) {
  Reveal.on(event, () => {
    show();
    if (!led) channel.postMessage({ state: Reveal.getState() });
  });
}
document.addEventListener(
  "toggle",
  ({ target }) => channel.postMessage({ answer: target.id, open: target.open }),
  true,
);
show();
body.classList.add("ready");
channel.postMessage({ where: true });
