import assert from "node:assert/strict";
import { test } from "node:test";
import "./libraries.mjs";
import { RUN } from "./square-plus-self.mjs";

const { Busy, Refused, Unreachable } = await import("../../frontend/service/api.js");
const { Clock } = await import("../../frontend/state/clock.js");
const { Explanations } = await import("../../frontend/service/explanations.js");
const { Fetched } = await import("../../frontend/service/fetched.js");
const { LocalJacobians } = await import("../../frontend/service/local-jacobians.js");
const { Store } = await import("../../frontend/state/store.js");

const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const problem = (status, code = "") => ({ type: "about:blank", title: "", status, code, detail: `Refused with ${status}.` });

/** Answers as it is told to: a list of values and errors, one for each question. */
function service(...answers) {
  const asked = [];
  const fetch = async (key) => {
    asked.push(key);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, fetch };
}

test("what is looked at twice is fetched once", async () => {
  const { asked, fetch } = service("seven");
  const pieces = new Fetched(fetch);
  assert.equal(pieces.of("a").state, "coming");
  assert.equal(pieces.of("a").state, "coming");
  await settled();
  assert.deepEqual(pieces.of("a"), { state: "here", value: "seven" });
  assert.deepEqual([asked, pieces.arrivals.value, pieces.coming.value], [["a"], 1, false]);
});

test("without an answer it says why, tries again after one second, two and four, and then has it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const gone = new Unreachable("No answer.");
  const { asked, fetch } = service(gone, gone, gone, "seven");
  const pieces = new Fetched(fetch);
  pieces.of("a");
  await settled();
  assert.deepEqual([pieces.of("a").words, pieces.trouble.value, pieces.coming.value], ["No answer.", "No answer.", true]);
  for (const [pause, times] of [[999, 1], [1, 2], [1999, 2], [1, 3], [3999, 3], [1, 4]]) {
    t.mock.timers.tick(pause);
    await settled();
    pieces.of("a");
    await settled();
    assert.equal(asked.length, times);
  }
  assert.deepEqual([pieces.of("a").value, pieces.trouble.value, pieces.coming.value], ["seven", null, false]);
});

test("a busy server is asked again when it said, another refusal only when the reader says", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, fetch } = service(new Busy(problem(429), 5), new Refused(problem(422)), "seven");
  const pieces = new Fetched(fetch);
  const look = async () => {
    await settled();
    pieces.of("a");
    await settled();
  };
  await look();
  t.mock.timers.tick(4999);
  await look();
  assert.equal(asked.length, 1);
  t.mock.timers.tick(1);
  await look();
  assert.deepEqual([asked.length, pieces.of("a").words, pieces.coming.value], [2, "Refused with 422.", false]);
  t.mock.timers.tick(100_000);
  await look();
  assert.equal(asked.length, 2);
  pieces.retry();
  await look();
  assert.equal(pieces.of("a").value, "seven");
});

test("of more than it may keep, what was looked at longest ago goes", async () => {
  const { asked, fetch } = service("aaa", "bbb", "ccc", "bbb");
  const pieces = new Fetched(fetch, { most: 6, weigh: (text) => text.length });
  for (const key of ["a", "b", "a", "c"]) {
    pieces.of(key);
    await settled();
  }
  assert.deepEqual([...pieces.found.keys()], ["a", "c"]);
  pieces.of("b");
  await settled();
  assert.deepEqual(asked, ["a", "b", "c", "b"]);
});

test("once nobody reads the run any more nothing is asked and nothing is told", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, fetch } = service(new Unreachable("No answer."));
  const pieces = new Fetched(fetch);
  pieces.of("a");
  await settled();
  pieces.stop();
  t.mock.timers.tick(100_000);
  pieces.of("b");
  await settled();
  assert.deepEqual(asked, ["a"]);
});

/** The page's requests, by the end of their address. */
function mockServer(t, answer) {
  const asked = [];
  t.mock.method(globalThis, "fetch", async (address) => {
    const path = String(address).split("api/v1/")[1];
    asked.push(path);
    return Response.json(answer(path));
  });
  globalThis.location ??= { host: "test" };
  globalThis.document ??= { baseURI: "http://test/" };
  return asked;
}

function makeStore() {
  return new Store({ clock: new Clock({ frames: { request: () => 0, cancel: () => {} }, still: () => true }) });
}

test("the local Jacobians of the run before are not shown for the next", async (t) => {
  const asked = mockServer(t, (path) => ({ structure: "dense", of: path.split("/")[1] }));
  const store = makeStore();
  const jacobians = new LocalJacobians(store);
  const seen = async () => {
    jacobians.of("n1", 0);
    await settled();
    return jacobians.of("n1", 0).value?.of;
  };
  store.show({ ...RUN, id: "first" }, "opening");
  assert.equal(await seen(), "first");
  store.show({ ...RUN, id: "second" }, "opening");
  assert.equal(jacobians.of("n1", 0).state, "coming");
  assert.equal(await seen(), "second");
  assert.equal(asked.length, 2);
});

/** A run of 1,000 steps with an explanation for each. */
function long(id) {
  const steps = Array.from({ length: 1000 }, (_, index) => ({ ...RUN.steps[0], index }));
  return { ...RUN, id, steps };
}

test("the window of explanations at the step is fetched, and ahead of the reader the next on the nearer side", async (t) => {
  const asked = mockServer(t, (path) => {
    const [from, to] = path.match(/\d+/g).slice(-2).map(Number);
    return { explanations: Array.from({ length: to - from }, (_, index) => ({ index: from + index, title: `step ${from + index}` })) };
  });
  const store = makeStore();
  const explanations = new Explanations(store);
  store.show(long("long"), 0);
  await settled();
  const windows = () => asked.map((path) => path.split("?")[1]);
  assert.deepEqual(windows(), ["from=0&to=100"]);
  store.seek(149);
  await settled();
  assert.deepEqual(windows(), ["from=0&to=100", "from=100&to=200"]);
  store.seek(150);
  await settled();
  assert.deepEqual(windows().slice(2), ["from=200&to=300"]);
  assert.equal(explanations.of(199).title, "step 199");
  store.seek(999);
  await settled();
  assert.deepEqual(windows().slice(3), ["from=900&to=1000"]);
  store.show(long("other"), 0);
  assert.equal(explanations.of(0), null);
});
