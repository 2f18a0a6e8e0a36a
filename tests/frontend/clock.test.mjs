import assert from "node:assert/strict";
import { test } from "node:test";
import "./libraries.mjs";

const { Clock, SPEEDS } = await import("../../frontend/state/clock.js");

/** Frames by hand: `pass(ms)` lets time go by in frames of 10 ms. The page has been open for 5 seconds. */
function makeClock({ still = false } = {}) {
  let now = 5000;
  /** @type {Map<number, (now: number) => void>} */
  const waiting = new Map();
  let handles = 0;
  const frames = {
    request: (tick) => (waiting.set((handles += 1), tick), handles),
    cancel: (handle) => waiting.delete(handle),
  };
  const clock = new Clock({ frames, still: () => still });
  clock.end = 5;
  const pass = (milliseconds) => {
    for (const end = now + milliseconds; now < end; now += 10) {
      const ticks = [...waiting.values()];
      waiting.clear();
      for (const tick of ticks) tick(now);
    }
  };
  return { clock, pass, waiting };
}

const next = (step) => step + 1;

test("a position between two steps is the later one on its way", () => {
  const { clock } = makeClock();
  clock.seek(2.25);
  assert.deepEqual([clock.step.value, clock.progress.value], [3, 0.25]);
  clock.seek(3);
  assert.deepEqual([clock.step.value, clock.progress.value], [3, 1]);
});

test("a position outside the run is its nearest end", () => {
  const { clock } = makeClock();
  clock.seek(99);
  assert.equal(clock.step.value, 5);
  clock.seek(-3);
  assert.equal(clock.step.value, 0);
  clock.seek(5);
  clock.end = 2;
  assert.equal(clock.step.value, 2);
});

test("before there is a run there is no step to go to", () => {
  const clock = new Clock({ frames: { request: () => 0, cancel: () => {} } });
  clock.seek(3);
  assert.equal(clock.position.value, 0);
});

test("the speeds go from a quarter to four times, each twice the one before", () => {
  assert.deepEqual(SPEEDS, [-2, -1, 0, 1, 2].map((power) => 2 ** power));
});

test("a glide names its step at once, moves, and stands still at the end", () => {
  const { clock, pass, waiting } = makeClock();
  clock.glide(1);
  assert.equal(clock.step.value, 1);
  assert.ok(clock.progress.value < 0.01);
  pass(550);
  assert.ok(clock.progress.value > 0.3 && clock.progress.value < 0.7);
  pass(2000);
  assert.deepEqual([clock.position.value, waiting.size], [1, 0]);
});

test("a second press completes the step on its way and goes on", () => {
  const { clock } = makeClock();
  clock.glide(1);
  clock.glide(2);
  assert.equal(clock.step.value, 2);
});

test("playing visits every step and stops at the last", () => {
  const { clock, pass } = makeClock();
  const seen = [];
  clock.play(next);
  assert.equal(clock.playing.value, true);
  while (clock.playing.value) {
    pass(10);
    if (seen.at(-1) !== clock.step.value) seen.push(clock.step.value);
  }
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
  assert.equal(clock.position.value, 5);
});

test("playing holds at the last step before one that is not here, and goes on when it comes", () => {
  const { clock, pass } = makeClock();
  let here = 2;
  clock.play(next, { isHere: (step) => step <= here });
  pass(20_000);
  assert.deepEqual([clock.position.value, clock.held.value, clock.playing.value], [2, true, true]);
  here = 5;
  pass(20);
  assert.deepEqual([clock.step.value, clock.held.value], [3, false]);
  pass(20_000);
  assert.deepEqual([clock.position.value, clock.playing.value], [5, false]);
});

test("a pause ends the holding", () => {
  const { clock, pass, waiting } = makeClock();
  clock.play(next, { isHere: () => false });
  pass(100);
  assert.equal(clock.held.value, true);
  clock.pause();
  assert.deepEqual([clock.position.value, clock.held.value, waiting.size], [0, false, 0]);
});

test("playing at the end starts over", () => {
  const { clock } = makeClock();
  clock.seek(5);
  clock.play(next);
  assert.equal(clock.step.value, 1);
});

test("a pause completes the step, and nothing moves after it", () => {
  const { clock, pass } = makeClock();
  clock.play(next);
  pass(200);
  clock.pause();
  const position = clock.position.value;
  pass(3000);
  assert.deepEqual([position, clock.position.value, clock.playing.value], [1, 1, false]);
});

test("twice the speed takes half the time", () => {
  const duration = (speed) => {
    const { clock, pass } = makeClock();
    clock.speed.value = speed;
    clock.play(next);
    let time = 0;
    for (; clock.playing.value; time += 10) pass(10);
    return time;
  };
  const ratio = duration(1) / duration(2);
  assert.ok(ratio > 1.9 && ratio < 2.1, `${ratio}`);
});

test("with reduced motion a step jumps, and what is played stands still at its beats: 0, 300, 750 and 1100 ms", () => {
  const { clock, pass } = makeClock({ still: true });
  clock.glide(1);
  assert.equal(clock.position.value, 1);
  clock.play(next);
  const seen = new Set();
  for (let frame = 0; frame < 130; frame += 1) {
    pass(10);
    seen.add(clock.progress.value.toFixed(2));
  }
  assert.deepEqual([...seen], ["0.00", "0.27", "0.68", "1.00"]);
});

test("what is played stands still as long as it is told, at any speed", () => {
  const timeOf = (speed) => {
    const { clock, pass } = makeClock();
    clock.speed.value = speed;
    clock.play(next, { restAfter: (from, to) => 1000 * from + to });
    let time = 0;
    for (; clock.step.value < 2; time += 10) pass(10);
    return time;
  };
  // Step 1 flows for 1100 ms, and then stands for 1001 ms.
  assert.ok(Math.abs(timeOf(1) - 2101) <= 30, `${timeOf(1)}`);
  assert.ok(Math.abs(timeOf(0.25) - 4 * 2101) <= 60, `${timeOf(0.25)}`);
});

test("playing ends after the step that it is told to stop at", () => {
  const { clock, pass, waiting } = makeClock();
  clock.play(next, { stopsAfter: (from, to) => from === 3 && to === 3 });
  pass(30_000);
  assert.deepEqual([clock.position.value, clock.playing.value, waiting.size], [3, false, 0]);
  clock.play(next);
  pass(30_000);
  assert.equal(clock.position.value, 5);
});

test("a place inside of a step is stood at, and completed by a pause", () => {
  const { clock } = makeClock();
  clock.jump(2.4);
  assert.deepEqual([clock.step.value, clock.progress.value.toFixed(3)], [3, "0.400"]);
  clock.pause();
  assert.equal(clock.position.value, 3);
});
