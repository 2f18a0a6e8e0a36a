import assert from "node:assert/strict";
import { test } from "node:test";
import { Timeline } from "../../frontend/run/timeline.js";
import { RUN, RUN_CLEARED, RUN_TWICE } from "./square-plus-self.mjs";

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

test("the seed gives the target its gradient, and all of it", () => {
  assert.equal(timeline.at(2).gradientOf("n2"), null);
  const { tensor, received, expected, final } = timeline.at(3).gradientOf("n2");
  assert.deepEqual([tensor.data, received, expected, final], [1, 1, 1, true]);
});

test("what is known at a step does not depend on the way there", () => {
  const seen = (step) => RUN.nodes.map(({ id }) => [timeline.at(step).valueOf(id), timeline.at(step).gradientOf(id)]);
  const forwards = RUN.steps.map((_, step) => seen(step));
  const backwards = RUN.steps.map((_, step) => seen(RUN.steps.length - 1 - step)).reverse();
  assert.deepEqual(forwards, backwards);
});

const twice = new Timeline(RUN_TWICE);
const shown = (timeline, step, node) => {
  const gradient = timeline.at(step).gradientOf(node);
  return gradient && `${gradient.tensor?.data} ${gradient.standing}`;
};

test("the gradient of a leaf stays through the seed of a second pass, which adds to it: 7, then 8, 11 and 14", () => {
  assert.deepEqual([7, 8, 9, 10, 11, 12].map((step) => shown(twice, step, "n0")),
    ["7 now", "7 kept", "7 kept", "8 now", "11 now", "14 now"]);
  assert.equal(twice.at(8).stateOf("e0"), "forward");
});

test("the gradient of a result is past once a second pass has begun, until it reaches the result again", () => {
  assert.deepEqual([7, 8, 9].map((step) => shown(twice, step, "n1")), ["1 now", "1 past", "1 now"]);
  assert.equal(shown(twice, 8, "n2"), "1 now");
});

test("what earlier passes left is told beside the contributions of a pass, and not in the first", () => {
  assert.equal(twice.at(7).earlierOf("n0"), null);
  assert.deepEqual([8, 10, 12].map((step) => twice.at(step).earlierOf("n0").tensor.data), [7, 7, 7]);
  assert.equal(twice.at(12).earlierOf("n1"), null);
});

test("the contributions of a pass are its own, whatever the next pass brings", () => {
  const stepsOf = (node) => twice.at(5).contributionsOf(node).map(({ step }) => step.index);
  assert.deepEqual(["n2", "n1", "n0"].map(stepsOf), [[3], [4], [5, 6, 7]]);
});

test("a leaf that a pass does not reach has nothing beside it that earlier passes left", () => {
  const begun = new Timeline({ ...RUN_TWICE, steps: RUN_TWICE.steps.slice(0, 9) });
  assert.equal(begun.at(8).earlierOf("n0"), null);
  assert.equal(shown(begun, 8, "n0"), "7 kept");
});

test("what earlier passes left is read from the first contribution, where the steps before it are not here", () => {
  const late = new Timeline(RUN_TWICE, (index) => (index < 8 ? null : RUN_TWICE.steps[index]));
  assert.deepEqual([9, 10].map((step) => late.at(step).earlierOf("n0").tensor?.data ?? null), [null, 7]);
});

test("a pass that starts at several nodes is one pass", () => {
  const seed = (index, pass, node) => ({ ...RUN.steps[3], index, pass, node });
  const seeds = [seed(8, 1, "n2"), seed(9, 1, "n1"), seed(10, 2, "n2"), seed(11, 2, "n1")];
  const started = new Timeline({ ...RUN, steps: [...RUN.steps, ...seeds] });
  assert.deepEqual([9, 11].map((step) => started.passAt(step)), [{ from: 8, to: 9 }, { from: 10, to: 11 }]);
  assert.deepEqual(["n2", "n1"].map((node) => shown(started, 9, node)), ["1 now", "1 now"]);
});

test("what autograd.grad finds for a leaf is shown in its pass, and .grad holds nothing of it in the next", () => {
  const asked = new Timeline({ ...RUN_TWICE, calls: ["grad", "backward"] });
  assert.deepEqual([7, 8].map((step) => shown(asked, step, "n0")), ["7 now", null]);
  assert.equal(asked.at(10).earlierOf("n0"), null);
});

test("a gradient set to 0 is 0, one set to None is none at all and says since when", () => {
  const cleared = new Timeline(RUN_CLEARED);
  assert.deepEqual([12, 13, 14].map((step) => shown(cleared, step, "n0")), ["14 now", "0 kept", null]);
  assert.deepEqual([12, 13, 14].map((step) => cleared.at(step).clearedAt("n0")), [null, null, 14]);
  assert.equal(shown(cleared, 14, "n1"), "1 now");
});

test("the next version of a leaf takes over what .grad holds", () => {
  const node = { ...RUN.nodes[0], id: "n3", label: "x.2", previous: "n0" };
  const update = { index: 8, pass: 1, phase: "update", kind: "update", node: "n3" };
  const updated = new Timeline({ ...RUN, nodes: [...RUN.nodes, node], steps: [...RUN.steps, update] });
  assert.deepEqual([7, 8].map((step) => shown(updated, step, "n0")), ["7 now", "7 now"]);
  assert.deepEqual([7, 8].map((step) => shown(updated, step, "n3")), [null, "7 kept"]);
});

test("from the step of an update on, what .grad holds is that of the new version, and that of the old one is past", () => {
  const node = { ...RUN.nodes[0], id: "n3", label: "x.2", previous: "n0" };
  const seed = { ...RUN.steps[3], index: 8, pass: 1 };
  const update = { index: 9, pass: 1, phase: "update", kind: "update", node: "n3" };
  const updated = new Timeline({ ...RUN, nodes: [...RUN.nodes, node], steps: [...RUN.steps, seed, update] });
  assert.deepEqual([8, 9].map((step) => shown(updated, step, "n0")), ["7 kept", "7 past"]);
  assert.deepEqual([8, 9].map((step) => shown(updated, step, "n3")), [null, "7 kept"]);
});

test("a leaf changed after its use holds what arrives over the edge of its earlier version", () => {
  const node = { ...RUN.nodes[0], id: "n3", label: "x.2", previous: "n0" };
  const update = { index: 8, pass: 1, phase: "update", kind: "update", node: "n3" };
  const sent = { ...RUN.steps[7], index: 9, edge: null, to: "n3" };
  const steps = [...RUN.steps, update, sent, { ...RUN.steps[7], index: 10 }];
  const changed = new Timeline({ ...RUN, nodes: [...RUN.nodes, node], steps });
  assert.deepEqual([8, 9, 10].map((step) => changed.at(step).gradientOf("n3")?.step), [7, 9, 10]);
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
  for (let step = 0; step < 7;) stops.push((step = timeline.turns.next(step)));
  assert.deepEqual(stops, [1, 2, 3, 5, 7]);
  assert.deepEqual([7, 6, 5, 3, 1, 0].map((step) => timeline.turns.previous(step)), [5, 5, 3, 2, 0, 0]);
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
