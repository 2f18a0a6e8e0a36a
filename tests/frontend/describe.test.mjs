import assert from "node:assert/strict";
import { test } from "node:test";
import { spokenOf, turnTitle } from "../../frontend/run/describe.js";
import { Timeline } from "../../frontend/run/timeline.js";

const scalar = (data) => ({ shape: [], dtype: "float64", data, corner: null, summary: {} });
const node = (id, label, role, inputs, value) => ({ id, label, role, inputs, value: scalar(value), op: "mul", names: [] });
const step = (index, kind, node, more = {}) => ({ index, pass: 0, phase: "forward", kind, node, ...more });
const back = (index, edge, to, [upstream, contribution, accumulated], received, expected) => step(index, "contribute", "n3", {
  phase: "backward", edge, to, upstream: scalar(upstream), contribution: scalar(contribution),
  accumulated: scalar(accumulated), received, expected,
});

/** d = w · w with w = −3, and an input x = 2 that plays no part: two parameters, one input. */
const RUN = {
  id: "r", passes: 1, targets: ["n3"], target: "n3",
  nodes: [node("n0", "w", "parameter", [], -3), node("n1", "v", "parameter", [], 1), node("n2", "x", "input", [], 2),
    node("n3", "d", "operation", ["n0", "n0"], 9)],
  edges: [{ id: "e0", from: "n0", to: "n3", slot: 0 }, { id: "e1", from: "n0", to: "n3", slot: 1 }],
  steps: [step(0, "leaf", "n0"), step(1, "leaf", "n1"), step(2, "leaf", "n2"), step(3, "compute", "n3"),
    step(4, "seed", "n3", { phase: "backward", accumulated: scalar(1) }),
    back(5, "e0", "n0", [1, -3, -3], 1, 2), back(6, "e1", "n0", [1, -3, -6], 2, 2)],
};
const timeline = new Timeline(RUN);

test("a contribution is said with its factors, its product and what has come together so far", () => {
  const explained = { title: "w receives contribution 1 of 2", local: { tensor: scalar(-3) } };
  assert.equal(spokenOf(timeline, 5, explained), "w receives 1 · (−3) = −3 from d; total −3, 1 of 2");
  assert.equal(spokenOf(timeline, 6, null), "w receives −3 from d; total −6, 2 of 2");
});

test("values are said with their numbers, before and after their words have come", () => {
  assert.equal(spokenOf(timeline, 0, { title: "w is a parameter" }), "w is a parameter: −3");
  assert.equal(spokenOf(timeline, 3, { numbers: { text: "9 = −3 · (−3)" } }), "d is computed: 9 = −3 · (−3)");
  assert.equal(spokenOf(timeline, 3, null), "d is computed: 9");
  assert.equal(spokenOf(timeline, 4, null), "The backward pass starts at d with 1");
});

test("while a step is on its way its title alone is said", () => {
  const coming = new Timeline(RUN, () => null);
  assert.equal(spokenOf(coming, 6, null), "w has its gradient");
});

test("leaves given one after the other are one turn, counted by what they are", () => {
  assert.deepEqual(timeline.turns.around(1), { from: 0, to: 2 });
  assert.equal(turnTitle(timeline, timeline.turns.around(1)), "2 parameters and 1 input are given");
  assert.deepEqual([timeline.nextStop(0), timeline.nextStop(2), timeline.previousStop(3), timeline.previousStop(2)], [2, 3, 2, 0]);
});

test("what a node hands on in the backward pass is one turn", () => {
  assert.deepEqual(timeline.turns.around(5), { from: 5, to: 6 });
  assert.equal(turnTitle(timeline, { from: 5, to: 6 }), "d hands its gradient on to w");
  assert.deepEqual([timeline.nextStop(4), timeline.turns.next(4), timeline.previousStop(6)], [5, 6, 5]);
});
