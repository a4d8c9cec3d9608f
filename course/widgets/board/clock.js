// Moments, in Unix seconds, told in the course's time zone wherever the browser stands: the tables beside a
// chart come from Python and are in it too. `texts` has the reader's `locale` and the `zone`.

// A function that writes a moment; `options` are those of Intl.DateTimeFormat.
export function clock({ locale, zone }, options) {
  const written = new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
  return (at) => written.format(1000 * at);
}

// As plotly.js wants it, which knows no zones and draws the hour that it is given: 2026-01-31 09:30:00.
export const wallClock = ({ zone }) => clock({ locale: "sv-SE", zone }, { dateStyle: "short", timeStyle: "medium" });
