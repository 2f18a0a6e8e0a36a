/** What a program draws: where the axes of a chart end, in which colours, and what it shows in words. Pure. */

import { count, number, toNumber } from "../format.js";

/** @import { ChartDocument, Entry, SeriesDocument } from "../types.js" */
/** @typedef {[number, number]} Ends */

/** The colours of the theme by what programs call them; what is drawn without one takes the next. */
const NAMED = new Map(Object.entries({
  blue: 0, orange: 1, green: 2, red: 3, purple: 4, brown: 5, pink: 6, magenta: 6, gray: 7, grey: 7, olive: 9, yellow: 9, cyan: 8,
}));
export const COLOURS = 10;
/** How much of a chart is left free around what is drawn, and what the end of an axis is on a scale of powers. */
const MARGIN = 0.05;
const SPACE = 1.3;

/**
 * @param {SeriesDocument} series
 * @param {number} turn how many things that take a colour of their own come before
 * @returns {string} a variable of the theme, or a colour of CSS
 */
export function colourOf({ colour }, turn) {
  if (colour === null) return `--chart-${turn % COLOURS}`;
  const cycled = /^C(\d+)$/.exec(colour);
  if (cycled) return `--chart-${Number(cycled[1]) % COLOURS}`;
  const plain = colour.toLowerCase().replace(/^tab:/, "");
  if (plain === "black") return "--ink";
  if (plain === "white") return "--line-strong";
  const known = NAMED.get(plain);
  return known === undefined ? plain : `--chart-${known}`;
}

/** @param {readonly SeriesDocument[]} series @returns {string[]} the colour of each */
export function coloursOf(series) {
  let turn = 0;
  return series.map((each) => colourOf(each, takesTurn(each) ? turn++ : 0));
}

/** @param {SeriesDocument} series */
function takesTurn({ kind, colour }) {
  return colour === null && kind !== "image" && kind !== "text";
}

/**
 * Where the axes of a chart end; from the larger to the smaller where it is drawn so.
 * @param {ChartDocument} chart
 * @returns {{x: Ends, y: Ends}}
 */
export function endsOf(chart) {
  return {
    x: endsAlong(chart, "x", chart.x_bounds, chart.x_log),
    y: endsAlong(chart, "y", chart.y_bounds, chart.y_log),
  };
}

/**
 * @param {ChartDocument} chart
 * @param {"x" | "y"} axis
 * @param {readonly (Entry | null)[]} bounds
 * @param {boolean} log
 * @returns {Ends}
 */
function endsAlong({ series }, axis, bounds, log) {
  const image = series.find(({ kind }) => kind === "image");
  const [first, last] = bounds.map((bound) => (bound === null ? null : toNumber(bound)));
  const places = series.flatMap((each) => placesAlong(each, axis)).filter((place) => Number.isFinite(place) && (!log || place > 0));
  const least = places.reduce((found, place) => Math.min(found, place), Infinity);
  const most = places.reduce((found, place) => Math.max(found, place), -Infinity);
  let [low, high] = least <= most ? around(least, most, log, image !== undefined) : [log ? 0.1 : 0, 1];
  // Bars stand on what they begin at.
  if (!log && series.every(({ kind, flat }) => kind === "bars" && flat === (axis === "x"))) {
    if (least === 0) low = 0;
    if (most === 0) high = 0;
  }
  const down = image && axis === "y" && toNumber(image.y[0]) > toNumber(image.y[1]) && first === null && last === null;
  const ends = down ? [high, low] : [first ?? low, last ?? high];
  if (log && ends.some((end) => end <= 0)) return [low, high];
  return ends[0] === ends[1] ? [ends[0] - 0.5, ends[1] + 0.5] : [ends[0], ends[1]];
}

