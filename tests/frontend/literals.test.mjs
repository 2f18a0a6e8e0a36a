import assert from "node:assert/strict";
import { test } from "node:test";
import { hiddenOf, literalsOf } from "../../frontend/run/literals.js";

/** A leaf made by the text in one line of the source. */
function leaf(source, text, { id = "n0", shape = [], learns = false, line = null, role = "input" } = {}) {
  const lines = source.split("\n");
  const at = line ?? lines.findIndex((one) => one.includes(text)) + 1;
  const before = lines[at - 1].slice(0, lines[at - 1].indexOf(text));
  const column = Array.from(before).length + 1;
  return {
    id, op: "leaf", role, shape, requires_grad: learns, value: { shape, data: 0 },
    source: { line: at, column, end_line: at, end_column: column + Array.from(text).length },
  };
}

test("the literal of a tensor folds whole, that of a scalar around its number", () => {
  const source = "import torch\nW = torch.tensor([[1.0, 2.0]], requires_grad=True)\nx = torch.tensor(-2.5e-1)\n";
  const [W, x] = literalsOf(source, [
    leaf(source, "torch.tensor([[1.0, 2.0]], requires_grad=True)", { id: "n0", shape: [1, 2], learns: true }),
    leaf(source, "torch.tensor(-2.5e-1)", { id: "n1" }),
  ]);
  assert.equal(source.slice(W.from, W.to), "torch.tensor([[1.0, 2.0]], requires_grad=True)");
  assert.deepEqual([W.kept, W.shape, W.learns], [null, "1×2", true]);
  assert.equal(source.slice(x.kept.from, x.kept.to), "-2.5e-1");
  assert.deepEqual([x.shape, x.learns], ["", false]);
});

test("places count characters, of which some are two units long", () => {
  const source = "𝛼 = torch.tensor([1.0, 2.0])";
  const [literal] = literalsOf(source, [leaf(source, "torch.tensor([1.0, 2.0])", { shape: [2] })]);
  assert.equal(source.slice(literal.from, literal.to), "torch.tensor([1.0, 2.0])");
});

test("a literal of several lines folds whole, whatever stands beside it; a scalar of several lines is left as it is", () => {
  const text = "torch.tensor([\n    [1.0, 2.0],  # the first\n    [3.0, 4.0],\n])";
  const source = `import torch\nW = ${text}\nb = 1\ns = torch.tensor(\n    2.0\n)\n`;
  const W = leaf(source, "torch.tensor([", { shape: [2, 2] });
  Object.assign(W.source, { end_line: 5, end_column: 3 });
  const s = leaf(source, "torch.tensor(", { id: "n1", line: 7 });
  Object.assign(s.source, { end_line: 9, end_column: 2 });
  const found = literalsOf(source, [s, W]);
  assert.deepEqual(found.map(({ from, to, kept }) => [source.slice(from, to), kept]), [[text, null]]);
});

test("what is computed, drawn at random or made several times is left as it is", () => {
  const source = "a = torch.randn(2, 3)\nb = torch.tensor(k)\nc = torch.tensor(2.0 * k)\nd = torch.tensor([1.0])";
  const twice = leaf(source, "torch.tensor([1.0])", { shape: [1] });
  assert.deepEqual(literalsOf(source, [
    leaf(source, "torch.randn(2, 3)", { shape: [2, 3] }), leaf(source, "torch.tensor(k)"),
    leaf(source, "torch.tensor(2.0 * k)"), twice, twice,
  ]), []);
});

test("a plain number that is a leaf is its own literal, of which nothing is hidden", () => {
  const source = "x = -2.5\ny = x * x";
  const [x] = literalsOf(source, [leaf(source, "-2.5", { learns: true })]);
  assert.equal(source.slice(x.kept.from, x.kept.to), "-2.5");
  assert.deepEqual([x.from, x.to, hiddenOf(x)], [x.kept.from, x.kept.to, []]);
});
