/** Where the axes of a chart end, its colours, and what it says to who does not see it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { coloursOf, endsOf, figuresOf, wordsOf } from "../../frontend/run/charts.js";

const SERIES = { kind: "line", line: 1, x: [], y: [], base: [], width: [], values: [], texts: [], label: null, colour: null, dashes: "solid", markers: false, flat: false };
const CHART = {
  figure: 1, figure_title: "", grid: [1, 1], place: [0, 0], title: "", x_label: "", y_label: "", x_log: false, y_log: false,
  x_bounds: [null, null], y_bounds: [null, null], x_ticks: null, y_ticks: null, lines: false, legend: false, equal: false, series: [],
};
const series = (more) => ({ ...SERIES, ...more });
const chart = (more) => ({ ...CHART, ...more });

test("a twentieth of what is drawn is left free around it, as matplotlib leaves", () => {
  assert.deepEqual(endsOf(chart({ series: [series({ x: [0, 10], y: [-2, 2] })] })), { x: [-0.5, 10.5], y: [-2.2, 2.2] });
});

test("bars stand on what they begin at, and their edges count", () => {
  const bars = series({ kind: "bars", x: [0, 1], y: [3, 1], base: [0, 0], width: [1, 1] });
  assert.deepEqual(endsOf(chart({ series: [bars] })), { x: [-0.6, 1.6], y: [0, 3.15] });
  assert.deepEqual(endsOf(chart({ series: [{ ...bars, flat: true }] })), { x: [0, 3.15], y: [-0.6, 1.6] });
});

test("the rows of an image go down, and it leaves nothing free", () => {
  const image = series({ kind: "image", x: [-0.5, 2.5], y: [1.5, -0.5], values: [[1, 2, 3], [4, 5, 6]] });
  assert.deepEqual(endsOf(chart({ series: [image] })), { x: [-0.5, 2.5], y: [1.5, -0.5] });
});

test("bounds of the program hold, and what is not finite or not positive moves no scale of powers", () => {
  const line = series({ x: [1, 2, 3, 4], y: ["NaN", 0, 10, 1000] });
  assert.deepEqual(endsOf(chart({ x_bounds: [0, null], series: [line] })).x, [0, 4.15]);
  const [low, high] = endsOf(chart({ y_log: true, series: [line] })).y;
  assert.ok(low > 0 && low < 10 && high > 1000 && high < 2000);
});

test("a chart of one place, or of none, still has an extent", () => {
  for (const each of [[], [series({ x: [2], y: [5] })], [series({ x: [0], y: [0] })], [series({ x: ["NaN"], y: ["Infinity"] })]]) {
    for (const [first, last] of Object.values(endsOf(chart({ series: each })))) assert.ok(first < last);
  }
});

test("what has no colour of its own takes the next of the theme", () => {
  const colours = coloursOf([series({}), series({ colour: "red" }), series({}), series({ colour: "C1" }), series({ colour: "black" }), series({ colour: "#ff0000" })]);
  assert.deepEqual(colours, ["--chart-0", "--chart-3", "--chart-1", "--chart-1", "--ink", "#ff0000"]);
});

test("its words tell the numbers", () => {
  const line = series({ x: [0, 1, 2], y: [9, 2.25, 0.5625], label: "loss" });
  const level = series({ kind: "level", y: [1] });
  assert.equal(
    wordsOf(chart({ title: "Training", x_label: "epoch", y_label: "L", series: [line, level] })),
    "Chart “Training”, L over epoch: line loss, 3 points, from (0, 9) to (2, 0.563), least 0.563, most 9; a straight line at y = 1.",
  );
  const image = series({ kind: "image", x: [-0.5, 1.5], y: [0.5, -0.5], values: [[0, 255]] });
  assert.equal(wordsOf(chart({ series: [image] })), "Chart: an image of 1 by 2, entries from 0 to 255.");
});

test("charts stand by figure", () => {
  assert.deepEqual(figuresOf([chart({ figure: 1 }), chart({ figure: 2 }), chart({ figure: 2 })]).map((each) => each.length), [1, 2]);
});
