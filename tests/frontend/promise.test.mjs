import assert from "node:assert/strict";
import { test } from "node:test";
import { largestMove, promiseOf, rowsOf } from "../../frontend/run/promise.js";

const tensor = (data, shape = []) => ({ data, shape });
const node = (id, label, data, gradient, more = {}) => ({
  id, label, op: "leaf", shape: [], dtype: "float64", value: tensor(data), gradient: gradient === null ? null : tensor(gradient), ...more,
});
/** f = x² at x = 3 and at x = 3.5. */
const at = (x, more = {}) => ({
  passes: 1, target: "n1", nodes: [node("n0", "x", x, 2 * x), node("n1", "f", x * x, 1, { op: "square" })], ...more,
});
const hold = (base, more = {}) => ({ base, node: "n0", place: 0, before: 3, now: 3.5, sameCourse: true, ...more });

test("the gradient promises slope · move, and the difference is what the slope's own growth brings", () => {
  const found = promiseOf(hold(at(3)), at(3.5));
  // 6 · 0.5 = 3; 3.5² − 3² = 3.25.
  assert.deepEqual([found.slope, found.promised, found.true, found.slopeNow], [6, 3, 3.25, 7]);
});

test("where no gradient can promise anything, the reason is said", () => {
  const told = (base, now = base, more = {}) => promiseOf(hold(base, more), now);
  assert.match(told(at(3, { passes: 3 })), /gradients back 3 times/);
  assert.match(told(at(3), at(3.5), { sameCourse: false }), /another course/);
  const whole = at(3);
  Object.assign(whole.nodes[0], { dtype: "int64" });
  assert.match(told(whole), /no gradient: it does not change by small steps/);
  const blind = at(3);
  blind.nodes[0].gradient = null;
  assert.match(told(blind, at(3.5)), /no gradient that could promise/);
});

test("the target comes first, then gradients of leaves", () => {
  const rows = rowsOf(at(3), at(3.5), "n0", 6);
  assert.deepEqual(rows.map(({ what, before, now }) => [what, before, now]), [["f", 9, 12.25], ["∂f/∂x", 6, 7]]);
});

test("of a tensor the entry that moved most is told, with its sign", () => {
  assert.equal(largestMove(tensor([[1, 2], [3, 4]], [2, 2]), tensor([[1.5, 2], [3, 2]], [2, 2])), -2);
  assert.ok(Number.isNaN(largestMove(tensor(null, [99]), tensor(null, [99]))));
});
