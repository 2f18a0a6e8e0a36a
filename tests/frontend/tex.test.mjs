import assert from "node:assert/strict";
import { test } from "node:test";

import { ParseError, parse } from "../../frontend/standalone/tex.js";

/** Each element as its name, and what is in it. */
const shape = (node) => (typeof node === "string" ? node : [node.tag, ...node.children.map(shape)]);
const shapes = (tex) => parse(tex).map((piece) => piece.map(shape));

test("a fraction has what stands above and below", () => {
  assert.deepEqual(shapes(String.raw`\frac{\partial L}{\partial x}`), [
    [["mfrac", ["mrow", ["mi", "∂"], ["mi", "L"]], ["mrow", ["mi", "∂"], ["mi", "x"]]]],
  ]);
});

test("a line may end after a sign between two terms, and not after one before a number", () => {
  const pieces = shapes(String.raw`y = -a + \left(-2\right)`);
  assert.deepEqual(pieces, [
    [["mi", "y"], ["mo", "="]],
    [["mo", "−"], ["mi", "a"], ["mo", "+"]],
    [["mrow", ["mo", "("], ["mo", "−"], ["mn", "2"], ["mo", ")"]]],
  ]);
});

test("text stands as it was written, with every sign that TeX would read", () => {
  assert.deepEqual(shapes(String.raw`\text{a\_b\{\textbackslash{}c\}}`), [[["mtext", "a_b{\\c}"]]]);
});

test("what the engine does not write is refused", () => {
  const unknown = [String.raw`\href{x}{y}`, String.raw`\text{\x}`, String.raw`\left(a`, String.raw`\frac{a}`];
  for (const tex of [...unknown, "{a", "a}"]) {
    assert.throws(() => parse(tex), ParseError, tex);
  }
});

test("dots that stand for what is left out are set", () => {
  assert.match(JSON.stringify(parse("A + \\ldots")), /…/);
});
