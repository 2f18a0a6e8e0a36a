import assert from "node:assert/strict";
import { test } from "node:test";
import {
  around, beside, countOf, excerptWords, holds, indexAt, isWhole, middleMoved, neighbours, parametersOf, placeOf,
  shareOf, thinned,
} from "../../frontend/service/arrays/excerpt.js";
import { readFrame } from "../../frontend/service/arrays/frame.js";
import { documentGrid, partGrid } from "../../frontend/service/arrays/grid.js";

/** The bytes that the service's own documentation describes, put together by hand. */
function frame(tensors, data, { magic = "gradwalk", version = 1 } = {}) {
  let header = JSON.stringify({ run: "r", tensors });
  header += " ".repeat(-header.length & 7);
  const buffer = new ArrayBuffer(16 + header.length + data.byteLength);
  const bytes = new Uint8Array(buffer);
  bytes.set(new TextEncoder().encode(magic));
  new DataView(buffer).setUint32(8, version, true);
  new DataView(buffer).setUint32(12, header.length, true);
  bytes.set(new TextEncoder().encode(header), 16);
  bytes.set(data, 16 + header.length);
  return buffer;
}

const header = (dtype, shape, offset) => ({ node: "n0", of: "value", dtype, shape, whole: shape, offset, bytes: 0 });

test("a frame gives every array its own numbers, to the last bit", () => {
  const data = new Uint8Array(32);
  const view = new DataView(data.buffer);
  view.setFloat64(0, -0, true);
  view.setFloat64(8, 5e-324, true);
  view.setBigInt64(16, 2n ** 62n, true);
  data.set([1, 0, 1], 24);
  const read = readFrame(frame([header("float64", [2], 0), header("int64", [1], 16), header("bool", [3], 24)], data));
  const [floats, whole, truth] = read.map(({ entries }) => [...entries]);
  assert.ok(Object.is(floats[0], -0));
  assert.deepEqual([floats[1], whole, truth], [5e-324, [2n ** 62n], [1, 0, 1]]);
});

test("a scalar has one entry and an empty array none", () => {
  const read = readFrame(frame([header("float64", [], 0), header("float64", [0, 3], 8)], new Uint8Array(8)));
  assert.deepEqual(read.map(({ entries }) => entries.length), [1, 0]);
});

test("what is no frame, or one of another version, is refused by name", () => {
  assert.throws(() => readFrame(new ArrayBuffer(4)), /no frame/);
  assert.throws(() => readFrame(frame([], new Uint8Array(0), { magic: "GRADWALK" })), /no frame/);
  assert.throws(() => readFrame(frame([], new Uint8Array(0), { version: 2 })), /version 2; this page reads version 1/);
  assert.throws(() => readFrame(frame([header("float16", [1], 0)], new Uint8Array(8))), /float16/);
});

const MOST = { rows: 256, columns: 256 };

test("what fits is shown whole, and what does not is thinned out evenly", () => {
  assert.ok(isWhole(thinned([128, 256], MOST)));
  const excerpt = thinned([300, 1000], MOST);
  assert.equal(isWhole(excerpt), false);
  assert.equal(parametersOf(excerpt), "rows=0:300:2&cols=0:1000:4");
  assert.deepEqual([countOf(excerpt.rows), countOf(excerpt.columns)], [150, 250]);
});

test("no thinned excerpt is larger than the bound, and each begins at the first entry", () => {
  for (let size = 1; size < 2000; size += 7) {
    const { rows } = thinned([size, 1], MOST);
    assert.ok(countOf(rows) <= 256, `${size}`);
    assert.equal(rows.first, 0);
  }
});

test("a vector is one row, and planes count in row-major order", () => {
  assert.equal(parametersOf(thinned([1000], MOST)), "rows=0:1:1&cols=0:1000:4");
  assert.equal(parametersOf(thinned([2, 3, 5, 8], MOST, 4)), "rows=0:5:1&cols=0:8:1&at=1,1");
});

test("a window is dragged as far as the tensor goes", () => {
  const rows = { first: 100, to: 356, step: 1, size: 500 };
  const most = { rows: 256, columns: 256 };
  const first = (by) => around([500, 600], most, { plane: 0, row: middleMoved(rows, by), column: 0 }).rows.first;
  assert.deepEqual([0, 30, -40, -1000, 1000].map(first), [100, 130, 60, 0, 244]);
});

