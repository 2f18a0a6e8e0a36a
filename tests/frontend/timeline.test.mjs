import assert from "node:assert/strict";
import { test } from "node:test";
import { Timeline } from "../../frontend/timeline.js";
import { RUN, RUN_TWICE } from "./square-plus-self.mjs";

const timeline = new Timeline(RUN);

test("a value is blank until its step, and stays from then on", () => {
  const values = RUN.steps.map((_, step) => timeline.at(step).valueOf("n1")?.data ?? null);
  assert.deepEqual(values, [null, 9, 9, 9, 9, 9, 9, 9]);
});

test("a gradient is blank, then a partial sum that says so, then the total 3 + 3 + 1", () => {
  assert.equal(timeline.at(4).gradientOf("n0"), null);
  const states = [5, 6, 7].map((step) => timeline.at(step).gradientOf("n0"));
  assert.deepEqual(states.map((state) => state.tensor.data), [1, 4, 7]);
  assert.deepEqual(states.map((state) => `${state.received} of ${state.expected}`), ["1 of 3", "2 of 3", "3 of 3"]);
  assert.deepEqual(states.map((state) => state.final), [false, false, true]);
});

test("the seed gives the target its gradient", () => {
  assert.equal(timeline.at(2).gradientOf("n2"), null);
  assert.equal(timeline.at(3).gradientOf("n2").tensor.data, 1);
});

test("what is known at a step does not depend on the way there", () => {
  const seen = (step) => RUN.nodes.map(({ id }) => [timeline.at(step).valueOf(id), timeline.at(step).gradientOf(id)]);
  const forwards = RUN.steps.map((_, step) => seen(step));
  const backwards = RUN.steps.map((_, step) => seen(RUN.steps.length - 1 - step)).reverse();
  assert.deepEqual(forwards, backwards);
});

test("a second backward pass starts from blank gradients", () => {
  const twice = new Timeline(RUN_TWICE);
  assert.equal(twice.at(7).gradientOf("n0").tensor.data, 7);
  assert.equal(twice.at(8).gradientOf("n0"), null);
  assert.equal(twice.at(8).gradientOf("n2").tensor.data, 1);
  assert.equal(twice.at(12).gradientOf("n0").tensor.data, 7);
  assert.equal(twice.at(8).stateOf("e0"), "forward");
});

test("contributions list every use in order, also those still to come", () => {
  const rows = timeline.at(6).contributionsOf("n0");
  assert.deepEqual(rows.map(({ step }) => [step.edge, step.contribution.data]), [["e3", 1], ["e0", 3], ["e1", 3]]);
  assert.deepEqual(rows.map(({ known }) => known), [true, true, false]);
});

test("a step lights its own edges: forward into the node, backward one alone", () => {
  assert.deepEqual([...timeline.at(1).active.edges], [["e0", "forward"], ["e1", "forward"]]);
  assert.deepEqual([...timeline.at(6).active.edges], [["e0", "backward"]]);
  assert.deepEqual([...timeline.at(6).active.nodes], ["n1", "n0"]);
});

test("an edge is idle, then carries the value, then the gradient", () => {
  const states = [0, 1, 5, 6].map((step) => timeline.at(step).stateOf("e0"));
  assert.deepEqual(states, ["idle", "forward", "forward", "backward"]);
});

test("one node at a time takes all contributions of a node together", () => {
  const stops = [];
  for (let step = 0; step < 7;) stops.push((step = timeline.nextTurn(step)));
  assert.deepEqual(stops, [1, 2, 3, 5, 7]);
  assert.deepEqual([7, 6, 5, 3, 1, 0].map((step) => timeline.previousTurn(step)), [5, 5, 3, 2, 0, 0]);
});

test("phases end where the forward and the backward pass end", () => {
  assert.deepEqual(timeline.segments, [
    { phase: "forward", pass: 0, from: 0, to: 2 },
    { phase: "backward", pass: 0, from: 3, to: 7 },
  ]);
  assert.deepEqual([0, 2, 5, 7].map((step) => timeline.nextPhase(step)), [2, 7, 7, 7]);
  assert.deepEqual([7, 3, 2].map((step) => timeline.previousPhase(step)), [2, 2, 0]);
});

test("a run opens at its first computation, with the inputs in place", () => {
  assert.equal(timeline.opening, 1);
});
