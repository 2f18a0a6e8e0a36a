/** One entry and the entries that it comes from and goes to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { entryName, indexOf, lightsOf, spotFrom, spotText, SPOT, waysOf } from "../../frontend/run/spots.js";

const NODES = new Map([["n0", "not_required"], ["n1", "computed"], ["n2", "computed"], ["n3", "computed"]]
  .map(([id, gradient_state]) => [id, { id, gradient_state }]));

/** y[0, 1] of y = x @ w, x without a gradient. */
const FOUND = {
  entry: 1, index: [0, 1], name: "y[0, 1]", formula: null, arrivals: [],
  comes: [
    { edge: "e0", node: "n0", count: 2, places: [0, 1], slopes: [5, 0] },
    { edge: "e1", node: "n1", count: 2, places: [1, 3], slopes: [1, 2] },
  ],
  goes: [{ edge: "e2", node: "n3", count: 1, places: [1], slopes: [1] }],
};

test("a place in row-major order is an index along each axis, counted from 0", () => {
  assert.deepEqual(indexOf(7, [2, 2, 3]), [1, 0, 1]);
  assert.equal(entryName({ label: "W", shape: [2, 3] }, 5), "W[1, 2]");
  assert.equal(entryName({ label: "A0 W1ᵀ", shape: [2] }, 1), "(A0 W1ᵀ)[1]");
  assert.equal(entryName({ label: "loss", shape: [] }, 0), "loss");
});

test("a value comes from its operation's inputs, and what passes with the factor 0 is told apart", () => {
  const lights = lightsOf({ node: "n2", of: "value", entry: 1 }, FOUND, NODES);
  assert.deepEqual([...lights.get("n0 value")], [[0, "from"], [1, "from still"]]);
  assert.deepEqual([...lights.get("n1 value")], [[1, "from"], [3, "from"]]);
  assert.deepEqual([...lights.get("n2 value")], [[1, "asked"]]);
  assert.deepEqual([...lights.get("n3 value")], [[1, "to"]]);
});

test("a gradient comes from where the value goes, and passes no node without one", () => {
  const { from, to } = waysOf("gradient", FOUND, NODES);
  assert.deepEqual([from, to].map((ways) => ways.map(({ node }) => node)), [["n3"], ["n1"]]);
});

test("an entry that is used twice is lit by the use that something passes", () => {
  const twice = [[0, "e0"], [3, "e1"]].map(([slope, edge]) => ({ edge, node: "n1", count: 1, places: [0], slopes: [slope] }));
  const lights = lightsOf({ node: "n2", of: "value", entry: 0 }, { ...FOUND, comes: twice, goes: [] }, NODES);
  assert.deepEqual([...lights.get("n1 value")], [[0, "from"]]);
});

test("a pinned entry goes into the address and comes back", () => {
  const spot = { node: "n7", of: "gradient", entry: 5 };
  assert.match(spotText(spot), SPOT);
  assert.deepEqual(spotFrom(spotText(spot)), spot);
});
