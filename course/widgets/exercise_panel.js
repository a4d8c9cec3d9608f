// Shows a verdict and, under it, what help is open; two buttons ask the kernel for more of it.
import { connect } from "./notebook.js";

function render({ model, el }) {
  const kernel = connect(model, el);
  const texts = model.get("texts");
  const part = (name) => Object.assign(document.createElement("div"), { className: name });
  const verdict = part("verdict"), opened = part("hints"), solution = part("solution"), lost = part("lost");
  const help = part("help");
  help.setAttribute("role", "group");
  help.setAttribute("aria-label", texts.help);
  for (const live of [opened, solution, lost]) live.setAttribute("aria-live", "polite");
  let state = model.get("shown");

  const button = (press) => {
    const made = Object.assign(document.createElement("button"), { type: "button" });
    made.addEventListener("click", async () => {
      made.disabled = true;
      try {
        state = await kernel.ask(...press());
        lost.textContent = "";
      } catch (error) {
        lost.textContent = error.message;
      }
      made.disabled = false;
      draw();
    });
    return made;
  };
  const hint = button(() => ["hint", {}]);
  // Asked once it says how it opens; asked again, it opens.
  const whole = button(() => ["solution", { now: Boolean(state.solution) }]);
  help.append(hint, whole);

  function draw() {
    // The kernel's own HTML, made by its Markdown renderer, which lets no tag of a message through.
    opened.innerHTML = state.hints.join("");
    solution.innerHTML = state.solution;
    hint.textContent = texts.hint.replace("{n}", Math.min(state.hints.length + 1, state.all)).replace("{all}", state.all);
    hint.hidden = state.hints.length >= state.all;
    whole.textContent = state.solution && state.closed ? texts.anyway : texts.solution;
    whole.hidden = !state.closed;
  }

  verdict.innerHTML = state.verdict;
  el.classList.add("course-widget", "course-exercise");
  el.append(verdict, opened, solution, help, lost);
  draw();
  return () => kernel.close();
}

export default { render };
