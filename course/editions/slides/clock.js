// The class clock: minutes since its start beside those that the lesson plans for the section.

const MINUTE = 60_000;

/** Shows the clock in `button`, which starts it and sets it back. `name`: windows of that name share it. */
export function clock(button, texts, name, total) {
  const key = `clock ${name}`;
  let plan = {};

  function show() {
    const start = Number(localStorage.getItem(key));
    const told = "until" in plan ? [fill(texts.planned, { ...plan, total })] : [];
    button.title = start ? texts.again : "";
    if (!start) {
      button.textContent = ["▶ " + texts.start, ...told].join(" · ");
      return;
    }
    const passed = Date.now() - start;
    const late = Math.floor(passed / MINUTE - plan.until);
    const seconds = String(Math.floor((passed % MINUTE) / 1000)).padStart(2, "0");
    const parts = [`${Math.floor(passed / MINUTE)}:${seconds}`, ...told];
    if (late > 0) parts.push(fill(texts.late, { n: late }));
    button.classList.toggle("late", late > 0);
    button.textContent = parts.join(" · ");
  }

  button.addEventListener("click", () => {
    if (localStorage.getItem(key)) localStorage.removeItem(key);
    else localStorage.setItem(key, Date.now());
    button.classList.remove("late");
    show();
  });
  addEventListener("storage", show);
  setInterval(show, 1000);
  return (now) => {
    plan = now;
    show();
  };
}

const fill = (text, values) => text.replace(/{(\w+)}/g, (_all, name) => values[name]);
