import assert from "node:assert/strict";
import { test } from "node:test";

import { shortName } from "../../frontend/graph/short-names.js";

const SOURCE = "import torch\nx = 2\nloss = f(torch.ones(2, 3))\n";

/** The name of a result of two or fewer inputs, each given by its label and shape. */
function named(op, symbol, inputs, { attributes = {}, label = `${op} in line 20` } = {}) {
  const made = inputs.map(([name, shape], index) => ({ id: `n${index}`, label: name, shape, inputs: [] }));
  const node = { id: "n9", op, symbol, label, inputs: made.map(({ id }) => id), attributes, source: null };
  return shortName({ source: SOURCE }, node, new Map(made.map((one) => [one.id, one])));
}

test("a result that a line names alone is called by its operation and its inputs", () => {
  assert.equal(named("mul", "×", [["1 − Y", [2, 3]], ["log(1 − A2)", [2, 3]]]), "(1 − Y) ⊙ log(1 − A2)");
  assert.equal(named("add", "+", [["Y ⊙ log(A2)", [2, 3]], ["mul in line 20", [2, 3]]]), "Y ⊙ log(A2) + …");
  assert.equal(named("sum", "Σ", [["add in line 20", [2, 3]]]), "sum(…)");
  assert.equal(named("matmul", "@", [["A0", [2, 3]], ["W1ᵀ", [3, 2]]]), "A0 W1ᵀ");
});

test("a product of numbers, or of a number and an array, is no product entry by entry", () => {
  assert.equal(named("mul", "×", [["w", []], ["x", []]]), "w · x");
  assert.equal(named("mul", "×", [["w", []], ["X", [3]]]), "w · X");
  assert.equal(named("mul", "×", [["W", [3]], ["X", [3]]]), "W ⊙ X");
});

test("brackets stand where leaving them out would change the value", () => {
  // 2 − (3 − 1) = 0, 2 − 3 − 1 = −2; (2 − 3) − 1 = 2 − 3 − 1.
  assert.equal(named("sub", "−", [["a", []], ["b − c", []]]), "a − (b − c)");
  assert.equal(named("sub", "−", [["a − b", []], ["c", []]]), "a − b − c");
  assert.equal(named("add", "+", [["a", []], ["b − c", []]]), "a + b − c");
  // 8 / (4 / 2) = 4, 8 / 4 / 2 = 1; 8 / (4 · 2) = 1, 8 / 4 · 2 = 4.
  assert.equal(named("div", "÷", [["a", []], ["b / c", []]]), "a / (b / c)");
  assert.equal(named("div", "÷", [["a", []], ["b · c", []]]), "a / (b · c)");
  assert.equal(named("div", "÷", [["a · b", []], ["c", []]]), "a · b / c");
  assert.equal(named("mul", "×", [["a + b", []], ["f(c − d)", []]]), "(a + b) · f(c − d)");
  assert.equal(named("add", "+", [["a", []], ["−b", []]]), "a + (−b)");
  assert.equal(named("sub", "−", [["relu(z)", []], ["z · y", []]]), "relu(z) − z · y");
});

test("a power shows its exponent, and its base in brackets where it is no name", () => {
  assert.equal(named("pow", "^", [["x", [3]]], { attributes: { exponent: 2 } }), "x²");
  assert.equal(named("pow", "^", [["a − b", []]], { attributes: { exponent: 12 } }), "(a − b)¹²");
  assert.equal(named("pow", "^", [["a b", []]], { attributes: { exponent: 3 } }), "(a b)³");
  assert.equal(named("pow", "^", [["x", []]], { attributes: { exponent: -0.5 } }), "x^−0.5");
});

test("a leaf without a name is called as the program makes it", () => {
  const leaf = { id: "n0", op: "leaf", symbol: "leaf", label: "tensor in line 3", inputs: [] };
  const at = (place) => shortName({ source: SOURCE }, { ...leaf, source: place }, new Map());
  assert.equal(at({ line: 3, column: 10, end_line: 3, end_column: 26 }), "ones(2, 3)");
  assert.equal(at({ line: 2, column: 1, end_line: 3, end_column: 26 }), "tensor in line 3");
  assert.equal(at(null), "tensor in line 3");
});

test("what has a name keeps it", () => {
  assert.equal(named("mul", "×", [["w", []], ["x", []]], { label: "z" }), "z");
  assert.equal(named("log", "log", [["A2", []]], { label: "log(A2)" }), "log(A2)");
});
