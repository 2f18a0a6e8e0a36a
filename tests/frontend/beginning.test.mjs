import assert from "node:assert/strict";
import { test } from "node:test";

import { beginningOf } from "../../frontend/run/beginning.js";

const BEFORE = "x = 1\ny = 2";

test("what stands before a mistake are the statements before its own, which may have begun lines earlier", () => {
  assert.equal(beginningOf(`${BEFORE}\nz = (x +)\nw = 3`, 3), BEFORE);
  assert.equal(beginningOf(`${BEFORE}\nz = f(\n    x,\n    y z,\n)\n`, 5), BEFORE);
  assert.equal(beginningOf(`${BEFORE}\nfor i in range(3):\n    a = i\n\n# more\n    b = = i`, 7), BEFORE);
  assert.equal(beginningOf(`${BEFORE}\nif x:\n    a = 1\nelse\n    a = 2`, 5), BEFORE);
  assert.equal(beginningOf(`${BEFORE}\n@torch.no_grad()\ndef f(\n`, 4), BEFORE);
});

test("a block that begins the text has nothing before it, nor has what is decorated there", () => {
  assert.equal(beginningOf("for i in range(2):\n    x = = 1", 2), "");
  assert.equal(beginningOf("@cached\ndef f(\n", 2), "");
  assert.equal(beginningOf("x = 1\nfor i in range(2):\n    y = = 1", 3), "x = 1");
});

test("before the first statement is nothing, and a line beyond the end is the last", () => {
  assert.equal(beginningOf("x = = 1\ny = 2", 1), "");
  assert.equal(beginningOf("  x = 1\ny = 2", 1), "");
  assert.equal(beginningOf(`${BEFORE}\nz = (`, 9), BEFORE);
});
