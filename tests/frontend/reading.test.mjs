import assert from "node:assert/strict";
import { test } from "node:test";
import { pathsToTarget } from "../../frontend/run/paths.js";
import { stepsOf } from "../../frontend/run/node-steps.js";
import { Timeline } from "../../frontend/run/timeline.js";
import { stepOfWire } from "../../frontend/run/wire-step.js";
import { wireUnder } from "../../frontend/graph/wire-under.js";
import { tintsOf } from "../../frontend/graph/tints.js";
import { RUN as square, RUN_TWICE } from "./square-plus-self.mjs";

test("the paths of y = x x + x: two over the product, one straight, with their products 3, 3 and 1 at x = 3", () => {
  const timeline = new Timeline(square);
  const x = square.nodes.find(({ name }) => name === "x").id;
  const { count, paths } = pathsToTarget(timeline, x, 12);
  assert.equal(count, 3n);
  assert.deepEqual(paths.map(({ product }) => product).sort(), [1, 3, 3]);
  assert.deepEqual(pathsToTarget(timeline, x, 1).paths.length, 1);
  assert.equal(pathsToTarget(timeline, x, 1).count, 3n);
});

test("paths are counted, not walked: a value added to itself seventy times has 2 to the 70 of them", () => {
  const nodes = Array.from({ length: 71 }, (_, index) => ({ id: `n${index}`, inputs: [], shape: [] }));
  const edges = nodes.slice(1).flatMap(({ id }, index) => [0, 1].map((slot) => ({ id: `${id}.${slot}`, from: `n${index}`, to: id, slot })));
  const timeline = new Timeline({ nodes, edges, steps: [], target: "n70", outline: edges.map(({ id, from, to }, index) =>
    ({ index, kind: "contribute", phase: "backward", pass: 0, node: to, to: from, edge: id })) });
  assert.equal(pathsToTarget(timeline, "n0", 12).count, 2n ** 70n);
  assert.equal(pathsToTarget(timeline, "n0", 12).paths.length, 12);
});

test("the steps of a node: made, read, given its gradient", () => {
  const timeline = new Timeline(square);
  const x = square.nodes.find(({ name }) => name === "x").id;
  assert.deepEqual(stepsOf(timeline, x).map(({ part }) => part), ["value", "use", "use", "receives", "receives", "receives"]);
});

test("the steps of a node in the middle: made at 1, read at 2, paid at 4, handing on at 6 and 7; in a second pass again", () => {
  const told = (run, node) => stepsOf(new Timeline(run), node).map(({ step, part }) => `${step} ${part}`);
  assert.deepEqual(told(square, "n1"), ["1 value", "2 use", "4 receives", "6 sends", "7 sends"]);
  assert.deepEqual(told(RUN_TWICE, "n1"),
    ["1 value", "2 use", "4 receives", "6 sends", "7 sends", "9 receives", "11 sends", "12 sends"]);
  assert.deepEqual(told(square, "n2"), ["2 value", "3 receives", "4 sends", "5 sends"]);
});

test("a leaf that nothing reads is given, and has no other step; where no backward pass is, nothing is handed on", () => {
  const alone = { ...square.nodes[0], id: "n3", label: "z", name: "z" };
  const run = { ...square, nodes: [...square.nodes, alone],
    steps: [...square.steps.slice(0, 3), { index: 3, pass: 0, phase: "forward", kind: "leaf", node: "n3" }] };
  const told = (node) => stepsOf(new Timeline(run), node).map(({ step, part }) => `${step} ${part}`);
  assert.deepEqual(told("n3"), ["3 value"]);
  assert.deepEqual(told("n1"), ["1 value", "2 use"]);
});

test("a wire leads to its last contribution, before that to the step that reads it, and from one to the other", () => {
  const edge = { computedAt: 3, sentSteps: [8, 20] };
  assert.equal(stepOfWire(edge, 0), 3);
  assert.equal(stepOfWire(edge, 3), 8);
  assert.equal(stepOfWire(edge, 12), 8);
  assert.equal(stepOfWire(edge, 25), 20);
  assert.equal(stepOfWire(edge, 20), 3);
  assert.equal(stepOfWire({ computedAt: 3, sentSteps: [] }, 12), 3);
});

test("near a wire is on it, the nearest counts, and farther is on none", () => {
  const wires = new Map([["a", [{ x: 0, y: 0 }, { x: 100, y: 0 }]], ["b", [{ x: 0, y: 10 }, { x: 100, y: 10 }]]]);
  assert.equal(wireUnder(wires, { x: 50, y: 4 }), "a");
  assert.equal(wireUnder(wires, { x: 50, y: 6 }), "b");
  assert.equal(wireUnder(wires, { x: 50, y: 30 }), null);
  assert.equal(wireUnder(wires, { x: 108, y: 0 }), null);
});

test("gradients of 1, 10 and 100 are coloured in equal steps; 0 is not coloured, NaN stands out", () => {
  const norms = { a: 1, b: 10, c: 100, d: 0, e: "NaN" };
  const scene = { gradientOf: (id) => ({ tensor: { shape: [], summary: { norm: norms[id] === "NaN" ? 0 : norms[id], nonfinite: norms[id] === "NaN" ? 1 : 0 } } }) };
  const { tints, range } = tintsOf(scene, { cards: Object.keys(norms), closed: new Map() }, "gradient");
  const share = (id) => tints.get(id).share;
  assert.ok(Math.abs(share("c") - share("b") - (share("b") - share("a"))) < 1e-12);
  assert.equal(share("c"), 1);
  assert.equal(tints.get("d").kind, "zero");
  assert.equal(tints.get("e").kind, "strange");
  assert.deepEqual(range, [1, 100]);
});
