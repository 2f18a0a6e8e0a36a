import assert from "node:assert/strict";
import { test } from "node:test";
import { rangeOf } from "../../frontend/run/positions.js";

const cut = (text, place) => {
  const range = rangeOf(text, place);
  return range && text.slice(range.from, range.to);
};

test("a place underlines the characters it names", () => {
  assert.equal(cut("a = 1\nb = oops + a\n", { line: 2, column: 5, end_line: 2, end_column: 9 }), "oops");
});

test("columns count characters, also those a string stores as two", () => {
  assert.equal(cut("s = '𝛿𝛿'; oops", { line: 1, column: 11, end_line: 1, end_column: 15 }), "oops");
});

test("a place without an end, or at the end of a line, still underlines something", () => {
  assert.equal(cut("a = 1", { line: 1, column: 5 }), "1");
  assert.equal(cut("a = (\n", { line: 1, column: 6, end_line: 1, end_column: 6 }), "(");
});

test("a line that is gone is the last one, and no line is no range", () => {
  assert.equal(cut("a", { line: 9, column: 1 }), "a");
  assert.equal(cut("a", { line: null }), null);
});

test("half an end is no end, and past the last character the one before it is underlined", () => {
  assert.equal(cut("a = oops", { line: 1, column: 5, end_line: 1, end_column: null }), "o");
  assert.equal(cut("a = oops", { line: 1, column: 5, end_line: null, end_column: 9 }), "o");
  assert.deepEqual(rangeOf("ab", { line: 1, column: 3 }), { from: 1, to: 2 });
  assert.deepEqual(rangeOf("", { line: 1, column: 1 }), { from: 0, to: 0 });
  assert.deepEqual(rangeOf("\na", { line: 1, column: 1 }), { from: 0, to: 0 });
});
