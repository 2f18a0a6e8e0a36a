/** What stands in a chart, drawn on the canvas of the library that draws its axes. */

import { toNumber } from "../format.js";
import { COLOURS, coloursOf, shadesOf } from "../run/charts.js";
import { paintOf } from "./colour.js";

/** @import { ChartDocument, Entry, SeriesDocument } from "../types.js" */
/** @typedef {import("uplot")} Plot */
/** @typedef {{pen: CanvasRenderingContext2D, x: (place: Entry) => number, y: (place: Entry) => number, density: number, plot: Plot, named: (variable: string) => string}} Sheet */

const DASHES = { solid: [], dashed: [6, 4], dotted: [1.5, 3.5], none: [] };
/** Pixels. */
const LINE = 1.8;
const DOT = 2.6;
/** Bars and areas let lines and one another through. */
const FILL = 0.78;
const AREA = 0.25;
/** So many markers stand apart on a line. */
const MOST_MARKERS = 60;
const TEXT = 11;

/**
 * @param {Plot} plot
 * @param {ChartDocument} chart
 * @param {(variable: string) => string} named the value of a variable of the theme
 */
export function drawSeries(plot, chart, named) {
  const { ctx: pen, bbox } = plot;
  /** @type {Sheet} */
  const sheet = {
    pen, plot, named, density: devicePixelRatio,
    x: (place) => plot.valToPos(toNumber(place), "x", true),
    y: (place) => plot.valToPos(toNumber(place), "y", true),
  };
  const colours = coloursOf(chart.series);
  pen.save();
  pen.beginPath();
  pen.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  pen.clip();
  chart.series.forEach((series, index) => {
    const colour = colours[index].startsWith("--") ? named(colours[index]) : colours[index];
    pen.save();
    pen.strokeStyle = pen.fillStyle = named("--ink");
    pen.strokeStyle = pen.fillStyle = series.kind === "text" && series.colour === null ? named("--ink") : colour;
    pen.lineWidth = LINE * sheet.density;
    pen.lineJoin = "round";
    pen.setLineDash(DASHES[series.dashes].map((length) => length * sheet.density));
    DRAW[series.kind](sheet, series);
    pen.restore();
  });
  pen.restore();
}

/** @type {Record<SeriesDocument["kind"], (sheet: Sheet, series: SeriesDocument) => void>} */
const DRAW = {
  line: drawLine, points: drawPoints, bars: drawBars, image: drawImage, level: drawLevel, area: drawArea, text: drawText,
};

/** @param {Sheet} sheet @param {SeriesDocument} series what is not finite is a gap */
function drawLine(sheet, { x, y, dashes, markers }) {
  const { pen } = sheet;
  if (dashes !== "none") {
    pen.beginPath();
    let inside = false;
    for (let index = 0; index < x.length; index++) {
      const [across, up] = [sheet.x(x[index]), sheet.y(y[index])];
      const there = Number.isFinite(across) && Number.isFinite(up);
      if (there) inside ? pen.lineTo(across, up) : pen.moveTo(across, up);
      inside = there;
    }
    pen.stroke();
  }
  if (dashes === "none" || x.length === 1 || (markers && x.length <= MOST_MARKERS)) dots(sheet, x, y);
}

/** @param {Sheet} sheet @param {readonly Entry[]} x @param {readonly Entry[]} y @param {(index: number) => string} [colour] */
function dots(sheet, x, y, colour) {
  const { pen, density } = sheet;
  for (let index = 0; index < x.length; index++) {
    const [across, up] = [sheet.x(x[index]), sheet.y(y[index])];
    if (!Number.isFinite(across) || !Number.isFinite(up)) continue;
    if (colour) pen.fillStyle = colour(index);
    pen.beginPath();
    pen.arc(across, up, DOT * density, 0, 2 * Math.PI);
    pen.fill();
  }
}

/** @param {Sheet} sheet @param {SeriesDocument} series */
function drawPoints(sheet, { x, y, values }) {
  dots(sheet, x, y, values.length === 0 ? undefined : shadesFor(sheet, /** @type {Entry[]} */ (values).map(toNumber)));
}

/**
 * Few whole numbers are kinds, with a colour each; others lie between two colours.
 * @param {Sheet} sheet
 * @param {number[]} values
 */
