import assert from "node:assert/strict";
import { test } from "node:test";

import { PRODUCT, askedIn, askedText, groupsOf, nameOf, rowTimesColumn } from "../../frontend/run/jacobian-product.js";

const matrix = (data) => ({ shape: [data.length, data[0].length], data });
const factors = [[[1, -1]], [[1, 0], [0, 0]], [[1, 2, -1], [0, 1, 1]]].map((data) => ({ shape: matrix(data).shape, matrix: matrix(data) }));

test("brackets group neighbours, and each product knows what it is made of", () => {
  const products = [{ first: 1, to: 3, shape: [2, 3], multiplications: 12, matrix: null }];
  const { groups, products: told } = groupsOf({ factors, products });
  assert.deepEqual(groups.map(nameOf), ["J₁", "(J₂ J₃)"]);
  assert.deepEqual([told[0].left, told[0].right].map(nameOf), ["J₂", "J₃"]);
});

test("an entry of a product is a row times a column", () => {
  assert.equal(rowTimesColumn(factors[0].matrix, factors[1].matrix, 0, 0, String), "1 · 1 + (-1) · 0");
});

test("what is asked survives the way into an address and back", () => {
  for (const asked of [{ path: 0, order: null, shaped: false }, { path: 2, order: "1,0", shaped: true }, { path: 0, order: "-", shaped: false }]) {
    const text = askedText(asked);
    if (text !== null) assert.match(text, PRODUCT);
    assert.deepEqual(askedIn(text), asked);
  }
});
