import assert from "node:assert/strict";
import { test } from "node:test";
import "./import-map.mjs";

const { PassStops, joined, passOf, ratesIn, sameStepIn } = await import("../../frontend/run/passes.js");

/** Three turns of five, five and four steps, after two leaves and before two last steps. */
const LOOP = [
  { pass: 0, first: 2, seed: 4, last: 6 },
  { pass: 1, first: 7, seed: 9, last: 11 },
  { pass: 2, first: 12, seed: 14, last: 15 },
];

test("a step is in the turn that has begun last", () => {
  assert.deepEqual([0, 2, 6, 7, 15, 17].map((step) => passOf(LOOP, step)), [0, 0, 0, 1, 2, 2]);
});

test("another pass is opened at the same step, or at its last where it is shorter", () => {
  assert.equal(sameStepIn(LOOP, 1, 4), 9);
  assert.equal(sameStepIn(LOOP, 0, 9), 4);
  assert.equal(sameStepIn(LOOP, 2, 11), 15);
  assert.equal(sameStepIn(LOOP, 1, 0), 7);
});

test("a walk by passes keeps its place, and goes to both ends of the run", () => {
  const stops = new PassStops(LOOP, 18);
  assert.deepEqual([0, 4, 9, 14, 15].map((step) => stops.next(step)), [2, 9, 14, 15, 17]);
  assert.deepEqual([17, 14, 9, 4, 2].map((step) => stops.previous(step)), [15, 9, 4, 2, 0]);
});

test("parts of a series are joined list by list", () => {
  const part = (from, loss, values) => ({
    run: "r", from, to: from + loss.length, total: 3, next: null, name: "loss", loss,
    parameters: [{ name: "w", shape: [2], entries: [0, 1], values, gradient: loss }],
  });
  const whole = joined([part(0, [3, 2], [[1, 1], [2, 2]]), part(2, [1], [[3, 3]])]);
  assert.deepEqual([whole.from, whole.to, whole.loss], [0, 3, [3, 2, 1]]);
  assert.deepEqual(whole.parameters, [
    { name: "w", shape: [2], entries: [0, 1], values: [[1, 1], [2, 2], [3, 3]], gradient: [3, 2, 1] },
  ]);
});

test("learning rates are found where they are named, handed on, or stand before a gradient, and in no comment", () => {
  const source = "# lr = 9\nlr = 0.5\nopt = SGD([w], lr=1e-2)\nw -= 0.25 * w.grad\nclr = 3\nlr = rate\n";
  const found = ratesIn(source);
  assert.deepEqual(found.map(({ name, line, value }) => [name, line, value]), [["lr", 2, 0.5], ["lr", 3, 0.01], ["η", 4, 0.25]]);
  assert.deepEqual(found.map(({ from, to }) => source.slice(from, to)), ["0.5", "1e-2", "0.25"]);
});
