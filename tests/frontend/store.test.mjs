import assert from "node:assert/strict";
import { test } from "node:test";
import "./libraries.mjs";
import { RUN } from "./square-plus-self.mjs";

const { Store } = await import("../../frontend/store.js");
const { Clock } = await import("../../frontend/clock.js");

function makeStore() {
  const frames = { request: () => 0, cancel: () => {} };
  const store = new Store({ clock: new Clock({ frames, still: () => true }) });
  store.show(RUN, "opening");
  return store;
}

test("a run opens with its inputs known, its result to come and no gradient yet", () => {
  const store = makeStore();
  assert.equal(store.known.value.valueOf("n0").data, 3);
  assert.equal(store.known.value.valueOf("n2"), null);
  assert.equal(store.known.value.gradientOf("n0"), null);
});

test("stepping from the start to the end and back meets every step once", () => {
  const store = makeStore();
  store.first();
  const there = [];
  for (; store.step.value < 7; store.forward("edge")) there.push(store.step.value);
  const back = [];
  for (; store.step.value > 0; store.back("edge")) back.push(store.step.value);
  assert.deepEqual(there, [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(back, [7, 6, 5, 4, 3, 2, 1]);
});

test("a node at a time skips the single contributions", () => {
  const store = makeStore();
  store.seek(3);
  store.forward("node");
  assert.equal(store.step.value, 5);
  store.back("node");
  assert.equal(store.step.value, 3);
});

test("a node at a time, all its contributions are explained together; anything else explains one step", () => {
  const store = makeStore();
  store.seek(3);
  const shown = () => [store.shownSteps.value.from, store.shownSteps.value.to];
  store.forward("node");
  assert.deepEqual(shown(), [4, 5]);
  store.back("edge");
  store.forward("edge");
  assert.deepEqual([store.step.value, ...shown()], [5, 5, 5]);
  store.seek(7);
  store.back("node");
  assert.deepEqual([store.step.value, ...shown()], [5, 4, 5]);
  store.seek(5);
  assert.deepEqual(shown(), [5, 5]);
});

test("a new run keeps the step as far as it has it, and forgets a selected node it does not have", () => {
  const store = makeStore();
  store.last();
  store.select("n2");
  const { nodes, edges, steps } = RUN;
  store.show({ ...RUN, nodes: nodes.slice(0, 2), edges: edges.slice(0, 2), steps: steps.slice(0, 2) }, "keep");
  assert.equal(store.step.value, 1);
  assert.equal(store.selected.value, null);
});

test("the picture is stale while the program has a mistake, and the run stays", () => {
  const store = makeStore();
  store.problem.value = { title: "", status: 422, detail: "", code: "" };
  assert.deepEqual([store.stale.value, store.run.value.id], [true, RUN.id]);
  store.show(RUN, "keep");
  assert.equal(store.stale.value, false);
});

test("a line lights the nodes it made", () => {
  const store = makeStore();
  store.hoverLine.value = 2;
  assert.deepEqual([...store.lit.value], ["n1"]);
  store.hover.value = "n0";
  assert.deepEqual([...store.lit.value], ["n0"]);
});

test("the theme follows the system until the reader chooses", () => {
  const store = makeStore();
  store.systemDark.value = true;
  assert.equal(store.theme.value, "dark");
  store.themeChoice.value = "light";
  assert.equal(store.theme.value, "light");
});
