// Keeps a board alive: time range, refresh and pause, one question a tick, the latest question wins.
// It asks through the function it is given, so it knows neither the page's server nor the notebook's kernel.
//
//   ask(range, signal)   a promise of the data; rejected with an Error whose message the reader understands
//   draw(data)           draws it; `end` is when it held (Unix seconds)
//   ranges               [[name, label], ...], or none    range, refresh   what to begin with (refresh in seconds, 0: paused)
//   changed({range, refresh})   told of the reader's choice
//   watch                nothing is asked while this element cannot be seen

import { clock } from "./clock.js";

const REFRESH_SECONDS = [5, 10, 30, 0];
const GIVE_UP_MS = 20000;

export function keepAlive(el, { texts, ranges, range, refresh, ask, draw, changed = () => {}, watch = el }) {
  let timer, asking, drawnAt;
  let due = true; // a tick that waits until somebody looks
  let onScreen = false;
  if (!REFRESH_SECONDS.includes(refresh)) refresh = REFRESH_SECONDS[0];
  const choose = (label, options, chosen, pick) => {
    const select = document.createElement("select");
    select.append(...options.map(([value, text]) => new Option(text, value, false, String(value) === String(chosen))));
    select.addEventListener("change", () => { pick(select.value); changed({ range, refresh }); tick(); });
    const wrapped = document.createElement("label");
    wrapped.append(label, select);
    return wrapped;
  };
  const rates = REFRESH_SECONDS.map((seconds) => [seconds, seconds ? `${seconds} s` : texts.paused]);
  const now = Object.assign(document.createElement("button"), { type: "button", textContent: texts.now });
  const when = Object.assign(document.createElement("span"), { className: "when", textContent: texts.waiting });
  const lost = Object.assign(document.createElement("p"), { className: "lost", hidden: true });
  lost.setAttribute("role", "alert");
  now.addEventListener("click", () => tick());
  el.classList.add("course-live");
  el.replaceChildren(
    ...(ranges ? [choose(texts.range, ranges, range, (value) => (range = value))] : []),
    choose(texts.refresh, rates, refresh, (value) => (refresh = Number(value))), now, when, lost);

  const time = clock(texts, { timeStyle: "medium" });

  async function tick() {
    due = false;
    clearTimeout(timer);
    asking?.abort();
    const mine = (asking = new AbortController());
    const tooLong = setTimeout(() => mine.abort(new Error(texts.gone)), GIVE_UP_MS);
    try {
      const data = await ask(range, mine.signal);
      if (mine !== asking) return; // a later question was asked meanwhile
      draw(data);
      drawnAt = data.end;
      when.textContent = texts.updated.replace("{time}", time(drawnAt));
      say("");
    } catch (error) {
      if (mine !== asking) return;
      say([error.message, drawnAt && texts.stale.replace("{time}", time(drawnAt)),
        refresh && texts.retry.replace("{seconds}", refresh)].filter(Boolean).join(" "));
    } finally {
      clearTimeout(tooLong);
      if (mine === asking && refresh) timer = setTimeout(() => { due = true; look(); }, 1000 * refresh);
    }
  }

  function say(what) {
    if (lost.textContent !== what) lost.textContent = what; // said aloud once, not at every tick
    lost.hidden = !what;
    el.classList.toggle("is-stale", Boolean(what));
  }

  const look = () => { if (due && onScreen && !document.hidden) tick(); };
  const observer = new IntersectionObserver((entries) => { onScreen = entries.at(-1).isIntersecting; look(); });
  observer.observe(watch);
  document.addEventListener("visibilitychange", look);
  return function stop() {
    clearTimeout(timer);
    asking?.abort();
    asking = undefined;
    observer.disconnect();
    document.removeEventListener("visibilitychange", look);
  };
}
