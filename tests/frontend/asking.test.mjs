import assert from "node:assert/strict";
import { test } from "node:test";
import "./libraries.mjs";

const { Asking } = await import("../../frontend/state/asking.js");

const spot = (node) => ({ node, of: "gradient", entry: 0 });
const [X, Y, Z] = ["n0", "n1", "n2"].map(spot);

test("the way to a number is as long as the numbers that were followed, and pinning begins it anew", () => {
  const asking = new Asking();
  assert.equal(asking.pinned, null);
  asking.pin(Z);
  asking.follow(Y);
  asking.follow(X);
  assert.deepEqual(asking.trail.value, [Z, Y, X]);
  assert.deepEqual(asking.pinned, X);
  asking.pin(Y);
  assert.deepEqual(asking.trail.value, [Y]);
  asking.unpin();
  assert.deepEqual(asking.trail.value, []);
  assert.equal(asking.pinned, null);
});

test("a number that was on the way is gone back to, the first one too", () => {
  const asking = new Asking();
  asking.pin(Z);
  asking.follow(Y);
  asking.follow(X);
  asking.follow({ ...Y });
  assert.deepEqual(asking.trail.value, [Z, Y]);
  asking.follow({ ...Z });
  assert.deepEqual(asking.trail.value, [Z]);
});

test("what is pointed at is lit before what is pinned, and no longer once one goes on", () => {
  const asking = new Asking();
  asking.pin(Z);
  assert.deepEqual(asking.lit, Z);
  asking.pointed.value = X;
  assert.deepEqual(asking.lit, X);
  asking.follow(Y);
  assert.equal(asking.pointed.value, null);
  assert.deepEqual(asking.lit, Y);
});

test("nobody can be asked before there is a source; then it is the one who is asked, and asked again", () => {
  const asking = new Asking();
  assert.deepEqual(asking.of(X), { state: "coming" });
  asking.retry();
  const asked = [];
  const found = { state: "here", what: null };
  asking.source.value = { of: (one) => (asked.push(one), found), retry: () => asked.push("again") };
  assert.equal(asking.of(X), found);
  asking.retry();
  assert.deepEqual(asked, [X, "again"]);
});
