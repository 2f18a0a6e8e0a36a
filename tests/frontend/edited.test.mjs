import assert from "node:assert/strict";
import { test } from "node:test";
import { editedText } from "../../frontend/run/edited.js";

/** A run of one line a leaf: label = call. */
function runOf(leaves) {
  const source = leaves.map(([label, call]) => `${label} = ${call}\n`).join("");
  const nodes = leaves.map(([label, call, shape], index) => ({
    id: `n${index}`, op: "leaf", role: "parameter", label, shape, requires_grad: true, value: { shape, data: 0 },
    source: { line: index + 1, column: label.length + 4, end_line: index + 1, end_column: label.length + 4 + call.length },
  }));
  return { source, nodes };
}

const RUN = runOf([
  ["x", "torch.tensor(-2.0, requires_grad=True)", []],
  ["n", "torch.tensor(3)", []],
  ["W", "torch.tensor([[1.0, -2e-1], [.5, 4]], dtype=torch.float64)", [2, 2]],
  ["r", "torch.randn(2)", [2]],
  ["k", "torch.tensor([a, 2.0])", [2]],
  ["mask", "torch.tensor([True, False])", [2]],
]);
const line = (text, index) => text.split("\n")[index];

test("a scalar is written over, and a float stays a float", () => {
  assert.equal(line(editedText(RUN, "x", 3), 0), "x = torch.tensor(3.0, requires_grad=True)");
  assert.equal(line(editedText(RUN, "x", -0.125), 0), "x = torch.tensor(-0.125, requires_grad=True)");
  assert.equal(line(editedText(RUN, "n", 7), 1), "n = torch.tensor(7)");
});

test("an entry is found by its axes or by its place, and nothing else of the text moves", () => {
  const expected = "W = torch.tensor([[1.0, 9.0], [.5, 4]], dtype=torch.float64)";
  assert.equal(line(editedText(RUN, "W", 9, [0, 1]), 2), expected);
  assert.equal(line(editedText(RUN, "W", 9, 1), 2), expected);
  assert.equal(line(editedText(RUN, "W", 2.5, [1, 0]), 2), "W = torch.tensor([[1.0, -2e-1], [2.5, 4]], dtype=torch.float64)");
  assert.equal(line(editedText(RUN, "mask", true, 1), 5), "mask = torch.tensor([True, True])");
});

test("what is not written is refused by name, with what can be done", () => {
  assert.throws(() => editedText(RUN, "y", 1), /Nothing here is called y\. What can be changed: x, n, W, r, k, mask\./);
  assert.throws(() => editedText(RUN, "r", 1, 0), /r is not written as a number or a list/);
  assert.throws(() => editedText(RUN, "k", 1, 0), /Not every entry of k is written/);
  assert.throws(() => editedText(RUN, "W", 1, [2, 0]), /W has no entry \[2, 0\]: its shape is \[2, 2\]/);
  assert.throws(() => editedText(RUN, "W", NaN, 0), /NaN cannot be written/);
});
