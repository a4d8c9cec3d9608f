// Breaks slides that are longer than a page into pages, before reveal.js takes over.

/** Every slide in `slides` (sections within sections) becomes one page or several, none taller than `height`. */
export function paginate(slides, height) {
  for (const note of slides.querySelectorAll("aside.notes")) {
    note.previousElementSibling?.append(note); // it stays with its cell, and takes no part in what follows
  }
  slides.classList.add("measuring");
  for (const slide of slides.querySelectorAll("section:not(:has(section))")) {
    for (let page = slide; page; ) page = cut(page, height);
  }
  slides.classList.remove("measuring");
}

/** Moves what does not fit to a new page and returns that; what cannot be moved is made to fit. */
function cut(page, height) {
  const tooTall = () => page.scrollHeight > height;
  const next = page.cloneNode(false);
  page.after(next);
  if (tooTall()) fill(page, next, tooTall);
  if (tooTall()) shrink(page, height);
  if (next.children.length) return next;
  next.remove();
  return null;
}

/** Leaves in `from` what fits and moves the rest to `to`: whole cells, paragraphs, items of a list. */
function fill(from, to, tooTall) {
  while (from.children.length > 1 && tooTall()) to.prepend(from.lastElementChild);
  const onlyTitles = [...from.children].every(isTitle);
  if (onlyTitles && to.firstElementChild && parts(to.firstElementChild)) from.append(to.firstElementChild);
  if (tooTall()) split(from.lastElementChild, to, tooTall);
  while (from.children.length > 1 && (tooTall() || isTitle(from.lastElementChild))) {
    to.prepend(from.lastElementChild); // a title goes with its text
  }
}

/** Part of a cell of prose, or of a list, goes on in one like it. */
function split(element, to, tooTall) {
  if (!parts(element)) return;
  const rest = element.cloneNode(true);
  rest.removeAttribute("id");
  rest.querySelectorAll("aside.notes").forEach((note) => note.remove());
  parts(rest).replaceChildren();
  fill(parts(element), parts(rest), tooTall);
  if (element.matches("ol")) rest.start = element.start + element.children.length;
  if (parts(rest).children.length) to.prepend(rest);
}

/** The element whose children may go to different pages; null for what has to stay together. */
function parts(element) {
  if (element.matches("ul, ol")) return element;
  return element.matches(".jp-MarkdownCell") ? element.querySelector(".jp-RenderedMarkdown") : null;
}

function isTitle(element) {
  if (element.matches(".jp-MarkdownCell")) return [...parts(element).children].every(isTitle);
  return /^H[1-6]$/.test(element.tagName);
}

/** A figure gets lower, then everything smaller; after that code and outputs, tallest first, scroll. */
function shrink(page, height) {
  const over = () => page.scrollHeight - height;
  for (const figure of page.querySelectorAll(".figure")) {
    if (over() > 0) figure.style.height = `${Math.max(200, figure.clientHeight - over())}px`;
  }
  for (const size of [0.9, 0.8, 0.7]) {
    if (over() > 0) page.style.fontSize = `${size}em`;
  }
  if (over() > 0) page.style.fontSize = ""; // no use: then rather legible
  const long = [...page.querySelectorAll(".jp-OutputArea, .highlight, pre, table")];
  for (const part of long.sort((a, b) => b.clientHeight - a.clientHeight)) {
    if (over() <= 0) return;
    part.classList.add("scrolls");
    part.tabIndex = 0;
    part.style.maxHeight = `${Math.max(100, part.clientHeight - over() - 1)}px`; // heights are rounded
  }
}
