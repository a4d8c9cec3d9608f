// A small chart as SVG: horizontal bars, or a line. points: [[label, number or null], ...]
import { make } from "./elements.js";

const WIDTH = 760, BAR = 24;

export function chart(points, { kind, label, locale }) {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format;
  const known = points.map(([, value]) => value).filter((value) => value !== null);
  const low = Math.min(0, ...known), high = Math.max(0, ...known);
  const [parts, height] = kind === "bars" ? bars(points, low, high, number) : line(points, low, high, number);
  const range = known.length ? `${number(Math.min(...known))} – ${number(Math.max(...known))}` : "";
  return make("svg:svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": `${label}: ${range}` }, ...parts);
}

function bars(points, low, high, number) {
  const left = 200, room = WIDTH - left - 80, at = (value) => left + room * (value - low) / (high - low || 1);
  const parts = points.flatMap(([name, value], n) => {
    const y = BAR * n + 4, shown = value ?? 0, x = Math.min(at(0), at(shown));
    return [make("svg:text", { x: left - 8, y: y + 13, "text-anchor": "end" }, cut(name, 28)),
      make("svg:rect", { x, y, width: Math.abs(at(shown) - at(0)), height: BAR - 7 }, make("svg:title", {}, `${name}: ${value === null ? "NULL" : number(value)}`)),
      make("svg:text", { class: "value", x: Math.max(at(0), at(shown)) + 6, y: y + 13 }, value === null ? "NULL" : number(value))];
  });
  return [parts, BAR * points.length + 6];
}

function line(points, low, high, number) {
  const height = 280, left = 70, bottom = height - 28, last = Math.max(1, points.length - 1);
  const x = (n) => left + (WIDTH - left - 40) * n / last, y = (value) => bottom - (bottom - 12) * (value - low) / (high - low || 1);
  const grid = ticks(low, high).flatMap((value) => [
    make("svg:path", { class: "grid", d: `M${left} ${y(value)}H${WIDTH - 40}` }),
    make("svg:text", { x: left - 8, y: y(value) + 4, "text-anchor": "end" }, number(value))]);
  const every = Math.ceil(points.length / 6);
  const names = points.flatMap(([name], n) => n % every ? [] : [make("svg:text", { x: x(n), y: height - 8, "text-anchor": "middle" }, cut(name, 16))]);
  const d = points.map(([, value], n) => value === null ? "" : `${n && points[n - 1][1] !== null ? "L" : "M"}${x(n)} ${y(value)}`).join("");
  const dots = points.length > 60 ? [] : points.flatMap(([name, value], n) => value === null ? [] :
    [make("svg:circle", { cx: x(n), cy: y(value), r: 3 }, make("svg:title", {}, `${name}: ${number(value)}`))]);
  return [[...grid, ...names, make("svg:path", { class: "line", d }), ...dots], height];
}

function ticks(low, high) {
  const rough = (high - low || 1) / 5, size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((candidate) => candidate >= rough);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, n) => (first + n) * step);
}

const cut = (text, length) => text.length > length ? `${text.slice(0, length - 1)}…` : text;
