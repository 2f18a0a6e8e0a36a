import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused, askAgain } from "../../frontend/service/api.js";

const UNKNOWN = { type: "", title: "", status: 404, code: "run/unknown", detail: "" };

/**
 * So many servers that are asked in strict turn, each with its own memory of runs.
 * @param {number} count
 */
function servers(count) {
  const made = new Set();
  let turn = 0;
  const next = () => (turn += 1) % count;
  globalThis.fetch = async () => {
    made.add(next());
    return new Response("{}");
  };
  return async () => {
    const asked = next();
    if (made.has(asked)) return asked;
    throw new Refused(UNKNOWN);
  };
}

for (const count of [1, 2, 3, 4]) {
  test(`a run that another of ${count} servers made is made again and found`, async () => {
    assert.equal(typeof await askAgain("x = 1.0", servers(count)), "number");
  });
}

test("a run that is forgotten by all is asked for a bounded number of times", async () => {
  let asked = 0;
  globalThis.fetch = async () => new Response("{}");
  const ask = async () => {
    asked += 1;
    throw new Refused(UNKNOWN);
  };
  await assert.rejects(askAgain("x = 1.0", ask), Refused);
  assert.equal(asked, 5);
});
