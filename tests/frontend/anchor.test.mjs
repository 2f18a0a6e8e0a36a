import assert from "node:assert/strict";
import { test } from "node:test";
import { Anchor, anchorOf } from "../../frontend/run/anchor.js";
import { RUN, RUN_CLEARED, RUN_TWICE } from "./square-plus-self.mjs";

const walk = (run) => run.steps.map(({ index }) => index);

test("in a run of the first kinds of steps a link says the number alone", () => {
  assert.deepEqual(walk(RUN_TWICE).map((step) => anchorOf(RUN_TWICE, step)), walk(RUN_TWICE));
});

test("in a run with later kinds a link says the pass, the kind and the edge or node", () => {
  const { steps } = RUN_CLEARED;
  assert.equal(anchorOf(RUN_CLEARED, 3), "0.seed.n2");
  assert.equal(anchorOf(RUN_CLEARED, 10), "1.contribute.e3");
  assert.deepEqual([13, 14].map((step) => anchorOf(RUN_CLEARED, step)), ["2.clear.n0", "2.clear.n0.2"]);
  assert.equal(steps.length, 15);
});

test("every step is found again by what a link says of it", () => {
  for (const run of [RUN, RUN_TWICE, RUN_CLEARED]) {
    assert.deepEqual(walk(run).map((step) => new Anchor(anchorOf(run, step)).indexIn(run)), walk(run));
  }
});

/** The run with a clearing after its first pass and a hook in its second, which older pages did not tell of. */
const told = () => {
  const later = [
    { pass: 1, phase: "gradient", kind: "clear", node: "n0", set_to_none: true, accumulated: null },
    { ...RUN_TWICE.steps[8] },
    { pass: 1, phase: "backward", kind: "hook", node: "n2" },
  ];
  const steps = [...RUN_TWICE.steps.slice(0, 8), ...later, ...RUN_TWICE.steps.slice(9)];
  return { ...RUN_TWICE, calls: ["backward", "backward"], steps: steps.map((step, index) => ({ ...step, index })) };
};

test("a number of an older link opens the step that it opened before steps of new kinds stood between", () => {
  const run = told();
  for (const before of RUN_TWICE.steps) {
    const now = run.steps[new Anchor(before.index).indexIn(run)];
    assert.deepEqual([now.pass, now.kind, now.node, now.edge], [before.pass, before.kind, before.node, before.edge]);
  }
});

test("a pass of autograd.grad, which older pages did not tell of, is passed over by numbers", () => {
  const run = { ...RUN_TWICE, calls: ["grad", "backward"] };
  assert.deepEqual([2, 3, 7].map((step) => new Anchor(step).indexIn(run)), [2, 8, 12]);
  assert.equal(anchorOf(run, 3), "0.seed.n2");
});

test("what the run has no step for opens its last", () => {
  assert.equal(new Anchor(999).indexIn(RUN), 7);
  assert.equal(new Anchor("4.hook.n3").indexIn(RUN), 7);
});
