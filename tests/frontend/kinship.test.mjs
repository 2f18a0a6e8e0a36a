import assert from "node:assert/strict";
import { test } from "node:test";

const { descends, replaces, standingOf, statements, withoutNumbersIn } = await import("../../frontend/run/kinship.js");

const SQUARE = `import torch

x = torch.tensor(3.0, requires_grad=True)  # the value to nudge
f = x ** 2
f.backward()
`;
const lesson = { source: SQUARE };
const standing = (source) => standingOf(lesson, source);

test("comments, blank lines, spaces, prints and imports compute nothing", () => {
  assert.deepEqual(statements(`import math\n\nx  =  3 # three\nprint(x)\nif x :\n    y = "#no"\n`),
    ["x=3", "if x:", '    y="#no"']);
  assert.equal(standing(SQUARE.replace("f = x ** 2", "f = x**2  # squared\n\nprint(f)")), "same");
});

test("a statement goes on inside brackets and behind a backslash", () => {
  assert.deepEqual(statements("W = [[1, 2],  # a row\n     [3, 4]]\ny = 1 + \\\n  2\n"), ["W=[[1,2],[3,4]]", "y=1+2"]);
});

test("other numbers to start from leave the words true, and not the numbers in them", () => {
  assert.equal(standing(SQUARE.replace("3.0", "-4.5e1")), "numbers");
  assert.equal(standing(`${SQUARE}g = f + 1\n`), "numbers");
});

test("another exponent, another operation or another shape is not what the lesson speaks of", () => {
  assert.equal(standing(SQUARE.replace("** 2", "** 3")), "edited");
  assert.equal(standing(SQUARE.replace("3.0", "[3.0, 1.0]")), "edited");
});

test("a text with less than half of its statements left is another program", () => {
  assert.equal(standing("import torch\n\nw = torch.tensor(1.0)\nz = torch.sin(w)\n"), "other");
  assert.equal(standing(""), "other");
});

test("one text descends from another when at least half of that one is left", () => {
  assert.ok(descends("a = 1\nb = a * 2\nc = (b", "a = 1\nb = a * 2\nc = (b)"));
  assert.ok(!descends("a = 1\nb = a * 2\nc = b", "q = 4\nr = q - 1"));
});

test("a bracket or quote that has only been opened takes no later line with it", () => {
  const lines = ["a = 1", "b = a * 2", "c = b - a", "d = c * c"];
  for (const opened of ["a = (1", "a = [1, (2)", "a = '''1", "a = max(1]"]) {
    assert.equal(statements([opened, ...lines.slice(1)].join("\n")).length, 4, opened);
    assert.ok(descends(lines.join("\n"), [opened, ...lines.slice(1)].join("\n")), opened);
  }
  assert.deepEqual(statements("a = (1 +\n  2)\nb = a"), ["a=(1+2)", "b=a"]);
});

test("pasting over all of a text replaces it, typing never does", () => {
  const other = "w = 2.0\nz = w * w * w\n";
  assert.ok(replaces(SQUARE, other));
  assert.ok(!replaces(SQUARE, SQUARE.replace("x ** 2", "x ** 3")));
  assert.ok(!replaces("y = 1", "y = 12"));
});

test("sentences that hold whatever the numbers are name none", () => {
  assert.equal(withoutNumbersIn("A gradient is a slope. At x = 3 it is 6. W1 is a matrix."),
    "A gradient is a slope. W1 is a matrix.");
  assert.equal(withoutNumbersIn("Three inputs, three outputs: 6 numbers."), "Three inputs, three outputs.");
});
