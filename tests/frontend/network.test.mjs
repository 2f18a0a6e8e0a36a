import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, folded, passShown, placeIn } from "../../frontend/run/network.js";

test("a folded column keeps its first and its last neurons", () => {
  assert.deepEqual(folded(12), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.deepEqual(folded(100), [0, 1, 2, 3, 4, 5, 6, 7, null, 98, 99]);
});

test("neurons that are the inputs of the next layer are one column", () => {
  const layer = (number, after, direct) => ({ number, after, direct, inputs: 2, neurons: 3 });
  const kinds = (...layers) => columnsOf(layers).map(({ kind, count }) => `${kind} ${count}`);
  assert.deepEqual(kinds(layer(1, null, false), layer(2, 1, true)), ["input 2", "layer 3", "layer 3"]);
  assert.deepEqual(kinds(layer(1, null, false), layer(2, 1, false)), ["input 2", "layer 3", "input 2", "layer 3"]);
});

test("numbers stand in one node by strides, or in a node each", () => {
  const turned = { nodes: ["n3"], shape: [2, 3], offset: 1, strides: [1, 2], entries: null };
  assert.deepEqual(placeIn(turned, 1, 2), { node: "n3", entry: 6 });
  const each = { nodes: ["n0", "n1", null, "n3"], shape: [2, 2], offset: 0, strides: [], entries: [0, 4, 0, 0] };
  assert.deepEqual(placeIn(each, 0, 1), { node: "n1", entry: 4 });
  assert.equal(placeIn(each, 1, 0), null);
});

test("behind the last pass its layers stay", () => {
  assert.equal(passShown(3, 3), 2);
  assert.equal(passShown(0, 0), null);
});
