import assert from "node:assert/strict";
import { test } from "node:test";
import "./libraries.mjs";

const { Comparing } = await import("../../frontend/state/comparing.js");
const { ProgramState } = await import("../../frontend/state/program-state.js");

const LESSON = { id: "07_fan_out", source: "a = 1.0\nb = 2.0\nc = a + b\n" };

function programOf(source, lesson) {
  const program = new ProgramState();
  program.source.value = source;
  program.lesson.value = lesson;
  return program;
}

test("a lesson as it was written is pinned by its name alone, a changed one with its text", () => {
  const comparing = new Comparing();
  assert.equal(comparing.text.value, null);
  comparing.pin(programOf(LESSON.source, LESSON));
  assert.equal(comparing.pinned.value.source, null);
  assert.equal(comparing.text.value, "07_fan_out");
  const changed = LESSON.source.replace("2.0", "3.0");
  comparing.pin(programOf(changed, LESSON));
  assert.deepEqual(JSON.parse(comparing.text.value), { lesson: "07_fan_out", source: changed });
  comparing.unpin();
  assert.equal(comparing.pinned.value, null);
  assert.equal(comparing.text.value, null);
});

test("a program that is no lesson, or has nothing of it left, is pinned as its text, without a name", () => {
  const comparing = new Comparing();
  comparing.pin(programOf("x = 4.0\n", null));
  assert.equal(comparing.pinned.value.lesson, null);
  assert.deepEqual(JSON.parse(comparing.text.value), { source: "x = 4.0\n" });
  const another = "import torch\nwhole = torch.ones(3)\nother = whole.exp().sum()\nother.backward()\n";
  const program = programOf(another, LESSON);
  assert.equal(program.standing.value, "other");
  comparing.pin(program);
  assert.deepEqual(JSON.parse(comparing.text.value), { source: another });
});
