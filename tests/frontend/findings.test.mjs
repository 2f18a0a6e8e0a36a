import assert from "node:assert/strict";
import { test } from "node:test";
import { THRESHOLDS, USUAL, askedOf, badgeOf, barsOf, byNode, thresholdsIn, thresholdsText } from "../../frontend/run/findings.js";

const finding = (kind, more = {}) => ({ kind, node: "n1", step: 0, sentence: "", entry: 0, count: null, of: null, warning: true, ...more });

test("a badge says how many of how many", () => {
  assert.equal(badgeOf(finding("dead", { count: 2, of: 3 })), "dead 2/3");
  assert.equal(badgeOf(finding("zero", { count: 4, of: 4 })), "∂ = 0");
  assert.equal(badgeOf(finding("unused")), "no edges");
  assert.equal(badgeOf(finding("something new")), "something new");
});

test("what is asked about is the value of a shut gate, the gradient of a parameter, and nothing of what is unused", () => {
  assert.deepEqual(["dead", "nan", "zero", "exploding", "unused"].map((kind) => askedOf(finding(kind))),
    ["value", "value", "gradient", "gradient", null]);
});

test("of a node the warnings come first", () => {
  const found = byNode([finding("unused", { warning: false }), finding("dead"), finding("zero", { node: "n2" })]);
  assert.deepEqual(found.get("n1").map(({ kind }) => kind), ["dead", "unused"]);
  assert.equal(found.get("n2").length, 1);
});

test("thresholds survive the way into an address and back, and the usual ones need none", () => {
  assert.equal(thresholdsText(USUAL), null);
  const changed = { tiny: 1e-7, huge: 50, saturated: 0.02 };
  assert.match(thresholdsText(changed), THRESHOLDS);
  assert.deepEqual(thresholdsIn(thresholdsText(changed)), changed);
  assert.deepEqual(thresholdsIn(null), USUAL);
  for (const text of ["1,2", "a,b,c", "1,2,3,4", "-1,2,3", "1e9999,2,3", "NaN,1,1", ""]) assert.doesNotMatch(text, THRESHOLDS);
});

test("on a log scale a size ten times as large is as much farther, whatever the sizes", () => {
  const { share, from, to } = barsOf([0.001, 0.1, 10, 0], true);
  assert.deepEqual([from, to], [1e-4, 10]);
  assert.ok(Math.abs(share(0.1) - share(0.01) - 0.2) < 1e-12);
  assert.equal(share(10), 1);
  assert.equal(barsOf([2, 4], false).share(1), 0.25);
  assert.equal(barsOf([0, 0], true).share(0), 0);
});
