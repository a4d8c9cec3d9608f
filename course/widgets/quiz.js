// Radio buttons; the kernel says what the chosen one is worth, so that the page holds no answers.
import { connect } from "./notebook.js";

function render({ model, el }) {
  const kernel = connect(model, el);
  const texts = model.get("texts"), questions = model.get("questions");
  const score = Object.assign(document.createElement("p"), { className: "score" });
  score.setAttribute("role", "status");
  const right = new Set();
  const count = () => {
    score.textContent = texts.score.replace("{right}", right.size).replace("{all}", questions.length);
  };

  const asked = questions.map((question, number) => {
    const set = document.createElement("fieldset"), legend = document.createElement("legend");
    const title = texts.question.replace("{n}", number + 1).replace("{all}", questions.length);
    // HTML from the kernel's Markdown renderer, which lets no tag of a text through.
    legend.innerHTML = `<small>${title}</small>${question.asks}`;
    const told = Object.assign(document.createElement("div"), { className: "told" });
    told.setAttribute("aria-live", "polite");
    const group = crypto.randomUUID();
    const options = question.options.map((text, option) => {
      const label = document.createElement("label");
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: group });
      const words = document.createElement("span");
      words.innerHTML = text;
      radio.addEventListener("change", async () => {
        try {
          const said = await kernel.ask(question.id, { id: question.id, option });
          told.className = `told ${said.right ? "right" : "wrong"}`;
          told.innerHTML = said.told;
          right[said.right ? "add" : "delete"](question.id);
          count();
        } catch (error) {
          told.className = "told wrong";
          told.textContent = error.message;
        }
      });
      label.append(radio, words);
      return label;
    });
    set.append(legend, ...options, told);
    return set;
  });
  count();
  el.classList.add("course-widget", "course-quiz");
  el.append(...asked, score);
  return () => kernel.close();
}

export default { render };
