import assert from "node:assert/strict";
import { test } from "node:test";
import { counterpartOf, counterparts, unfoldedOperation } from "../../frontend/run/counterparts.js";

/**
 * A run of a chain of nodes, one namespace each; every node but the first is made of the one before, and backward pays
 * it once.
 * @param {string[]} namespaces
 * @param {string[]} unfold
 */
function chain(namespaces, unfold) {
  const nodes = namespaces.map((namespace, index) => ({ id: `n${index}`, namespace }));
  const last = nodes.length - 1;
  const forward = nodes.map(({ id }, index) => ({ index, pass: 0, phase: "forward", kind: "compute", node: id }));
  const seed = { index: last + 1, pass: 0, phase: "backward", kind: "seed", node: `n${last}` };
  const backward = nodes.slice(0, last).reverse().map(({ id }, place) => ({
    index: last + 2 + place, pass: 0, phase: "backward", kind: "contribute", node: `n${last - place}`, to: id,
    received: 1, expected: 1,
  }));
  return { unfold, nodes, steps: [...forward, seed, ...backward] };
}

const PARTS = Array(4).fill("sigmoid");
const folded = chain(["", "", ""], []);
const unfolded = chain(["", ...PARTS, ""], ["sigmoid"]);

test("an operation is the last of its parts, and each part is the operation", () => {
  assert.deepEqual([...counterparts(folded, unfolded)], [["n0", "n0"], ["n1", "n4"], ["n2", "n5"]]);
  assert.deepEqual([...counterparts(unfolded, folded)].slice(1, 5), PARTS.map((_, part) => [`n${part + 1}`, "n1"]));
});

test("parts of another operation that is unfolded in both runs stay themselves", () => {
  const before = chain(["softmax", "softmax", "", ""], ["softmax"]);
  const after = chain(["softmax", "softmax", "sigmoid", "sigmoid", ""], ["sigmoid", "softmax"]);
  assert.deepEqual([...counterparts(before, after).values()], ["n0", "n1", "n3", "n4"]);
});

test("two uses are two groups, also one inside of what else is unfolded", () => {
  const before = chain(["", "glu", "glu"], ["glu"]);
  const after = chain(["sigmoid", "sigmoid", "glu/sigmoid.2", "glu/sigmoid.2", "glu"], ["glu", "sigmoid"]);
  assert.deepEqual([...counterparts(before, after).values()], ["n1", "n3", "n4"]);
});

test("runs that do not go side by side have no counterparts", () =>
  assert.equal(counterparts(folded, chain(["", ...PARTS, "", ""], ["sigmoid"])), null));

test("the reader stays at the same node, in the same phase", () => {
  const map = counterparts(folded, unfolded);
  const [, made, , , reached, passed] = folded.steps;
  assert.equal(unfolded.steps[counterpartOf(made, map, unfolded)].node, "n4");
  const there = unfolded.steps[counterpartOf(reached, map, unfolded)];
  assert.deepEqual([there.phase, there.node, there.to], ["backward", "n5", "n4"]);
  assert.equal(unfolded.steps[counterpartOf(passed, map, unfolded)].to, "n0");
});

test("a node knows the innermost unfolded operation it is a part of", () => {
  const run = { unfold: ["attention", "softmax"] };
  assert.equal(unfoldedOperation(run, { namespace: "layer.2/attention/softmax.3" }), "softmax");
  assert.equal(unfoldedOperation(run, { namespace: "layer.2/attention" }), "attention");
  assert.equal(unfoldedOperation(run, { namespace: "layer.2" }), undefined);
});
