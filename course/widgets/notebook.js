// What a widget needs of the notebook it is in: the way to its kernel, and JupyterLab's theme.

// kernel.ask(about, question, signal): a promise of what the widget's `answer` returned in Python (a
// DataView for bytes), rejected with an Error whose message the reader understands.
// Keys pressed in `el` are the widget's; JupyterLab would move to another cell on an arrow. It keeps Ctrl+S.
export function connect(model, el) {
  el?.addEventListener("keydown", (event) => { if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); });
  const view = String(Math.random());
  const open = new Map(); // id -> what to do with the answer
  let last = 0;
  const hear = (said, buffers) => {
    if (said.view !== view) return;
    const { resolve, reject } = open.get(said.id) ?? {};
    if (said.error) reject?.(new Error(said.error));
    else resolve?.("answer" in said ? said.answer : buffers[0]);
  };
  model.on("msg:custom", hear);
  return {
    ask(about, question, signal) {
      const id = (last += 1);
      return new Promise((resolve, reject) => {
        open.set(id, { resolve, reject });
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
        try {
          model.send({ view, id, about, question });
        } catch { // the kernel was started anew; Jupyter's own words are "Cannot send"
          reject(new Error(model.get("texts").gone));
        }
      }).finally(() => open.delete(id));
    },
    close: () => model.off("msg:custom", hear),
  };
}

// The text that Python packed with gzip.
export function unpack(view) {
  return new Response(new Blob([view]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

// Calls `changed` with "light" or "dark" now and whenever the theme changes; returns what ends that.
export function followTheme(changed) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let theme;
  const look = () => {
    const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
    const dark = jpThemeLight ? jpThemeLight === "false" : vscodeThemeKind ? /dark/.test(vscodeThemeKind) : system.matches;
    const now = dark ? "dark" : "light";
    if (now !== theme) changed((theme = now));
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind"] });
  system.addEventListener("change", look);
  look();
  return () => { observer.disconnect(); system.removeEventListener("change", look); };
}
