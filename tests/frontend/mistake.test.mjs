import assert from "node:assert/strict";
import { test } from "node:test";

const { clashesOf } = await import("../../frontend/run/mistake.js");

const clashes = (op, ...shapes) => clashesOf(op, shapes).map((axes) => [...axes]);

test("a product clashes at the last axis of the first and the last but one of the second", () => {
  assert.deepEqual(clashes("matmul", [2, 2], [3, 2]), [[1], [0]]);
  assert.deepEqual(clashes("matmul", [3], [4]), [[0], [0]]);
  assert.deepEqual(clashes("matmul", [5, 2, 3], [5, 2, 3]), [[2], [1]]);
  assert.deepEqual(clashes("matmul", [2, 3], [3, 2]), [[], []]);
});

test("what does not broadcast clashes where two sizes, read from the right, are unequal and neither is 1", () => {
  assert.deepEqual(clashes("add", [2, 3], [2]), [[1], [0]]);
  assert.deepEqual(clashes("mul", [2, 1], [3]), [[], []]);
});
