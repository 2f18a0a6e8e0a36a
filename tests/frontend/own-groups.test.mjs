import assert from "node:assert/strict";
import { test } from "node:test";

import { FOLDS, foldable, foldsIn, foldsText } from "../../frontend/run/own-groups.js";

/** e = (a + b)(b + 1): c = a + b, d = b + 1. */
const node = (id, label, inputs) => ({ id, label, inputs });
const RUN = { targets: ["n5"], nodes: [
  node("n0", "a", []), node("n1", "b", []), node("n2", "c", ["n0", "n1"]), node("n3", "1", []), node("n4", "d", ["n1", "n3"]),
  node("n5", "e", ["n2", "n4"]), node("n6", "f", ["n5"]), node("n7", "g", ["n6", "n4"]),
] };

test("several operations with one result can be one", () => {
  assert.equal(foldable({ ...RUN, nodes: RUN.nodes.slice(0, 6) }, ["n2", "n4", "n5"]).output.label, "e");
});

test("what cannot be one says why", () => {
  assert.match(foldable(RUN, ["n2"]).why, /one more/);
  assert.match(foldable(RUN, ["n0", "n2"]).why, /Leaves/);
  assert.match(foldable(RUN, ["n2", "n4"]).why, /c, d do/);
  assert.match(foldable(RUN, ["n2", "n6"]).why, /e lies between/);
  // d is read by g, outside of them.
  assert.match(foldable(RUN, ["n2", "n4", "n5"]).why, /d, e do/);
});

test("folds survive the way into an address and back", () => {
  const folds = [["n2", "n5"], ["n6", "n7"]];
  assert.match(foldsText(folds), FOLDS);
  assert.deepEqual(foldsIn(foldsText(folds)), folds);
  assert.equal(foldsText(foldsIn(null)), null);
});