function shadesFor({ named }, values) {
  const kinds = new Set(values);
  if (kinds.size <= COLOURS && values.every(Number.isInteger)) {
    const order = [...kinds].sort((one, other) => one - other);
    return (/** @type {number} */ index) => named(`--chart-${order.indexOf(values[index])}`);
  }
  const [least, most] = shadesOf([values]) ?? [0, 1];
  const mixed = between(rgb(named("--chart-0")), rgb(named("--chart-1")));
  return (/** @type {number} */ index) => `rgb(${mixed((values[index] - least) / (most - least || 1)).join(" ")})`;
}

/** @param {Sheet} sheet @param {SeriesDocument} series */
function drawBars(sheet, { x, y, base, width, flat }) {
  const { pen } = sheet;
  pen.globalAlpha = FILL;
  for (let index = 0; index < x.length; index++) {
    const half = toNumber(width[index]) / 2;
    const [low, high] = [toNumber(x[index]) - half, toNumber(x[index]) + half];
    const [left, right] = flat ? [sheet.x(base[index]), sheet.x(y[index])] : [sheet.x(low), sheet.x(high)];
    // On a scale of powers nothing stands at 0: a bar comes up from below.
    const floor = (/** @type {number} */ place) => (Number.isFinite(place) ? place : sheet.plot.bbox.top + sheet.plot.bbox.height);
    const [from, to] = flat ? [sheet.y(low), sheet.y(high)] : [floor(sheet.y(base[index])), sheet.y(y[index])];
    const gap = Math.abs(right - left) > 6 && Math.abs(from - to) > 0 ? 1 : 0;
    pen.fillRect(Math.min(left, right), Math.min(from, to), Math.abs(right - left) - gap, Math.abs(from - to));
  }
}

/** @param {Sheet} sheet @param {SeriesDocument} series */
function drawArea(sheet, { x, y, base }) {
  const { pen } = sheet;
  pen.globalAlpha = AREA;
  pen.beginPath();
  x.forEach((place, index) => pen.lineTo(sheet.x(place), sheet.y(y[index])));
  for (let index = x.length - 1; index >= 0; index--) pen.lineTo(sheet.x(x[index]), sheet.y(base[index]));
  pen.fill();
}

/** @param {Sheet} sheet @param {SeriesDocument} series */
function drawLevel(sheet, { x, y }) {
  const { pen, plot: { bbox } } = sheet;
  pen.beginPath();
  if (x.length > 0) {
    pen.moveTo(sheet.x(x[0]), bbox.top);
    pen.lineTo(sheet.x(x[0]), bbox.top + bbox.height);
  } else {
    pen.moveTo(bbox.left, sheet.y(y[0]));
    pen.lineTo(bbox.left + bbox.width, sheet.y(y[0]));
  }
  pen.stroke();
}

/** @param {Sheet} sheet @param {SeriesDocument} series */
function drawText(sheet, { x, y, texts }) {
  const { pen, density } = sheet;
  pen.font = `${TEXT * density}px ${sheet.named("--font-text")}`;
  texts.forEach((text, index) => pen.fillText(text, sheet.x(x[index]), sheet.y(y[index])));
}

/** @param {Sheet} sheet @param {SeriesDocument} series */
function drawImage(sheet, { x, y, values }) {
  const rows = /** @type {(Entry | Entry[])[][]} */ (values);
  if (rows.length === 0 || rows[0].length === 0) return;
  const picture = new OffscreenCanvas(rows[0].length, rows.length);
  const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (picture.getContext("2d"));
  const pixels = brush.createImageData(rows[0].length, rows.length);
  const [least, most] = shadesOf(values) ?? [0, 1];
  const grey = between(rgb(sheet.named("--chart-low")), rgb(sheet.named("--chart-high")));
  rows.flat().forEach((entry, index) => {
    const shade = Array.isArray(entry)
      ? entry.map((part) => 255 * toNumber(part))
      : grey((toNumber(entry) - least) / (most - least || 1));
    pixels.data.set([...shade, Number.isFinite(shade[0]) ? 255 : 0], 4 * index);
  });
  brush.putImageData(pixels, 0, 0);
  const [left, right, bottom, top] = [sheet.x(x[0]), sheet.x(x[1]), sheet.y(y[0]), sheet.y(y[1])];
  sheet.pen.imageSmoothingEnabled = false;
  sheet.pen.drawImage(picture, left, top, right - left, bottom - top);
}

/** @param {string} colour */
function rgb(colour) {
  const { colour: digits } = paintOf(colour);
  return [1, 3, 5].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

/** @param {number[]} low @param {number[]} high */
function between(low, high) {
  return (/** @type {number} */ part) => low.map((tone, index) => Math.round(tone + (high[index] - tone) * part));
}
