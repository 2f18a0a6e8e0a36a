/** One chart of a program: axes by the library, and in them what the program draws. */

import { html, useEffect, useMemo, useRef } from "preact";
import { number } from "../format.js";
import { drawSeries } from "../pictures/chart-drawing.js";
import { coloursOf, endsOf, shadesOf, wordsOf } from "../run/charts.js";
import { served } from "../service/api.js";
import { askForLibrary, library } from "./uplot.js";

/** @import { ChartDocument } from "../types.js" */
/** @typedef {import("../run/charts.js").Ends} Ends */
/** @typedef {import("uplot")} Plot */

/** Pixels: of the axes with their ticks, of their names, and around the chart. */
const SIDE = 46;
const FOOT = 22;
const NAME = 17;
const AROUND = { top: 8, right: 12 };
const TALLEST = 320;

/** @param {{chart: ChartDocument, height: number, theme: string, onLine: (line: number) => void}} props */
export function Drawn({ chart, height, theme, onLine }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const plot = useRef(/** @type {Plot | null} */ (null));
  const words = useMemo(() => wordsOf(chart), [chart]);
  const uPlot = library.value;
  useEffect(() => {
    if (!served) return;
    askForLibrary();
    if (!uPlot) return;
    const box = /** @type {HTMLElement} */ (place.current);
    const made = new uPlot(optionsOf(box, chart, height), [[0, 1], [0, 1]], box);
    const observer = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height: heightOf(box, chart, height) }));
    observer.observe(box);
    plot.current = made;
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [uPlot, chart, height]);
  useEffect(() => plot.current?.redraw(false), [theme]);
  const { line } = chart.series[0];
  return html`<figure class="drawn">
    <figcaption><b><bdi>${chart.title}</bdi></b><button title="Show what draws it" onClick=${() => onLine(line)}>line ${line}</button></figcaption>
    ${served
      ? html`<div class="drawn-chart" ref=${place} role="img" aria-label=${words} style=${{ minHeight: `${height}px` }}></div>`
      : html`<p>${words}</p>`}
    <${Legend} chart=${chart} />
  </figure>`;
}

/** @param {{chart: ChartDocument}} props */
function Legend({ chart }) {
  const colours = coloursOf(chart.series);
  const named = chart.series.map((series, index) => ({ ...series, colour: colours[index] })).filter(({ label, kind }) => label && kind !== "text");
  const shades = chart.series.map(({ kind, values }) => (kind === "image" ? shadesOf(values) : null)).find(Boolean);
  return html`${chart.legend && named.length > 0 && html`<ul class="drawn-legend">
    ${named.map(({ label, colour, dashes, kind }, index) => html`<li key=${index}>
      <i class=${`${kind} ${dashes}`} style=${{ "--own": colour.startsWith("--") ? `var(${colour})` : colour }}></i><bdi>${label}</bdi></li>`)}
  </ul>`}
  ${shades && html`<p class="drawn-shades">${number(shades[0], 3)} <i></i> ${number(shades[1], 3)}</p>`}`;
}

/** @param {HTMLElement} box @param {ChartDocument} chart @param {number} height as tall as an image is wide at most */
function heightOf(box, chart, height) {
  const image = chart.series.find(({ kind }) => kind === "image");
  if (!image || !chart.equal) return height;
  const { x, y } = endsOf(chart);
  const room = box.clientWidth - sideOf(chart) - AROUND.right;
  return Math.min(TALLEST, Math.round((room * Math.abs(y[1] - y[0])) / Math.abs(x[1] - x[0])) + footOf(chart) + AROUND.top);
}

/** @param {ChartDocument} chart */
function sideOf({ y_label, y_ticks }) {
  return (y_ticks?.length === 0 ? 8 : SIDE) + (y_label ? NAME : 0);
}

/** @param {ChartDocument} chart */
function footOf({ x_label, x_ticks }) {
  return (x_ticks?.length === 0 ? 8 : FOOT) + (x_label ? NAME : 0);
}

