import assert from "node:assert/strict";
import { test } from "node:test";

import { asPictures } from "../../frontend/service/arrays/grid.js";
import { choices, pictureOf } from "../../frontend/run/pictures.js";

const node = (shape, more = {}) => ({ name: "W1", label: "W1", shape, value: { data: [] }, ...more });

test("a row of 15 can be looked at as 5×3 or 3×5, one of 30 also as 6×5", () => {
  assert.deepEqual(choices(node([2, 15])), [[5, 3], [3, 5]]);
  assert.deepEqual(choices(node([30])).slice(0, 3), [[6, 5], [5, 6], [10, 3]]);
  // A prime number of entries has no picture, nor has what the document does not hold.
  assert.deepEqual([choices(node([7])), choices(node([])), choices(node([28, 28], { value: { data: null } }))], [[], [], []]);
});

test("a picture goes by the name of the variable, and only where the rows are as long", () => {
  const pictures = new Map([["W1", [5, 3]]]);
  assert.deepEqual(pictureOf(node([2, 15], { label: "W1.2" }), pictures), [5, 3]);
  assert.equal(pictureOf(node([2, 12]), pictures), null);
  assert.equal(pictureOf(node([2, 15], { name: null, label: "#7" }), pictures), null);
});

test("two rows of six are two pictures of 2×3 side by side, with a column between them", () => {
  const rows = [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]];
  const grid = asPictures({ rows: 2, columns: 6, entry: (row, column) => rows[row][column] }, [2, 3]);
  assert.deepEqual([grid.rows, grid.columns], [2, 7]);
  const line = (row) => Array.from({ length: grid.columns }, (_, column) => grid.entry(row, column));
  assert.deepEqual([line(0), line(1)], [[0, 1, 2, null, 6, 7, 8], [3, 4, 5, null, 9, 10, 11]]);
});
