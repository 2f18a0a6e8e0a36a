import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fitBands } from "../../frontend/layout/bands.js";
import { askedFor, thumbnailOf } from "../../frontend/layout/thumbnail.js";

const LESSONS = JSON.parse(readFileSync(new URL("lesson-graphs.json", import.meta.url), "utf8"));

const arranged = (dots) => {
  const { graph, levels, canvas } = askedFor(dots);
  return thumbnailOf(dots, fitBands(graph, levels, canvas).layout);
};

const dotsOf = ({ nodes, edges }) => nodes.map(([, line, leaf], to) => ({
  role: leaf ? "parameter" : "operation", line, inputs: edges.filter((edge) => edge[1] === to).map(([from]) => from),
}));

test("every lesson has a picture with a dot a node, a wire an edge, nothing outside of it and no two dots in one place", () => {
  for (const lesson of LESSONS) {
    const dots = dotsOf(lesson);
    const { view, wires, dots: placed } = arranged(dots);
    assert.equal(placed.length, lesson.nodes.length, lesson.lesson);
    assert.equal(wires.length, dots.reduce((sum, { inputs }) => sum + inputs.length, 0), lesson.lesson);
    for (const { x, y } of placed) {
      assert.ok(x - 9 >= view.x && x + 9 <= view.x + view.width && y - 9 >= view.y && y + 9 <= view.y + view.height);
    }
    const places = new Set(placed.map(({ x, y }) => `${Math.round(x / 9)} ${Math.round(y / 9)}`));
    assert.equal(places.size, placed.length, lesson.lesson);
  }
});

test("inputs stand left of what is computed of them", () => {
  const { dots } = arranged([
    { role: "parameter", line: 1, inputs: [] }, { role: "parameter", line: 2, inputs: [] },
    { role: "operation", line: 3, inputs: [0, 1] },
  ]);
  assert.ok(dots[0].x < dots[2].x && dots[1].x < dots[2].x);
});
