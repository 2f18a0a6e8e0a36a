import assert from "node:assert/strict";
import { test } from "node:test";
import "./libraries.mjs";

const { PAGE, Unreachable } = await import("../../frontend/service/api.js");
const { Steps } = await import("../../frontend/service/steps.js");

const LENGTH = 20 * PAGE + 5;
const step = (index) => ({ index, pass: 0, phase: "forward", kind: "leaf", node: `n${index}` });
const all = Array.from({ length: LENGTH }, (_, index) => step(index));
const RUN = { id: "long", steps: all.slice(0, PAGE), outline: all };

/** Answers each question when it is told to. */
function service() {
  const asked = [];
  const fetchSteps = (_, from, to) => new Promise((resolve, reject) => {
    asked.push({ from, to, answer: () => resolve(all.slice(from, to)), fail: reject });
  });
  return { asked, fetchSteps };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("the first steps are there at once, the others after a page has come", async () => {
  const { asked, fetchSteps } = service();
  const steps = new Steps(RUN, fetchSteps);
  steps.visit(3);
  await settled();
  assert.equal(steps.of(3).index, 3);
  assert.deepEqual([asked.length, steps.coming.value], [0, false]);
  steps.visit(10 * PAGE + 7);
  assert.deepEqual([steps.of(10 * PAGE + 7), steps.has(10 * PAGE + 7), steps.has(3)], [null, false, true]);
  await settled();
  assert.equal(steps.coming.value, true);
  assert.deepEqual(asked.map(({ from, to }) => [from, to]), [[10 * PAGE, 11 * PAGE], [9 * PAGE, 10 * PAGE]]);
  asked.forEach(({ answer }) => answer());
  await settled();
  assert.equal(steps.of(10 * PAGE + 7).index, 10 * PAGE + 7);
  assert.equal(steps.of(10 * PAGE - 1).index, 10 * PAGE - 1);
  assert.deepEqual([steps.has(10 * PAGE + 7), steps.coming.value], [true, false]);
});

test("the last page ends where the run does", async () => {
  const { asked, fetchSteps } = service();
  new Steps(RUN, fetchSteps).visit(LENGTH - 1);
  await settled();
  assert.deepEqual([asked[0].from, asked[0].to], [20 * PAGE, LENGTH]);
});

test("dragged over the whole run, only the pages at both ends of the way are asked for", async () => {
  const { asked, fetchSteps } = service();
  const steps = new Steps(RUN, fetchSteps);
  for (let index = PAGE; index < 15 * PAGE; index += PAGE / 2) {
    steps.visit(index);
    await settled();
  }
  assert.equal(asked.length, 2);
  for (let number = 0; number < asked.length; number++) {
    asked[number].answer();
    await settled();
  }
  assert.deepEqual(asked.slice(2).map(({ from }) => from), [14 * PAGE, 15 * PAGE]);
});

test("of all pages visited the last eight are kept, and those that the step at hand shows", async () => {
  const { asked, fetchSteps } = service();
  const steps = new Steps(RUN, fetchSteps);
  const come = async () => {
    for (let number = 0; number < asked.length; number++) {
      asked[number].answer();
      await settled();
    }
  };
  for (let number = 1; number <= 20; number++) {
    steps.visit(number * PAGE);
    await settled();
    await come();
  }
  assert.equal(steps.pages.found.size, 8);
  assert.equal(steps.of(13 * PAGE).index, 13 * PAGE);
  for (let number = 1; number <= 20; number++) steps.of(number * PAGE);
  await settled();
  await come();
  assert.equal(steps.pages.found.size, 20);
});

test("without an answer it says why", async () => {
  const { asked, fetchSteps } = service();
  const steps = new Steps(RUN, fetchSteps);
  steps.visit(PAGE);
  await settled();
  asked[0].fail(new Unreachable("No answer."));
  await settled();
  assert.deepEqual([steps.trouble.value, steps.coming.value], ["No answer.", true]);
});
