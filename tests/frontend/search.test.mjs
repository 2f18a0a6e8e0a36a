/** Nodes found by what can be said of them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { searchNodes } from "../../frontend/run/search.js";

const tensor = (nonfinite = 0, zeros = 0) => ({ shape: [2, 3], data: null, summary: { nonfinite, zeros } });
const node = (id, label, op, extra = {}) => ({
  id, label, op, names: [label], role: op === "leaf" ? "parameter" : "operation", shape: [2, 3], dtype: "float64",
  namespace: "", source: { line: 4 }, gradient_state: "computed", symbol: op, attributes: {}, inputs: [], value: tensor(),
  gradient: tensor(), ...extra,
});
const nodes = [
  node("n0", "x", "leaf", { gradient_state: "not_required", gradient: null }),
  node("n1", "W1", "leaf", { gradient: tensor(0, 6) }),
  node("n2", "Z1", "matmul", { shape: [2, 2] }),
  node("n3", "loss", "log", { shape: [], value: tensor(1) }),
  node("n4", "a relu", "add", { gradient_state: "unreachable", gradient: null }),
  node("n5", "relu", "relu"),
];
const timeline = { run: { nodes, targets: ["n3"] }, nodes: new Map(nodes.map((each) => [each.id, each])) };
const found = (query) => searchNodes(timeline, query).map(({ id }) => id);

test("a node is found by its name, its operation, its shape, its role, its state and its line", () => {
  assert.deepEqual(found("w1"), ["n1"]);
  assert.deepEqual(found("matmul"), ["n2"]);
  assert.deepEqual(found("2x2"), ["n2"]);
  assert.deepEqual(found("parameter"), ["n0", "n1"]);
  assert.deepEqual(found("unreachable"), ["n4"]);
  assert.deepEqual(found("no gradient"), ["n0"]);
  assert.deepEqual(found("zero gradient"), ["n1"]);
  assert.deepEqual(found("nan"), ["n3"]);
  assert.deepEqual(found("target"), ["n3"]);
  assert.equal(found("line 4").length, nodes.length);
});

test("every word counts, and what is called so stands first", () => {
  assert.deepEqual(found("parameter zero"), ["n1"]);
  assert.deepEqual(found("relu"), ["n5", "n4"]);
  assert.deepEqual(found("nowhere"), []);
  assert.equal(found("").length, nodes.length);
});
