import assert from "node:assert/strict";
import { test } from "node:test";

const { clashesOf } = await import("../../frontend/run/mistake.js");
const { fixable, fixedLine } = await import("../../frontend/run/fix.js");
const { offsetsOf } = await import("../../frontend/run/positions.js");

const clashes = (fits, ...shapes) => clashesOf(fits, shapes).map((axes) => [...axes]);

test("a product clashes at the last axis of the first and the last but one of the second", () => {
  assert.deepEqual(clashes("inner", [2, 2], [3, 2]), [[1], [0]]);
  assert.deepEqual(clashes("inner", [3], [4]), [[0], [0]]);
  assert.deepEqual(clashes("inner", [5, 2, 3], [5, 2, 3]), [[2], [1]]);
  assert.deepEqual(clashes("inner", [2, 3], [3, 2]), [[], []]);
});

test("a layer clashes at the last axes of its input and its weight", () => {
  assert.deepEqual(clashes("rows", [5, 3], [2, 4]), [[1], [1]]);
});

test("what does not broadcast clashes where two sizes, read from the right, are unequal and neither is 1", () => {
  assert.deepEqual(clashes("", [2, 3], [2]), [[1], [0]]);
  assert.deepEqual(clashes("", [2, 1], [3]), [[], []]);
});

const range = (line, column, endColumn) => ({ line, column, end_line: line, end_column: endColumn });

test("a fix stands where its characters do, also behind those that a string stores as two, and may take no room", () => {
  assert.deepEqual(offsetsOf("a = 1\ns = '𝛿'; b", range(2, 10, 11)), { from: 16, to: 17 });
  assert.deepEqual(offsetsOf("a = 1\nb = 2", range(2, 1, 1)), { from: 6, to: 6 });
});

test("the line of a fix is shown as it will be, the change apart; a new line stands alone", () => {
  assert.deepEqual(fixedLine("if x:\n    y = 2x + 1", { range: range(2, 9, 11), text: "2 * x" }), ["y = ", "2 * x", " + 1"]);
  assert.deepEqual(fixedLine("d = deque()", { range: range(1, 1, 1), text: "import time\n" }), ["", "import time", ""]);
});

test("a key puts right what stands in the line, else the first mistake that has a way out", () => {
  const fault = (line, fix) => ({ line, end_line: line, fix });
  const faults = [fault(4, null), fault(2, "second"), fault(7, "seventh")];
  assert.equal(fixable({ faults }, 7).fix, "seventh");
  assert.equal(fixable({ faults }, 4).fix, "second");
  assert.equal(fixable({ faults }, null).fix, "second");
  assert.equal(fixable({ faults: [faults[0]] }, 4), undefined);
  assert.equal(fixable(null, 1), undefined);
});
