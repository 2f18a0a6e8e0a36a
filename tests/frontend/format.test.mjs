import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, largest, matrix, number, shape, shapeWords, strength } from "../../frontend/format.js";

const tensor = (sizes, data, summary = {}) =>
  ({ shape: sizes, dtype: "float64", data, summary: { min: 0, max: 0, nonfinite: 0, ...summary } });

for (const [entry, text] of [
  [0, "0"], [-0, "0"], [3, "3"], [-2, "−2"], [1234567, "1234567"], [12345678, "1.235e7"],
  [0.009466880136, "0.009467"], [-0.009466880136, "−0.009467"], [1.759127674, "1.759"], [0.5, "0.5"], [2.0004, "2"],
  [0.0001, "0.0001"], [1e-6, "1e−6"], [-1.23456e-7, "−1.235e−7"], [5e-324, "4.941e−324"],
  [1.7976931348623157e308, "1.798e308"],
  [0.99999, "1"], [99999.9, "100000"], [123456.7, "123457"], [1234567.8, "1.235e6"],
  ["NaN", "NaN"], ["Infinity", "∞"], ["-Infinity", "−∞"], [true, "1"],
]) {
  test(`${Object.is(entry, -0) ? "-0" : entry} is written ${text}`, () => assert.equal(number(entry), text));
}

test("fewer digits where there is less room", () => assert.equal(number(-0.29475804945, 3), "−0.295"));

test("no number but 0 itself is ever written as 0", () => {
  for (let exponent = -323; exponent < 308; exponent += 1) {
    assert.notEqual(Number(number(Number(`1.5e${exponent}`)).replaceAll("−", "-")), 0);
  }
});

test("a written number is within half a unit of its last digit", () => {
  for (let exponent = -12; exponent < 12; exponent += 1) {
    const exact = Math.PI * 10 ** exponent;
    const written = Number(number(exact).replaceAll("−", "-"));
    assert.ok(Math.abs(written - exact) <= 0.0005 * 10 ** exponent, `${written} for ${exact}`);
  }
});

test("shapes are written as in a lecture", () => {
  assert.equal(shape([2, 3]), "2×3");
  assert.equal(shape([]), "");
  assert.equal(shape([3]), "[3]");
  assert.deepEqual([[], [3], [2, 3], [0, 3]].map(shapeWords), ["scalar", "vector of 3", "2×3", "empty, 0×3"]);
});

test("a matrix has rows, a vector is one row, a scalar one cell, and nothing has no rows", () => {
  assert.deepEqual(matrix(tensor([2, 2], [[1, 2], [3, 4]])).rows, [[1, 2], [3, 4]]);
  assert.deepEqual(matrix(tensor([2], [1, 2])).rows, [[1, 2]]);
  assert.deepEqual(matrix(tensor([], 5)).rows, [[5]]);
  assert.deepEqual(matrix(tensor([0], [])).rows, []);
  assert.deepEqual(matrix(tensor([0, 3], [])).rows, []);
});

test("the leading axes of a deeper tensor are stacked in blocks", () => {
  const { rows, rowsPerBlock } = matrix(tensor([2, 2, 1], [[[1], [2]], [[3], [4]]]));
  assert.deepEqual(rows, [[1], [2], [3], [4]]);
  assert.equal(rowsPerBlock, 2);
});

test("a large tensor shows its corner and says that it is one", () => {
  const { rows, whole } = matrix({ ...tensor([100, 100], null), corner: [[1, 2], [3, 4]] });
  assert.deepEqual(rows, [[1, 2], [3, 4]]);
  assert.equal(whole, false);
});

test("fill follows magnitude, and what is not finite neither fills nor sets the scale", () => {
  const scale = largest(tensor([3], [-4, 2, "Infinity"]));
  assert.equal(scale, 4);
  assert.deepEqual([-4, 2, "NaN", "Infinity"].map((entry) => strength(entry, scale)), [1, 0.5, 0, 0]);
  assert.equal(strength(0, 0), 0);
});

test("a tensor in a line: all of it when it is short, least and greatest when it is long", () => {
  assert.equal(brief(tensor([], -0.5)), "−0.5");
  assert.equal(brief(tensor([2], [1, 2.5])), "[1, 2.5]");
  assert.equal(brief(tensor([2, 2], [[1, 2], [3, 4]])), "[[1, 2], [3, 4]]");
  assert.equal(brief(tensor([5], [1, 2, 3, 4, -5], { min: -5, max: 4 })), "−5 … 4");
  assert.equal(brief(tensor([5], [1, 2, 3, 4, "NaN"], { min: 1, max: 4, nonfinite: 1 })), "1 … 4, 1 not finite");
  assert.equal(brief(tensor([0, 3], [])), "empty");
});
