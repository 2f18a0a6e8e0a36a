import assert from "node:assert/strict";
import { test } from "node:test";
import { callsAt, nodeNamed, spokenOf } from "../../frontend/run/spoken.js";
import { Timeline } from "../../frontend/run/timeline.js";
import { RUN } from "./square-plus-self.mjs";

const timeline = new Timeline(RUN);
const calls = callsAt(timeline, timeline.outline[timeline.length - 1]);
const [x, s, y] = RUN.nodes.map(({ id }) => id);

test("a name speaks of its node, ∂y/∂x of x, ∂s/∂x of both, ∂y/∂y of y, and a sum of nothing", () => {
  assert.deepEqual(spokenOf("s", calls, y), [s]);
  assert.deepEqual(spokenOf("∂y∂x", calls, y), [x]);
  // KaTeX writes what stands below first.
  assert.deepEqual(spokenOf("∂x\u200b∂y\u200b", calls, y), [x]);
  assert.deepEqual(spokenOf("∂x∂s", calls, y), [x, s]);
  assert.deepEqual(spokenOf("∂y∂y", calls, y), [y]);
  assert.deepEqual(spokenOf("s+x", calls, y), []);
  assert.deepEqual(spokenOf("2∂x∂s", calls, y), []);
});

test("a name in the program stands for the last version up to its line", () => {
  const node = (id, line) => ({ id, names: ["w"], source: { line } });
  const nodes = [node("n1", 2), node("n5", 6)];
  assert.equal(nodeNamed(nodes, "w", 4), "n1");
  assert.equal(nodeNamed(nodes, "w", 6), "n5");
  assert.equal(nodeNamed(nodes, "w", 1), "n1");
  assert.equal(nodeNamed(nodes, "torch", 4), null);
});