/** @param {number} least @param {number} most @param {boolean} log @param {boolean} exact @returns {Ends} */
function around(least, most, log, exact) {
  if (exact) return [least, most];
  if (log) {
    const factor = Math.max((most / least) ** MARGIN, least === most ? SPACE : 1);
    return [least / factor, most * factor];
  }
  const margin = (most - least) * MARGIN || Math.abs(most) * MARGIN || 1;
  return [least - margin, most + margin];
}

/** @param {SeriesDocument} series @param {"x" | "y"} axis @returns {number[]} */
function placesAlong(series, axis) {
  const base = series.base.map(toNumber);
  if (series.kind === "bars") return (axis === "y") === series.flat ? edgesOf(series) : [...series.y.map(toNumber), ...base];
  return axis === "y" ? [...series.y.map(toNumber), ...base] : series.x.map(toNumber);
}

/** @param {SeriesDocument} bars @returns {number[]} */
function edgesOf({ x, width }) {
  return x.flatMap((place, index) => [toNumber(place) - toNumber(width[index]) / 2, toNumber(place) + toNumber(width[index]) / 2]);
}

/**
 * What a chart shows, for who does not see it.
 * @param {ChartDocument} chart
 */
export function wordsOf(chart) {
  const axes = [chart.y_label, chart.x_label].filter(Boolean).join(" over ");
  const named = chart.title || chart.figure_title;
  const head = [named ? `Chart “${named}”` : "Chart", axes, chart.y_log && "powers of ten upward"].filter(Boolean).join(", ");
  return `${head}: ${chart.series.map(said).join("; ")}.`;
}

/** @param {SeriesDocument} series */
function said(series) {
  const { kind, x, y, label, values, texts } = series;
  const name = label ? ` ${label}` : "";
  if (kind === "image") return `an image of ${values.length} by ${/** @type {Entry[]} */ (values[0] ?? []).length}${shadesIn(values)}`;
  if (kind === "text") return `the text ${texts.join(", ")} at ${pair(x[0], y[0])}`;
  if (kind === "level") return `a straight line${name} at ${x.length ? `x = ${number(x[0], 3)}` : `y = ${number(y[0], 3)}`}`;
  if (y.length === 0) return `${kind}${name} without an entry`;
  const heights = y.map(toNumber).filter(Number.isFinite);
  const [least, most] = [heights.reduce((a, b) => Math.min(a, b), Infinity), heights.reduce((a, b) => Math.max(a, b), -Infinity)];
  const course = kind === "line" ? `, from ${pair(x[0], y[0])} to ${pair(x[x.length - 1], y[y.length - 1])}` : "";
  const many = kind === "bars" ? count(y.length, "bar") : count(y.length, "point");
  return `${kind}${name}, ${many}${course}, least ${number(least, 3)}, most ${number(most, 3)}`;
}

/** @param {Entry} x @param {Entry} y */
function pair(x, y) {
  return `(${number(x, 3)}, ${number(y, 3)})`;
}

/** @param {SeriesDocument["values"]} values */
function shadesIn(values) {
  const ends = shadesOf(values);
  return ends ? `, entries from ${number(ends[0], 3)} to ${number(ends[1], 3)}` : "";
}

/**
 * The least and the largest entry of an image of one colour; null for one of three.
 * @param {SeriesDocument["values"]} values
 * @returns {Ends | null}
 */
export function shadesOf(values) {
  const entries = /** @type {(Entry | Entry[])[]} */ (values.flat());
  if (entries.length === 0 || Array.isArray(entries[0])) return null;
  const finite = /** @type {Entry[]} */ (entries).map(toNumber).filter(Number.isFinite);
  if (finite.length === 0) return null;
  return [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
}

/**
 * The charts of a run by figure, in order.
 * @param {readonly ChartDocument[]} charts
 * @returns {ChartDocument[][]}
 */
export function figuresOf(charts) {
  /** @type {ChartDocument[][]} */
  const figures = [];
  for (const chart of charts) (figures[chart.figure - 1] ??= []).push(chart);
  return figures.filter(Boolean);
}
