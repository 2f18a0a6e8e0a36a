import assert from "node:assert/strict";
import { test } from "node:test";
import "./libraries.mjs";
import { RUN } from "./square-plus-self.mjs";

const { Clock } = await import("../../frontend/state/clock.js");
const { Program } = await import("../../frontend/page/program.js");
const { Store } = await import("../../frontend/state/store.js");

/** What a browser remembers, as long as these tests run. */
globalThis.localStorage = new (class {
  getItem(key) {
    return this[key] ?? null;
  }

  setItem(key, value) {
    this[key] = value;
  }

  removeItem(key) {
    delete this[key];
  }
})();

const PROBLEM = { type: "", title: "", detail: "Too many programs are waiting.", code: "service/busy" };

/**
 * A program whose server gives these answers in turn.
 * @param {(() => Response)[]} answers
 */
function served(...answers) {
  const asked = [];
  globalThis.document = { baseURI: "http://localhost/" };
  globalThis.location = { host: "localhost" };
  globalThis.fetch = async (_, { body }) => {
    asked.push(JSON.parse(body).source);
    return answers.shift()();
  };
  const frames = { request: () => 0, cancel: () => {} };
  const store = new Store({ clock: new Clock({ frames, still: () => true }) });
  return { asked, store, program: new Program(store) };
}

/** @param {number} status */
function busy(status) {
  const headers = { "content-type": "application/problem+json", "retry-after": "3" };
  return () => new Response(JSON.stringify({ ...PROBLEM, status }), { status, headers });
}

const ran = () => new Response(JSON.stringify(RUN));

/** Lets all that waits for promises go on. */
async function settle() {
  for (let turns = 0; turns < 50; turns += 1) await Promise.resolve();
}

for (const status of [429, 503]) {
  test(`a program that meets a busy server (${status}) is tried again when the server says`, async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const { asked, store, program } = served(busy(status), ran);
    await program.open("y = x * x");
    assert.equal(store.busy.value, 3);
    assert.equal(store.program.problem.value, null);
    context.mock.timers.tick(2999);
    assert.equal(asked.length, 1);
    context.mock.timers.tick(1);
    await settle();
    assert.deepEqual(asked, ["y = x * x", "y = x * x"]);
    assert.equal(store.busy.value, null);
    assert.equal(store.run.value.id, RUN.id);
  });
}

test("an edit takes the place of the program that waits to be tried again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, store, program } = served(busy(503), ran, ran);
  await program.open("y = x * x");
  program.edit("y = x * x * x");
  context.mock.timers.tick(250);
  await settle();
  context.mock.timers.tick(10_000);
  await settle();
  assert.deepEqual(asked, ["y = x * x", "y = x * x * x"]);
  assert.equal(store.busy.value, null);
});

test("a run that takes longer than 300 ms says that it is under way", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { store, program } = served(ran);
  let answer;
  globalThis.fetch = () => new Promise((resolve) => (answer = resolve));
  const opening = program.open("y = x * x");
  context.mock.timers.tick(299);
  assert.equal(store.working.value, false);
  context.mock.timers.tick(1);
  assert.equal(store.working.value, true);
  answer(ran());
  await opening;
  assert.equal(store.working.value, false);
});

/** @param {object | null} partial what ran before the mistake */
function mistaken(partial) {
  const problem = { ...PROBLEM, status: 422, code: "program/error", detail: "n is not defined.", line: 3, partial };
  const headers = { "content-type": "application/problem+json" };
  return () => new Response(JSON.stringify(problem), { status: 422, headers });
}

/** The first two steps of the run: x, and s = x * x. */
const [nodes, edges, steps] = [RUN.nodes, RUN.edges, RUN.steps].map((list) => list.slice(0, 2));
const BEFORE = { ...RUN, id: "before", nodes, edges, steps };

/** A program that has run, then was edited to another text, with the reader at step 5 and s selected. */
async function edited(context, ...answers) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const made = served(ran, ...answers);
  await made.program.open(RUN.source);
  made.store.seek(5);
  made.store.select("n1");
  const edit = async (source) => {
    made.program.edit(source);
    context.mock.timers.tick(250);
    await settle();
  };
  return { ...made, edit };
}

test("a mistake shows what ran before it at its last step, in place of the whole run", async (context) => {
  const { store, edit } = await edited(context, mistaken(BEFORE));
  await edit("x = 3.0\ns = x * x\ny = n\n");
  assert.deepEqual([store.run.value.id, store.step.value, store.selected.value], ["before", 1, null]);
  assert.deepEqual([store.partial.value, store.stale.value, store.program.problem.value.line], [true, false, 3]);
});

test("the mistake corrected, readers are where they were, or where they have gone since", async (context) => {
  for (const [goes, step] of [[null, 5], [0, 0]]) {
    const { store, edit } = await edited(context, mistaken(BEFORE), mistaken(BEFORE), ran);
    await edit("x = 3.0\ns = x * x\ny = n\n");
    await edit("x = 3.0\ns = x * x\ny = n1\n");
    if (goes !== null) store.seek(goes);
    await edit(`${RUN.source}\n`);
    assert.deepEqual([store.step.value, store.program.problem.value, store.run.value.id], [step, null, RUN.id]);
    context.mock.timers.reset();
  }
});

test("a text that cannot be read leaves the picture of its own program, marked as older", async (context) => {
  const { store, edit } = await edited(context, mistaken(null));
  await edit(`${RUN.source}y = (`);
  assert.deepEqual([store.run.value.id, store.step.value, store.stale.value], [RUN.id, 5, true]);
});

