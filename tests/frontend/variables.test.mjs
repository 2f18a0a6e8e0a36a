import assert from "node:assert/strict";
import { test } from "node:test";

import { rowsOf } from "../../frontend/run/variables.js";

const tensor = (data, shape = []) =>
  ({ shape, dtype: "float64", data, summary: { min: -1, max: 2, mean: 0, norm: 1, zeros: 0, nonfinite: 0 } });
const list = (entries, kind = "list") => ({ kind, entries, length: entries.length });
const text = (words) => ({ text: words, length: words.length });
const values = (variables) => rowsOf(variables).map(({ name, value }) => [name, value]);

test("numbers, texts and plain containers stand in one line, as Python writes them", () => {
  assert.deepEqual(values({
    n: 3, lr: 0.1, nothing: null, flag: true, name: text("fit"), inf: "Infinity",
    pair: list([1, list([2, text("a")])], "tuple"), table: { kind: "dict", entries: [[text("a"), 1]], length: 1 },
    set: list([1, 2], "set"),
  }), [
    ["n", "3"], ["lr", "0.1"], ["nothing", "None"], ["flag", "True"], ["name", "'fit'"], ["inf", "∞"],
    ["pair", "(1, [2, 'a'])"], ["table", "{'a': 1}"], ["set", "{1, 2}"],
  ]);
});

test("what is longer than it is told, or than a line, says so", () => {
  const [row] = rowsOf({ long: { kind: "list", entries: [0, 0], length: 9 } });
  assert.equal(row.value, "[0, 0, …]");
  const [cut] = rowsOf({ text: { text: "a".repeat(200), length: 500 } });
  assert.equal(cut.value.length, 60);
  assert.ok(cut.value.endsWith("…"));
});

test("a tensor has a node and a gradient, and containers of tensors stand above their parts", () => {
  const w = { node: "n0", value: tensor(3), grad: tensor(6) };
  const rows = rowsOf({ w, W: { kind: "list", entries: [w, { ...w, node: null, grad: null }], length: 5 } });
  assert.deepEqual(rows.map(({ name, depth, value, node }) => [name, depth, value, node]), [
    ["w", 0, "3", "n0"],
    ["W", 0, "list of 5", null],
    ["W[0]", 1, "3", "n0"],
    ["W[1]", 1, "3", null],
    ["…", 1, "3 more", null],
  ]);
  assert.deepEqual(rows.map(({ gradient }) => gradient?.data ?? null), [6, null, 6, null, null]);
});

test("parameters are rows by their paths", () => {
  const w = { node: "n1", value: tensor([1, 2], [2]), grad: null };
  const net = { object: "Net", parameters: { "fc.weight": w }, fields: { width: 2 }, length: 2 };
  assert.deepEqual(values({ net, table: { kind: "dict", entries: [[text("a"), w]], length: 1 } }), [
    ["net", "Net"], ["net.fc.weight", "[1, 2]"], ["net.width", "2"], ["table", "dict of 1"], ["table['a']", "[1, 2]"],
  ]);
});
