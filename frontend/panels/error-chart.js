/** The error of differences against their width, both on log scales: a V, with the width at which it is least. */

import { html, useEffect, useRef } from "preact";
import { number, toNumber } from "../format.js";
import { askForLibrary, library } from "./uplot.js";

/** @import { DifferenceWidth } from "../types.js" */

const HEIGHT = 190;
const DOT = 4;
/** Decades from one label of an axis to the next. */
const EVERY = 4;

/** @param {{widths: readonly DifferenceWidth[], theme: string, label: string}} props */
export function ErrorChart({ widths, theme, label }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const chart = useRef(/** @type {import("uplot") | null} */ (null));
  const uPlot = library.value;
  useEffect(() => {
    askForLibrary();
    if (!uPlot) return;
    const box = /** @type {HTMLElement} */ (place.current);
    const rising = [...widths].sort((one, other) => one.h - other.h);
    const sized = (/** @type {import("../types.js").Entry} */ entry) => {
      const size = Math.abs(toNumber(entry));
      return Number.isFinite(size) && size > 0 ? size : null;
    };
    const made = new uPlot(optionsOf(box, rising), [rising.map(({ h }) => h),
      rising.map((each) => sized(each.right_error)), rising.map((each) => sized(each.error))], box);
    const observer = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height: HEIGHT }));
    observer.observe(box);
    chart.current = made;
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [uPlot, widths]);
  useEffect(() => chart.current?.redraw(false), [theme]);
  return html`<div class="chart" ref=${place} role="img" aria-label=${label} style=${{ height: `${HEIGHT}px` }}></div>`;
}

/**
 * @param {HTMLElement} box
 * @param {readonly DifferenceWidth[]} widths from the smallest
 * @returns {import("uplot").Options}
 */
function optionsOf(box, widths) {
  const colour = (/** @type {string} */ name) => getComputedStyle(box).getPropertyValue(`--${name}`).trim();
  const font = `11px ${getComputedStyle(box).getPropertyValue("--font-code")}`;
  /** @type {import("uplot").Axis} */
  const axis = {
    stroke: () => colour("muted"), font, ticks: { show: false }, gap: 4, splits: (_, __, least, most) => decades(least, most), filter: (_, splits) => splits,
    values: (_, ticks) => ticks.map((tick) => `1e${Math.round(Math.log10(tick))}`),
  };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [12, 14, 0, 0],
    scales: { x: { time: false, distr: 3 }, y: { distr: 3 } },
    axes: [{ ...axis, size: 24, grid: { show: false } }, { ...axis, size: 52, grid: { stroke: () => colour("line"), width: 1 } }],
    series: [{}, { stroke: () => colour("muted"), width: 1.2, points: { show: false } },
      { stroke: () => colour("value"), width: 2, points: { show: false } }],
    hooks: { draw: [(chart) => drawBranches(chart, widths, colour, box)] },
  };
}

/** @param {number} least @param {number} most */
function decades(least, most) {
  const from = Math.ceil(Math.log10(least) / EVERY) * EVERY;
  return Array.from({ length: Math.max(0, Math.floor((Math.log10(most) - from) / EVERY) + 1) }, (_, place) => Number(`1e${from + place * EVERY}`));
}

/**
 * Names both branches of the V, and marks where they meet.
 * @param {import("uplot")} chart
 * @param {readonly DifferenceWidth[]} widths
 * @param {(name: string) => string} colour
 * @param {HTMLElement} box
 */
function drawBranches(chart, widths, colour, box) {
  const best = widths.find(({ branch }) => branch === "best");
  if (!best) return;
  const { ctx: pen, bbox } = chart;
  const density = devicePixelRatio;
  const x = chart.valToPos(best.h, "x", true);
  const error = Math.abs(toNumber(best.error));
  const y = error > 0 ? chart.valToPos(error, "y", true) : bbox.top + bbox.height;
  pen.save();
  pen.font = `${11 * density}px ${getComputedStyle(box).fontFamily}`;
  pen.fillStyle = colour("muted");
  const [low, right] = [bbox.top + bbox.height - 5 * density, bbox.left + bbox.width];
  pen.textAlign = "left";
  pen.fillText("rounding", bbox.left + 5 * density, low);
  pen.textAlign = "right";
  pen.fillText("truncation", right, low);
  pen.textAlign = "center";
  pen.fillStyle = colour("value");
  pen.fillText(`h = ${number(best.h, 2)}`, Math.min(x, right - 34 * density), bbox.top);
  pen.fillRect(x, bbox.top + 5 * density, density, y - bbox.top - 5 * density);
  pen.beginPath();
  pen.arc(x, y, DOT * density, 0, 2 * Math.PI);
  pen.fill();
  pen.restore();
}
