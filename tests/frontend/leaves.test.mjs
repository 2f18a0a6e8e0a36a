import assert from "node:assert/strict";
import { test } from "node:test";
import { addedAt, entriesOf, kindOf, moved, nestedWith, numberIn, stepFor } from "../../frontend/run/leaves.js";

const leaf = (data, shape = [], dtype = "float64") => ({ shape, dtype, value: { data, shape, dtype } });
const PLAIN = { coarser: false, finer: false };

test("an entry is found by its place, and another number stands there alone", () => {
  const matrix = leaf([[1, "NaN"], [3, 4]], [2, 2]);
  assert.deepEqual(entriesOf(matrix), [1, "NaN", 3, 4]);
  assert.equal(numberIn(matrix, 2), 3);
  assert.deepEqual(nestedWith(matrix, 2, 7.5), [[1, "NaN"], [7.5, 4]]);
  assert.equal(nestedWith(leaf(2), 0, 3), 3);
  assert.deepEqual(addedAt(matrix, 3, 0.5), [[0, 0], [0, 0.5]]);
  assert.deepEqual(nestedWith(leaf([true, false], [2], "bool"), 1, 1), [1, 1]);
});

test("a key moves the second digit; Shift ten times as far, Alt a tenth", () => {
  assert.equal(stepFor(3, "real", PLAIN), 0.1);
  assert.equal(stepFor(3, "real", { coarser: true, finer: false }), 1);
  assert.equal(stepFor(3, "real", { coarser: false, finer: true }), 0.01);
  assert.equal(stepFor(0, "real", PLAIN), 0.1);
  assert.equal(stepFor(0.0042, "real", PLAIN), 0.0001);
  assert.equal(stepFor(250, "integer", { coarser: false, finer: true }), 1);
  assert.equal(stepFor(3, "integer", { coarser: true, finer: false }), 10);
});

test("no noise of binary fractions, and each kind stays its own", () => {
  assert.equal(moved(0.1, 2, 0.1, "real"), 0.3);
  assert.equal(moved(3, 0.5, 0.1, "real"), 3.05);
  assert.equal(moved(3, -40, 0.1, "real"), -1);
  assert.ok(Object.is(moved(0.1, -1, 0.1, "real"), 0));
  assert.equal(moved(3, 0.6, 1, "integer"), 4);
  assert.deepEqual([moved(0, 0.3, 1, "boolean"), moved(1, -2, 1, "boolean"), moved(1, 0, 1, "boolean")], [1, 0, 1]);
  assert.deepEqual(["bool", "int64", "uint8", "float32"].map((dtype) => kindOf({ dtype })), ["boolean", "integer", "integer", "real"]);
});