/**
 * @param {HTMLElement} box
 * @param {ChartDocument} chart
 * @param {number} tall
 * @returns {import("uplot").Options}
 */
function optionsOf(box, chart, tall) {
  const colour = (/** @type {string} */ name) => getComputedStyle(box).getPropertyValue(name).trim();
  const font = `11px ${colour("--font-code")}`;
  const labelFont = `12px ${colour("--font-text")}`;
  const ends = endsOf(chart);
  /** @param {"x" | "y"} axis @returns {import("uplot").Scale} */
  const scale = (axis) => ({
    time: false,
    distr: chart[`${axis}_log`] ? 3 : 1,
    dir: ends[axis][0] > ends[axis][1] ? -1 : 1,
    range: (plot) => sorted(widened(plot, chart, ends)[axis]),
  });
  /** @param {"x" | "y"} axis @param {number} size @returns {import("uplot").Axis} */
  const sideways = (axis, size) => ({
    stroke: () => colour("--muted"),
    font, gap: 4, size,
    ticks: { show: true, stroke: () => colour("--line-strong"), width: 1, size: 3 },
    grid: { show: chart.lines, stroke: () => colour("--line"), width: 1 },
    space: axis === "x" ? 46 : 28,
    ...(chart[`${axis}_label`] && { label: chart[`${axis}_label`], labelSize: NAME, labelGap: 0, labelFont }),
    ...ticksOf(chart[`${axis}_ticks`]),
  });
  return {
    width: box.clientWidth,
    height: heightOf(box, chart, tall),
    legend: { show: false },
    cursor: { show: false },
    padding: [AROUND.top, AROUND.right, 0, 0],
    scales: { x: scale("x"), y: scale("y") },
    axes: [sideways("x", footOf(chart) - (chart.x_label ? NAME : 0)), sideways("y", sideOf(chart) - (chart.y_label ? NAME : 0))],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: {
      draw: [(plot) => {
        frame(plot, colour("--line-strong"));
        drawSeries(plot, chart, colour);
      }],
    },
  };
}

/** @param {ChartDocument["x_ticks"]} ticks @returns {Partial<import("uplot").Axis>} */
function ticksOf(ticks) {
  if (ticks === null) return { values: (_, places) => places.map((place) => (place === null ? "" : number(place, 3))) };
  const words = new Map(ticks.map(({ at, text }) => [Number(at), text]));
  const at = [...words.keys()].sort((one, other) => one - other);
  return { splits: () => at, values: (_, places) => places.map((place) => words.get(place) ?? "") };
}

/** @param {Ends} ends @returns {Ends} */
function sorted([first, last]) {
  return first < last ? [first, last] : [last, first];
}

/**
 * Where a unit is as long on both axes, the shorter one shows more.
 * @param {Plot} plot
 * @param {ChartDocument} chart
 * @param {{x: Ends, y: Ends}} ends
 */
function widened(plot, chart, ends) {
  if (!chart.equal || chart.x_log || chart.y_log) return ends;
  const across = plot.width - sideOf(chart) - AROUND.right;
  const up = plot.height - footOf(chart) - AROUND.top;
  const unit = Math.max(Math.abs(ends.x[1] - ends.x[0]) / across, Math.abs(ends.y[1] - ends.y[0]) / up);
  return { x: grown(ends.x, unit * across), y: grown(ends.y, unit * up) };
}

/** @param {Ends} ends @param {number} length @returns {Ends} */
function grown([first, last], length) {
  const middle = (first + last) / 2;
  const half = (Math.sign(last - first) * length) / 2;
  return [middle - half, middle + half];
}

/** @param {Plot} plot @param {string} colour */
function frame({ ctx: pen, bbox }, colour) {
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = devicePixelRatio;
  pen.strokeRect(bbox.left, bbox.top, bbox.width, bbox.height);
  pen.restore();
}
