import assert from "node:assert/strict";
import { test } from "node:test";
import "./libraries.mjs";

const { cellSize, filledOf } = await import("../../frontend/panels/local-jacobian.js");

/** The matrix written out, with "." where the structure says 0. */
function written(structure, shape, numbers) {
  const rows = Array.from({ length: shape[0] }, () => Array.from({ length: shape[1] }, () => "."));
  const tensors = Object.fromEntries(Object.entries(numbers).map(([name, data]) => [name, { data }]));
  for (const { row, column, slope } of filledOf({ structure, shape, numbers: tensors })) rows[row][column] = slope;
  return rows.map((row) => row.join(" ")).join(" | ");
}

for (const [structure, shape, numbers, matrix] of [
  ["diagonal", [2, 2], { values: [3, 0] }, "3 . | . 0"],
  ["permutation", [3, 3], { source: [1, 2, 0], weights: [1, 1, 1] }, ". 1 . | . . 1 | 1 . ."],
  ["selection", [2, 3], { source: [2, -1], weights: [1, 0] }, ". . 1 | . . ."],
  ["broadcast", [3, 2], { source: [0, 0, 1], weights: [4, 5, 6] }, "4 . | 5 . | . 6"],
  ["sum", [2, 3], { target: [0, 1, 0], weights: [7, 8, 9] }, "7 . 9 | . 8 ."],
  ["outer", [2, 4], { factor: [[1, 2]], rows: [[0], [1]], columns: [[0, 2], [1, 3]] }, "1 . 2 . | . 1 . 2"],
  ["block diagonal", [2, 2], { blocks: [[[5]], [["NaN"]]], rows: [[0], [1]], columns: [[0], [1]] }, "5 . | . NaN"],
  ["dense", [1, 2], { matrix: [[6, 7]] }, "6 7"],
]) {
  test(`a ${structure} local Jacobian has its numbers where they belong`, () =>
    assert.equal(written(structure, shape, numbers), matrix));
}

test("numbers that the document is too short for leave their places known", () => {
  const found = { structure: "dense", shape: [9, 9], numbers: { matrix: { data: null } } };
  assert.deepEqual(filledOf(found)[10], { row: 1, column: 1, slope: null });
});

test("numbers stand in cells that hold the longest of them, and in none where a row would be too wide", () => {
  const slopes = (...all) => all.map((slope) => ({ row: 0, column: 0, slope }));
  // "−0.0025" has seven figures of 6 pixels in 10 px type, "−0.00013" eight, of which five fit with one digit less.
  const five = cellSize(slopes(0.25, -0.0025), 5);
  assert.ok(five.digits === 2 && five.wide - 2 >= 7 * 6 && 5 * five.wide <= 264);
  assert.equal(cellSize(slopes(0.25, -0.00013), 5).digits, 1);
  assert.deepEqual(cellSize(slopes(1, 0), 6), { side: 34, wide: 34, digits: 2 });
  assert.deepEqual(cellSize(slopes(0.25, -0.0025), 8), { side: 33, wide: 33, digits: 0 });
  const narrow = cellSize(slopes(1), 16);
  assert.ok(narrow.digits > 0 && narrow.wide * 16 <= 264);
});
