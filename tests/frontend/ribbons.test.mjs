import assert from "node:assert/strict";
import { test } from "node:test";

import { beside, ribbonsOf } from "../../frontend/run/ribbons.js";

/** e = (a + b)(b + 1) at a = 2, b = 1: 3 by way of d, and 2 by way of c. */
const path = (edges, brought) => ({ edges, arrived: edges.map(() => Math.abs(brought)), brought: { data: brought } });
const EDGES = new Map(["e1", "e2", "e3", "e4"].map((id) => [id, id]));

test("a ribbon is as wide as its share of all that the paths bring", () => {
  const ribbons = ribbonsOf([path(["e4", "e2"], 3), path(["e3", "e1"], 2)], EDGES);
  assert.equal(ribbons.length, 4);
  const width = (edge) => ribbons.find((ribbon) => ribbon.edge === edge).width;
  assert.ok(Math.abs(width("e4") / width("e3") - 3 / 2) < 1e-12);
  assert.equal(width("e4") + width("e3"), 22);
});

test("paths that share a wire lie beside one another, and what is below 0 says so", () => {
  const ribbons = ribbonsOf([path(["e1"], 1), path(["e1"], -3)], EDGES);
  const [one, other] = ribbons;
  assert.ok(Math.abs(other.offset - one.offset - (one.width + other.width) / 2) < 1e-12);
  assert.deepEqual(ribbons.map(({ negative }) => negative), [false, true]);
  // Inside a closed group there is no wire.
  assert.deepEqual(ribbonsOf([path(["e9"], 1)], EDGES), []);
});

test("a line moved aside keeps its directions", () => {
  const points = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 20 }, { x: 30, y: 20 }];
  assert.deepEqual(beside(points, 2), [{ x: 0, y: 2 }, { x: 8, y: 2 }, { x: 8, y: 22 }, { x: 30, y: 22 }]);
});
