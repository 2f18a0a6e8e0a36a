import assert from "node:assert/strict";
import { test } from "node:test";

import { keptLayouts, lessonLayouts, otherLayouts } from "./lesson-layouts.mjs";

test("every lesson is laid out as it was looked at, on a laptop and on a phone", () => {
  const now = lessonLayouts();
  for (const [lesson, layouts] of Object.entries(keptLayouts().lessons))
    assert.deepEqual(now[lesson], layouts, `${lesson}: look at it, then run node tests/frontend/lesson-layouts.mjs`);
});

test("other graphs, small and large, whole and grown by three statements, are laid out as before", () => {
  assert.deepEqual(otherLayouts(), keptLayouts().others, "compare crossings and bends, then run node tests/frontend/lesson-layouts.mjs");
});
