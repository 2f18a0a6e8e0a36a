/** A line chart over the passes of a loop, with the pass that the reader is at. */

import { html, useEffect, useRef } from "preact";
import { number } from "../format.js";
import { askForLibrary, library } from "./uplot.js";

/** @typedef {{values: readonly (number | null)[], colour: string}} Curve of a colour of the theme; null is a gap */

/** @typedef {import("uplot")} Plot */

/** How much of what is still to come shows through. */
const AHEAD = 0.4;
const DOT = 3.5;
/** Passes from one label to the next. */
const PASSES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/**
 * @param {{curves: readonly Curve[], at: number, height: number, label: string, theme: string, axes?: boolean,
 *   log?: boolean, onGo: (pass: number) => void}} props `at`: the pass, from 0; `theme`: drawn anew with another
 */
export function Chart({ curves, at, height, label, theme, axes = false, log = false, onGo }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const chart = useRef(/** @type {Plot | null} */ (null));
  const latest = useRef({ at, onGo });
  latest.current = { at, onGo };
  const uPlot = library.value;

  useEffect(() => {
    askForLibrary();
    if (!uPlot) return;
    const box = /** @type {HTMLElement} */ (place.current);
    const length = curves[0]?.values.length ?? 0;
    const passes = Array.from({ length }, (_, index) => index + 1);
    const lines = curves.map(({ values }) => (log ? values.map((value) => (value !== null && value > 0 ? value : null)) : [...values]));
    const made = new uPlot(optionsOf(box, curves, { height, axes, log, length }, () => latest.current.at), [passes, ...lines], box);
    made.over.addEventListener("click", (event) => {
      const pass = Math.round(made.posToVal(event.offsetX, "x")) - 1;
      latest.current.onGo(Math.min(length - 1, Math.max(0, pass)));
    });
    const observer = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height }));
    observer.observe(box);
    chart.current = made;
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [uPlot, curves, height, axes, log]);
  useEffect(() => chart.current?.redraw(false), [at, theme]);
  return html`<div class="chart" ref=${place} role="img" aria-label=${label} style=${{ height: `${height}px` }}></div>`;
}

/**
 * @param {HTMLElement} box
 * @param {readonly Curve[]} curves
 * @param {{height: number, axes: boolean, log: boolean, length: number}} form
 * @param {() => number} at
 * @returns {import("uplot").Options}
 */
function optionsOf(box, curves, { height, axes, log, length }, at) {
  const colour = (/** @type {string} */ name) => getComputedStyle(box).getPropertyValue(`--${name}`).trim();
  const font = `11px ${getComputedStyle(box).getPropertyValue("--font-code")}`;
  /** @type {import("uplot").Axis} */
  const axis = { show: axes, stroke: () => colour("muted"), font, ticks: { show: false }, gap: 4 };
  return {
    width: box.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: axes ? [8, 22, 0, 0] : [6, 6, 6, 6],
    scales: { x: { time: false, range: () => [1, Math.max(2, length)] }, y: { distr: log ? 3 : 1 } },
    axes: [
      { ...axis, size: 22, grid: { show: false }, incrs: PASSES, splits: (_, __, least, most, every) => passesFrom(least, most, every) },
      { ...axis, size: 58, grid: { stroke: () => colour("line"), width: 1 }, space: 34, values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : number(tick, 3))) },
    ],
    series: [{}, ...curves.map((curve) => ({
      stroke: () => colour(curve.colour), width: axes ? 2 : 1.4, points: { show: length === 1 }, spanGaps: false,
    }))],
    hooks: { draw: [(chart) => drawPosition(chart, curves, at(), colour)] },
  };
}

/**
 * @param {number} least
 * @param {number} most
 * @param {number} every
 * @returns {number[]} the first pass and round ones
 */
function passesFrom(least, most, every) {
  const round = Array.from({ length: Math.floor(most / every) }, (_, index) => (index + 1) * every);
  return [least, ...round.filter((pass) => pass >= least + every / 2)];
}

/**
 * What lies ahead is pale; a dotted line and dots stand where the reader is.
 * @param {Plot} chart
 * @param {readonly Curve[]} curves
 * @param {number} at
 * @param {(name: string) => string} colour
 */
function drawPosition(chart, curves, at, colour) {
  const { ctx: pen, bbox } = chart;
  const density = devicePixelRatio;
  const x = Math.round(chart.valToPos(at + 1, "x", true));
  pen.save();
  pen.globalAlpha = 1 - AHEAD;
  pen.fillStyle = colour("surface");
  pen.fillRect(x, bbox.top - DOT * density, bbox.left + bbox.width - x + density, bbox.height + 2 * DOT * density);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour("ink");
  pen.lineWidth = density;
  pen.setLineDash([2 * density, 3 * density]);
  pen.beginPath();
  pen.moveTo(x, bbox.top);
  pen.lineTo(x, bbox.top + bbox.height);
  pen.stroke();
  curves.forEach((curve, index) => {
    const value = chart.data[index + 1][at];
    if (value === null || value === undefined) return;
    pen.fillStyle = colour(curve.colour);
    pen.beginPath();
    pen.arc(x, chart.valToPos(value, "y", true), DOT * density, 0, 2 * Math.PI);
    pen.fill();
  });
  pen.restore();
}
