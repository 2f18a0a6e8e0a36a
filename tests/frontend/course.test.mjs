import assert from "node:assert/strict";
import { test } from "node:test";
import { RUN } from "./square-plus-self.mjs";
import { changed, sameCourse } from "../../frontend/run/course.js";

const copy = () => structuredClone(RUN);

test("other numbers are the same course, another operation, shape or line is another", () => {
  const other = copy();
  other.nodes[0].value.data = 5;
  assert.ok(sameCourse(RUN, other));
  for (const change of [{ op: "sub" }, { shape: [2] }, { label: "q" }, { inputs: ["n0"] }, { line: 7 }]) {
    const another = copy();
    Object.assign(another.nodes[2], change);
    assert.ok(!sameCourse(RUN, another), JSON.stringify(change));
  }
});

test("what changed takes the place of what was, and nothing else moves", () => {
  const value = { ...RUN.nodes[0].value, data: 5 };
  const step = { ...RUN.steps[4], marked: true };
  const after = changed(RUN, { id: "b", printed: "5\n", nodes: [{ id: "n0", value }], steps: [step] }, { source: "s" });
  assert.equal(after.nodes[0].value.data, 5);
  assert.equal(after.nodes[0].gradient, RUN.nodes[0].gradient);
  assert.equal(after.nodes[1], RUN.nodes[1]);
  assert.deepEqual([after.steps[4].marked, after.steps[3]], [true, RUN.steps[3]]);
  assert.deepEqual([after.id, after.printed, after.request.source], ["b", "5\n", "s"]);
  assert.equal(RUN.steps[4].marked, undefined);
  assert.equal(after.edges, RUN.edges);
});
