import assert from "node:assert/strict";
import test from "node:test";
import { gradedAt, partsOf, verdictsByLine, verdictsByNode } from "../../frontend/run/checks.js";

/** Of a program with dA = …, dZ = dA (wrong, and the same array), db = …. */
const CHECKS = [
  { name: "dA", line: 4, verdict: "right", node: "n5", step: 5 },
  { name: "dZ", line: 5, verdict: "differs", node: "n5", step: 5 },
  { name: "db", line: 6, verdict: "unknown", node: "n7", step: 7 },
  { name: "b.grad", line: 6, verdict: "right", node: null, step: null },
];

test("a verdict comes with the step that makes the array", () => {
  const { checks, right, differs, unknown, coming } = gradedAt(CHECKS, 5);
  assert.deepEqual(checks.map(({ name }) => name), ["dA", "dZ", "b.grad"]);
  assert.deepEqual([right, differs, unknown, coming], [2, 1, 0, 1]);
  assert.equal(gradedAt(CHECKS, 4).coming, 3);
});

test("a line shows the worst of its verdicts", () => {
  assert.deepEqual([...verdictsByLine(gradedAt(CHECKS, 9))], [[4, "right"], [5, "differs"], [6, "unknown"]]);
});

test("a card shows the verdict on the name that its array was made under", () => {
  assert.deepEqual([...verdictsByNode(gradedAt(CHECKS, 9))], [["n5", "right"], ["n7", "unknown"]]);
});

test("what is code in a verdict stands apart, and its numbers have a minus", () => {
  const told = partsOf("it is -15, not 1e-3: `=` instead of `x-1` in line 24");
  assert.deepEqual(told.map(({ text }) => text), ["it is −15, not 1e-3: ", "=", " instead of ", "x-1", " in line 24"]);
  assert.deepEqual(told.map(({ code }) => code), [false, true, false, true, false]);
  assert.deepEqual(partsOf("not compared: a corner"), [{ text: "a corner", code: false }]);
});
