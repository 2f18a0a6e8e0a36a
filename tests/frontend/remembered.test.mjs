import assert from "node:assert/strict";
import { test } from "node:test";

import { recallObject } from "../../frontend/page/memory.js";

test("what another hand has left in the browser's memory does not stop the page", () => {
  for (const [kept, found] of [[null, {}], ["{broken", {}], ["5", {}], ["null", {}], ['{"program":false}', { program: false }]]) {
    globalThis.localStorage = { getItem: () => kept };
    assert.deepEqual(recallObject("panels"), found);
  }
});