test("after a mistake on the way, a text that cannot be read brings the last whole picture back", async (context) => {
  const { store, edit } = await edited(context, mistaken(BEFORE), mistaken(null), ran);
  await edit("x = 3.0\ns = x * x\ny = n\n");
  await edit("x = 3.0\ns = x * x\ny = n(\n");
  assert.deepEqual([store.run.value.id, store.step.value, store.stale.value], [RUN.id, 5, true]);
  await edit(`${RUN.source}\n`);
  assert.deepEqual([store.run.value.id, store.step.value, store.program.problem.value], [RUN.id, 5, null]);
});

test("after several mistakes on the way it is still the last whole picture that comes back, once", async (context) => {
  const answers = [mistaken(BEFORE), mistaken(BEFORE), mistaken(null), mistaken(null)];
  const { store, edit } = await edited(context, ...answers);
  for (const end of ["y = n\n", "y = n1\n", "y = n1(\n"]) await edit(`x = 3.0\ns = x * x\n${end}`);
  assert.deepEqual([store.run.value.id, store.step.value, store.stale.value], [RUN.id, 5, true]);
  store.seek(2);
  await edit("x = 3.0\ns = x * x\ny = n1((\n");
  assert.deepEqual([store.run.value.id, store.step.value, store.stale.value], [RUN.id, 2, true]);
});

test("however little of the text is left by typing, the picture stays while it cannot be read", async (context) => {
  const { store, edit } = await edited(context, mistaken(null), mistaken(null), mistaken(null));
  for (const left of ["x = 3.0\ns = x * x\n(", "x = 3.0\n(", "x = ("]) await edit(left);
  assert.deepEqual([store.run.value.id, store.stale.value], [RUN.id, true]);
});

test("a text of another program that cannot be read has no picture", async (context) => {
  const { store, edit } = await edited(context, mistaken(null));
  await edit("alpha = (");
  assert.deepEqual([store.run.value, store.partial.value, store.stale.value], [null, false, false]);
  assert.equal(store.program.problem.value.line, 3);
});

const ranBefore = () => new Response(JSON.stringify(BEFORE));
const MISTAKEN = "x = 3.0\ns = x * x\ny = (s +\n";

test("a text that opens with a line that cannot be read shows the run of the statements before it", async () => {
  const { asked, store, program } = served(mistaken(null), ranBefore);
  await program.open(MISTAKEN);
  await settle();
  assert.deepEqual(asked, [MISTAKEN, "x = 3.0\ns = x * x"]);
  assert.deepEqual([store.run.value.id, store.step.value], ["before", 1]);
  assert.deepEqual([store.partial.value, store.stale.value, store.program.problem.value.line], [true, false, 3]);
});

test("of statements that cannot be read, either, those before them; where another mistake stops them, what ran so far", async () => {
  const at = (line) => () => new Response(JSON.stringify({ ...PROBLEM, status: 422, line, partial: null }),
    { status: 422, headers: { "content-type": "application/problem+json" } });
  const { asked, program } = served(mistaken(null), at(2), ranBefore);
  await program.open(MISTAKEN);
  await settle();
  assert.deepEqual(asked.slice(1), ["x = 3.0\ns = x * x", "x = 3.0"]);
  const { store, program: stopped } = served(mistaken(null), mistaken(BEFORE));
  await stopped.open(MISTAKEN);
  await settle();
  assert.deepEqual([store.run.value.id, store.program.problem.value.line], ["before", 3]);
  // The same place again is not asked for again.
  const { asked: once, store: empty, program: stuck } = served(mistaken(null), at(3), ranBefore);
  await stuck.open(MISTAKEN);
  await settle();
  assert.deepEqual([once.length, empty.run.value], [2, null]);
});

test("the beginning of a text that has been replaced meanwhile is not shown", async () => {
  const { store, program } = served(mistaken(null), ran);
  let answer;
  const fetched = globalThis.fetch;
  globalThis.fetch = async (address, options) =>
    JSON.parse(options.body).source === "x = 3.0\ns = x * x" ? new Promise((resolve) => (answer = resolve)) : fetched(address, options);
  await program.open(MISTAKEN);
  await settle();
  await program.open(RUN.source);
  answer(ranBefore());
  await settle();
  assert.deepEqual([store.run.value.id, store.program.problem.value], [RUN.id, null]);
});

test("a text that another tab has written over unread is kept anew; one that it had read gives way", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { store, program } = served(ran, ran, ran);
  await program.open("a = 1.0\n");
  const written = (source) => {
    program.edit(source);
    return JSON.stringify(store.program.draft.value);
  };
  const first = written("a = 1.0\nb = 2.0\n");
  const second = written("a = 1.0\nb = 2.0\nc = 3.0\n");
  const own = store.program.draft.value;
  const other = (over) => JSON.stringify({ ...own, source: "a = 1.0\nother = 2.0\n", revision: "elsewhere", over });
  const outcome = (before, after) => {
    store.notice.value = null;
    program.keptElsewhere(before, after);
    return [store.program.draft.value.id === own.id, store.notice.value !== null];
  };
  assert.deepEqual(outcome(second, other(own.revision)), [true, false]);
  assert.deepEqual(outcome(second, null), [true, false]);
  assert.deepEqual(outcome(first, other(JSON.parse(first).revision)), [true, false]);
  assert.deepEqual(outcome(second, JSON.stringify({ ...JSON.parse(other(null)), id: "another" })), [true, false]);
  assert.deepEqual(outcome(second, other(JSON.parse(first).revision)), [false, true]);
  const anew = program.drafts.find(store.program.draft.value.id);
  assert.equal(anew.source, "a = 1.0\nb = 2.0\nc = 3.0\n");
});
