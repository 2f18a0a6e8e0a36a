import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts } from "../../frontend/page/drafts.js";

/** What a browser remembers, as long as a test runs. `full`: it takes nothing more. */
function remembering() {
  const memory = {
    full: false,
    getItem: (key) => memory[key] ?? null,
    setItem(key, value) {
      if (memory.full) throw new DOMException("full", "QuotaExceededError");
      memory[key] = value;
    },
    removeItem: (key) => delete memory[key],
  };
  globalThis.localStorage = memory;
  return memory;
}

const TEXT = { lesson: null, name: null, source: "a = 1.0\n", files: null };
const LESSON = { id: "05_add_mul", source: "x = 1.0\ny = x * x\n" };

test("drafts are told from the one changed last, and what is no draft is left out", (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1000 });
  const memory = remembering();
  const drafts = new Drafts();
  for (const [source, now] of [["first", 2000], ["third", 4000], ["second", 3000]]) {
    context.mock.timers.setTime(now);
    drafts.keep({ ...TEXT, source }, null);
  }
  memory["gradwalk.draft.torn"] = "{";
  memory["gradwalk.draft.other"] = "{}";
  assert.deepEqual(drafts.all().map(({ source }) => source), ["third", "second", "first"]);
  assert.deepEqual([drafts.find("nobody"), drafts.find("torn"), drafts.find(null)], [null, null, null]);
});

test("a lesson opens with the last version that the reader has not gone back from", (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1000 });
  remembering();
  const drafts = new Drafts();
  const version = (line, now, more = {}) => {
    context.mock.timers.setTime(now);
    return drafts.keep({ ...TEXT, lesson: LESSON.id, source: `${LESSON.source}${line}\n`, ...more }, null).draft.id;
  };
  version("z = 1", 2000);
  const latest = version("z = 2", 4000);
  version("z = 3", 3000);
  version("z = 4", 5000, { aside: true });
  assert.equal(drafts.ofLesson(LESSON).id, latest);
  assert.equal(drafts.ofLesson({ ...LESSON, id: "another" }), null);
});

test("what the browser did not take is not what it holds: the next text that fits goes over the one before", () => {
  const memory = remembering();
  const drafts = new Drafts();
  const { draft: first, kept } = drafts.keep(TEXT, null);
  memory.full = true;
  const refused = drafts.keep({ ...TEXT, source: "a = 2.0\n" }, first);
  memory.full = false;
  const after = drafts.keep({ ...TEXT, source: "a = 3.0\n" }, refused.draft);
  assert.deepEqual([kept, refused.kept, after.kept, after.parted], [true, false, true, false]);
  assert.equal(refused.draft.revision, first.revision);
  assert.deepEqual(drafts.all().map(({ id, source }) => [id, source]), [[first.id, "a = 3.0\n"]]);
});