test("a window around an entry holds it, stays inside, and leaves nothing out", () => {
  for (const [row, column] of [[0, 0], [150, 999], [299, 500]]) {
    const { rows, columns } = around([300, 1000], MOST, { plane: 0, row, column });
    assert.ok(rows.first <= row && row < rows.to && columns.first <= column && column < columns.to);
    assert.ok(rows.first >= 0 && rows.to <= 300 && columns.first >= 0 && columns.to <= 1000);
    assert.deepEqual([rows.step, columns.step, countOf(rows), countOf(columns)], [1, 1, 256, 256]);
  }
});

test("words say what is left out, and nothing where nothing is", () => {
  assert.equal(excerptWords(thinned([128, 128], MOST)), "");
  assert.equal(excerptWords(thinned([512, 512], MOST)), "every 2nd row and column");
  assert.equal(excerptWords(thinned([600, 900], MOST)), "every 3rd row and 4th column");
  assert.equal(excerptWords(thinned([2800], MOST)), "every 11th entry");
  assert.equal(excerptWords(thinned([5400], MOST)), "every 22nd entry");
  assert.equal(excerptWords(around([1000], MOST, { plane: 0, row: 0, column: 0 })), "entries 0 to 255");
  assert.equal(excerptWords(around([300, 200], MOST, { plane: 0, row: 299, column: 0 })), "rows 44 to 299");
});

test("every shown row is found again where it stands", () => {
  const { rows } = thinned([500, 1], MOST);
  for (let place = 0; place < countOf(rows); place++) {
    const index = 2 * place;
    assert.equal(indexAt(rows, (place + 0.5) / 250), index);
    assert.deepEqual([placeOf(rows, index), placeOf(rows, index + 1)], [place, place]);
    assert.ok(Math.abs(shareOf(rows, index) - (place + 0.5) / 250) < 1e-12);
  }
  assert.deepEqual([indexAt(rows, -1), indexAt(rows, 2)], [0, 498]);
});

test("the keys stop at the last row of the tensor, not of the window", () => {
  const { rows } = around([500, 1], MOST, { plane: 0, row: 0, column: 0 });
  assert.deepEqual([beside(rows, 255, 1), holds(rows, 256), beside(rows, 255, Infinity)], [256, false, 499]);
  assert.deepEqual([beside(thinned([500, 1], MOST).rows, 498, 1), beside(rows, 3, -16)], [498, 0]);
});

test("five neighbours stand around an entry, and fewer where there are no more", () => {
  const { rows, columns } = thinned([500, 3], MOST);
  assert.deepEqual(neighbours(rows, 100, 5), [96, 98, 100, 102, 104]);
  assert.deepEqual(neighbours(rows, 498, 5), [490, 492, 494, 496, 498]);
  assert.deepEqual(neighbours(columns, 1, 5), [0, 1, 2]);
});

const CORNER = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
const LARGE = { shape: [100, 100], dtype: "float64", data: null, corner: CORNER, summary: {} };

test("until an array is here, the entries of the document's corner stand at their places", () => {
  const grid = partGrid(LARGE, { excerpt: thinned([100, 100], { rows: 50, columns: 50 }), found: { state: "coming" } });
  assert.deepEqual([grid.rows, grid.columns], [50, 50]);
  assert.deepEqual([grid.entry(0, 0), grid.entry(0, 1), grid.entry(1, 1), grid.entry(2, 0)], [1, 3, 9, null]);
  const second = { excerpt: thinned([2, 100, 100], MOST, 1), found: { state: "failed", words: "" } };
  assert.equal(partGrid({ ...LARGE, shape: [2, 100, 100] }, second).entry(0, 0), null);
});

test("a grid of whole numbers has numbers", () => {
  const entries = BigInt64Array.of(1n, 2n, 3n, 4n);
  const grid = partGrid(LARGE, { excerpt: thinned([2, 2], MOST), found: { state: "here", value: entries } });
  assert.deepEqual([grid.entry(1, 0), grid.rows, grid.columns], [3, 2, 2]);
  assert.equal(documentGrid({ ...LARGE, shape: [2, 2], data: [[1, 2], [3, 4]] }).entry(1, 0), 3);
});
