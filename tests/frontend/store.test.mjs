import assert from "node:assert/strict";
import { test } from "node:test";
import "./libraries.mjs";
import { RUN, RUN_TWICE } from "./square-plus-self.mjs";

const { Anchor } = await import("../../frontend/run/anchor.js");
const { Store } = await import("../../frontend/state/store.js");
const { Clock } = await import("../../frontend/state/clock.js");

function makeStore() {
  const frames = { request: () => 0, cancel: () => {} };
  const store = new Store({ clock: new Clock({ frames, still: () => true }) });
  store.show(RUN, "opening");
  return store;
}

test("a run opens with its inputs known, its result to come and no gradient yet", () => {
  const store = makeStore();
  assert.equal(store.known.value.valueOf("n0").data, 3);
  assert.equal(store.known.value.valueOf("n2"), null);
  assert.equal(store.known.value.gradientOf("n0"), null);
});

test("stepping from the start to the end and back meets every step once", () => {
  const store = makeStore();
  store.first();
  const there = [];
  for (; store.step.value < 7; store.forward("edge")) there.push(store.step.value);
  const back = [];
  for (; store.step.value > 0; store.back("edge")) back.push(store.step.value);
  assert.deepEqual(there, [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(back, [7, 6, 5, 4, 3, 2, 1]);
});

test("a node at a time skips the single contributions", () => {
  const store = makeStore();
  store.seek(3);
  store.forward("node");
  assert.equal(store.step.value, 5);
  store.back("node");
  assert.equal(store.step.value, 3);
});

test("a node at a time, all its contributions are explained together; anything else explains one step", () => {
  const store = makeStore();
  store.seek(3);
  const shown = () => [store.shownSteps.value.from, store.shownSteps.value.to];
  store.forward("node");
  assert.deepEqual(shown(), [4, 5]);
  store.back("edge");
  store.forward("edge");
  assert.deepEqual([store.step.value, ...shown()], [5, 5, 5]);
  store.seek(7);
  store.back("node");
  assert.deepEqual([store.step.value, ...shown()], [5, 4, 5]);
  store.seek(5);
  assert.deepEqual(shown(), [5, 5]);
});

test("a new run keeps the step as far as it has it, and forgets a selected node it does not have", () => {
  const store = makeStore();
  store.last();
  store.select("n2");
  const { nodes, edges, steps } = RUN;
  store.show({ ...RUN, nodes: nodes.slice(0, 2), edges: edges.slice(0, 2), steps: steps.slice(0, 2) }, "keep");
  assert.equal(store.step.value, 1);
  assert.equal(store.selected.value, null);
});

test("the picture is stale while the program has a mistake, and the run stays", () => {
  const store = makeStore();
  store.program.problem.value = { title: "", status: 422, detail: "", code: "" };
  assert.deepEqual([store.stale.value, store.run.value.id], [true, RUN.id]);
  store.show(RUN, "keep");
  assert.equal(store.stale.value, false);
});

test("a line lights the nodes it made", () => {
  const store = makeStore();
  store.hoverLine.value = 2;
  assert.deepEqual([...store.lit.value], ["n1"]);
  store.hover.value = "n0";
  assert.deepEqual([...store.lit.value], ["n0"]);
});

test("the theme follows the system until the reader chooses", () => {
  const store = makeStore();
  store.look.systemDark.value = true;
  assert.equal(store.look.theme.value, "dark");
  store.look.themeChoice.value = "light";
  assert.equal(store.look.theme.value, "light");
  store.look.themeChoice.value = "system";
  const after = [1, 2, 3].map(() => (store.look.nextTheme(), store.look.themeChoice.value));
  assert.deepEqual(after, ["light", "dark", "system"]);
});

/** A store at step 0 of a run, where time passes as `at` says. */
function playedStore(run = RUN, options = {}) {
  let tick = null;
  const frames = { request: (next) => ((tick = next), 1), cancel: () => (tick = null) };
  const store = new Store({ clock: new Clock({ frames }), ...options });
  store.show(run, 0);
  const at = (now) => tick?.(now);
  return { store, at };
}

/** Lets all that waits for promises go on. */
async function settle() {
  for (let turns = 0; turns < 50; turns += 1) await Promise.resolve();
}

const problem = (more = {}) => ({ title: "", status: 422, detail: "", code: "", ...more });

test("before there is a program nothing is known, and every way to move stays at the start", () => {
  const store = new Store({ clock: new Clock({ frames: { request: () => 0, cancel: () => {} } }) });
  const moves = ["first", "last", "nextPhase", "previousPhase", "togglePlaying"].map((move) => () => store[move]());
  for (const size of ["edge", "node"]) moves.push(() => store.forward(size), () => store.back(size));
  for (const move of moves) {
    move();
    assert.equal(store.step.value, 0);
  }
  assert.deepEqual([store.timeline.value, store.known.value, store.place.value], [null, null, null]);
  assert.deepEqual([store.shownSteps.value, [...store.lit.value]], [{ from: 0, to: 0 }, []]);
  assert.deepEqual([store.partial.value, store.stale.value, store.playing.value], [false, false, false]);
  store.hoverLine.value = 1;
  assert.deepEqual([store.program.standing.value, [...store.lit.value]], ["other", []]);
});

test("a run opens at its first result, at a step by number, or at the step that a link names", () => {
  const store = makeStore();
  assert.equal(store.step.value, 1);
  for (const [asked, step] of [[5, 5], [4.6, 5], [99, 7], [new Anchor(6), 6], [new Anchor("0.contribute.e3"), 5]]) {
    store.show(RUN, asked);
    assert.equal(store.step.value, step);
  }
  store.show({ ...RUN, nodes: [], edges: [], steps: [] }, "opening");
  assert.deepEqual([store.step.value, store.timeline.value], [0, null]);
});

test("a new run stops the playing, answers the mistake and forgets what the pointer was over", () => {
  const { store } = playedStore();
  store.togglePlaying();
  store.hover.value = "n1";
  store.program.problem.value = problem();
  store.show(RUN, "keep");
  assert.deepEqual([store.playing.value, store.hover.value, store.program.problem.value], [false, null, null]);
});

test("a selected node stays selected as long as the program has it", () => {
  const store = makeStore();
  store.select("n1");
  store.show(RUN, "keep");
  assert.equal(store.selected.value, "n1");
  store.show({ ...RUN, source: "", nodes: RUN.nodes.slice(0, 1), edges: [], steps: RUN.steps.slice(0, 1) }, "keep");
  assert.equal(store.selected.value, null);
});

test("an empty program leaves nothing of the one before", () => {
  const store = makeStore();
  store.last();
  store.select("n1");
  store.hover.value = "n1";
  store.program.problem.value = problem();
  store.clear();
  const { step, run, program: { problem: mistake }, selected, hover } = store;
  assert.deepEqual([step, run, mistake, selected, hover].map(({ value }) => value), [0, null, null, null, null]);
  store.forward("edge");
  assert.equal(store.step.value, 0);
});

test("an empty program stops the playing, and there is nothing to play", () => {
  const { store } = playedStore();
  store.togglePlaying();
  store.clear();
  assert.equal(store.playing.value, false);
  store.togglePlaying();
  assert.equal(store.playing.value, false);
});

test("phases end at steps 2 and 7; the first and the last step are 0 and 7", () => {
  const store = makeStore();
  const moves = ["first", "nextPhase", "nextPhase", "nextPhase", "previousPhase", "previousPhase", "last"];
  const steps = moves.map((move) => {
    store[move]();
    return store.step.value;
  });
  assert.deepEqual(steps, [0, 2, 7, 7, 2, 0, 7]);
});

test("the node looked at is the selected one, else the one that changes in the step", () => {
  const store = makeStore();
  store.seek(6);
  assert.equal(store.place.value, "n0");
  store.select("n2");
  assert.equal(store.place.value, "n2");
});

/** Three leaves, given one after the other, before a sum. */
const LEAVES = {
  ...RUN,
  nodes: [...["n0", "n1", "n2"].map((id) => ({ ...RUN.nodes[0], id })), { ...RUN.nodes[2], id: "n3", inputs: ["n0"] }],
  edges: [{ id: "e0", from: "n0", to: "n3", slot: 0 }],
  steps: [0, 1, 2, 3].map((index) => ({
    index, pass: 0, phase: "forward", kind: index < 3 ? "leaf" : "compute", node: `n${index}`,
  })),
};

test("a step of a whole pass is for loops that train; any other run gives it up, and other steps stay", () => {
  const loop = { ...RUN, loop: [{ pass: 0 }] };
  const store = makeStore();
  store.show(loop, 0);
  store.stepSize.value = "pass";
  store.show(loop, 0);
  assert.equal(store.stepSize.value, "pass");
  store.show({ ...RUN, loop: [] }, 0);
  assert.equal(store.stepSize.value, "edge");
  store.stepSize.value = "node";
  store.show(RUN, 0);
  assert.equal(store.stepSize.value, "node");
  store.stepSize.value = "pass";
  store.show(RUN, 0);
  assert.equal(store.stepSize.value, "edge");
});

test("from pass to pass goes only in a loop that trains", () => {
  const turns = [{ pass: 0, first: 3, seed: 3, last: 7 }, { pass: 1, first: 8, seed: 8, last: 12 }];
  for (const [run, there] of [[RUN_TWICE, 3], [{ ...RUN_TWICE, loop: turns }, 8]]) {
    const store = makeStore();
    store.show(run, 3);
    store.byPass("forward");
    assert.equal(store.step.value, there);
    store.byPass("back");
    assert.equal(store.step.value, 3);
  }
});

test("leaves given one after the other are passed, and explained, at once in both senses", () => {
  const store = makeStore();
  store.show(LEAVES, 0);
  const shown = () => [store.step.value, store.shownSteps.value.from, store.shownSteps.value.to];
  store.forward("edge");
  assert.deepEqual(shown(), [2, 0, 2]);
  store.forward("edge");
  assert.deepEqual(shown(), [3, 3, 3]);
  store.back("edge");
  assert.deepEqual(shown(), [2, 0, 2]);
  store.seek(1);
  store.back("node");
  assert.deepEqual(shown(), [0, 0, 0]);
  store.back("edge");
  assert.equal(store.step.value, 0);
});

test("playing goes a step at a time, or a node at a time with what that node hands on explained at once", () => {
  for (const [size, shown] of [["edge", { from: 4, to: 4 }], ["node", { from: 4, to: 5 }]]) {
    const { store } = playedStore();
    store.seek(3);
    store.stepSize.value = size;
    store.togglePlaying();
    assert.deepEqual([store.playing.value, store.step.value, store.shownSteps.value.from], [true, 4, 4]);
    store.clock.seek(shown.to);
    assert.deepEqual(store.shownSteps.value, shown);
    store.togglePlaying();
    assert.equal(store.playing.value, false);
  }
});

test("played a step at a time, contributions are explained one by one and leaves at once", () => {
  const { store } = playedStore();
  store.seek(4);
  store.togglePlaying();
  assert.deepEqual(store.shownSteps.value, { from: 5, to: 5 });
  const leaves = playedStore(LEAVES).store;
  leaves.togglePlaying();
  leaves.clock.seek(2);
  assert.deepEqual(leaves.shownSteps.value, { from: 0, to: 2 });
});

test("played to its end, a run stops at its last step", () => {
  const { store, at } = playedStore();
  store.togglePlaying();
  for (let now = 0; store.playing.value && now < 60_000; now += 100) at(now);
  assert.deepEqual([store.playing.value, store.step.value], [false, 7]);
});

/** A leaf that is used 4,000 times by one node: its gradient comes in 4,000 contributions, step 3 on. */
function longRun() {
  const contributions = Array.from({ length: 4000 }, (_, at) => ({ ...RUN.steps[4], index: 4 + at }));
  const outline = [...RUN.steps.slice(0, 4), ...contributions];
  return { ...RUN, steps: outline.slice(0, 1000), outline };
}

test("a long run asks for the steps around the reader, and when played for those that come next", async () => {
  const asked = [];
  const run = longRun();
  const fetchSteps = async (_, from, to) => (asked.push(from), run.outline.slice(from, to));
  const { store } = playedStore(run, { fetchSteps });
  await settle();
  assert.deepEqual(asked, []);
  store.seek(2100);
  await settle();
  assert.deepEqual(asked.splice(0).sort(), [1000, 2000]);
  store.seek(3);
  await settle();
  assert.deepEqual(asked, []);
  store.stepSize.value = "node";
  store.togglePlaying();
  assert.equal(store.held.value, true);
  await settle();
  assert.deepEqual(asked, [4000]);
});

test("playing waits only for steps that are not here", () => {
  const { store } = playedStore();
  store.togglePlaying();
  assert.equal(store.held.value, false);
});

test("a run that is no longer shown is not asked for any more", async () => {
  const asked = [];
  const run = longRun();
  const { store } = playedStore(run, { fetchSteps: async (_, from) => (asked.push(from), []) });
  const before = store.steps.value;
  store.show(RUN, 0);
  before.visit(2100);
  await settle();
  assert.deepEqual(asked, []);
});

/** y = softmax(x), as one node and taken apart into two. */
const FOLDED = {
  ...LEAVES,
  nodes: [RUN.nodes[0], { ...RUN.nodes[1], op: "softmax", inputs: ["n0"] }, RUN.nodes[2]],
  edges: [["n0", "n1"], ["n1", "n2"]].map(([from, to], index) => ({ id: `e${index}`, from, to, slot: 0 })),
  steps: RUN.steps.slice(0, 3),
};
const UNFOLDED = {
  ...LEAVES,
  unfold: ["softmax"],
  nodes: [
    RUN.nodes[0],
    ...["n1", "n2"].map((id) => ({ ...RUN.nodes[1], id, inputs: ["n0"], namespace: "softmax" })),
    { ...RUN.nodes[2], id: "n3", inputs: ["n2"] },
  ],
  edges: [0, 1, 2].map((index) => ({ id: `e${index}`, from: `n${index}`, to: `n${index + 1}`, slot: 0 })),
  steps: ["leaf", "compute", "compute", "compute"].map((kind, index) => ({
    index, pass: 0, phase: "forward", kind, node: `n${index}`,
  })),
};

test("taking an operation apart and putting it together keeps the reader's node and the selected one", () => {
  const store = makeStore();
  store.show(FOLDED, 2);
  store.select("n1");
  store.show(UNFOLDED, "keep");
  assert.deepEqual([store.step.value, store.selected.value], [3, "n2"]);
  store.show(FOLDED, "keep");
  assert.deepEqual([store.step.value, store.selected.value], [2, "n1"]);
});

test("another program keeps the number of the step, whatever it unfolds", () => {
  const store = makeStore();
  store.show(FOLDED, 2);
  store.show({ ...UNFOLDED, source: "another" }, "keep");
  assert.equal(store.step.value, 2);
});

test("a picture of what came before the mistake is partial, not stale; without a picture it is neither", () => {
  const store = makeStore();
  store.program.problem.value = problem({ partial: store.run.value });
  assert.deepEqual([store.partial.value, store.stale.value], [true, false]);
  store.program.problem.value = problem({ partial: null });
  assert.deepEqual([store.partial.value, store.stale.value], [false, true]);
  store.run.value = null;
  assert.deepEqual([store.partial.value, store.stale.value], [false, false]);
});

test("a line of a text that is not the picture's lights nothing", () => {
  const store = makeStore();
  store.hoverLine.value = 3;
  assert.deepEqual([...store.lit.value], ["n2"]);
  store.program.problem.value = problem();
  assert.deepEqual([...store.lit.value], []);
  store.run.value = { ...RUN, nodes: RUN.nodes.map((node) => ({ ...node, source: null, line: null })) };
  store.program.problem.value = null;
  assert.deepEqual([...store.lit.value], []);
});

test("coming closer or going away by hand ends that the view follows the steps", () => {
  const store = makeStore();
  store.look.zoomBy(1);
  assert.deepEqual([store.look.follow.value, store.look.zooms.value], [false, { sign: 1, count: 1 }]);
  store.look.zoomBy(-1);
  assert.deepEqual(store.look.zooms.value, { sign: -1, count: 2 });
});

test("an array is looked at as the lesson says, until the reader wants it otherwise", () => {
  const store = makeStore();
  store.program.lesson.value = { id: "x", source: "y = 1.0\n", pictures: { X: [5, 3], W1: [5, 3] } };
  assert.deepEqual([...store.program.pictures.value], []);
  store.program.source.value = "y = 1.0\n";
  assert.deepEqual([...store.program.pictures.value], [["X", [5, 3]], ["W1", [5, 3]]]);
  store.program.lookAt("X", [3, 5]);
  store.program.lookAt("W1", null);
  assert.deepEqual([...store.program.pictures.value], [["X", [3, 5]]]);
  store.program.source.value = "";
  assert.deepEqual([...store.program.pictures.value], [["X", [3, 5]]]);
});

test("the panels are open as there is room, until the reader opens or closes one", () => {
  const store = makeStore();
  assert.deepEqual(store.look.panels.value, { program: true, inspector: true });
  store.look.roomy.value = false;
  assert.deepEqual(store.look.panels.value, { program: false, inspector: true });
  store.look.togglePanel("program");
  store.look.togglePanel("inspector");
  assert.deepEqual(store.look.panels.value, { program: true, inspector: false });
});

test("asked to show the whole graph, or the place of a problem, the page is told so each time", () => {
  const store = makeStore();
  store.fit();
  store.fit();
  assert.equal(store.look.fits.value, 2);
  const mistake = problem();
  store.program.goTo(mistake);
  assert.equal(store.program.sought.value, mistake);
});

test("a page opens in the system's light theme, with the camera following the steps, and says nothing untrue", () => {
  const store = new Store({ clock: new Clock({ frames: { request: () => 0, cancel: () => {} } }) });
  const { working, offline, busy, notice, reducedMotion, look: { theme, follow, tab }, program: { kept, opened } } = store;
  const said = [theme, follow, kept, opened, working, offline, busy, notice, reducedMotion, tab];
  const stands = ["light", true, true, false, false, false, null, null, false, "step"];
  assert.deepEqual(said.map(({ value }) => value), stands);
  const { speed, look: { view, dialog }, program: { lessons, undos } } = store;
  const opens = [null, null, [], { back: 0, again: 0 }, 1];
  assert.deepEqual([view, dialog, lessons, undos, speed].map(({ value }) => value), opens);
  const { colouring, reading, order, checksOpen, variablesOpen, firstHour, fits, zooms } = store.look;
  const looks = [colouring, reading, order, checksOpen, variablesOpen, firstHour, fits, zooms].map(({ value }) => value);
  assert.deepEqual(looks, ["state", "graph", false, true, false, false, 0, { sign: 1, count: 0 }]);
  assert.deepEqual([store.look.arrival, [...store.program.done.value]], [null, []]);
  assert.equal(store.givenUp.value, false);
});

test("what the reader has folded stays folded as they type, and opens anew with another program", () => {
  const store = makeStore();
  store.folds.granularity.value = "lines";
  store.show(RUN, "keep");
  assert.equal(store.folds.granularity.value, "lines");
  store.show(RUN, "opening");
  assert.equal(store.folds.granularity.value, null);
});

test("a program that opens replaces none, so that Back leaves the page; a mistake has no way out before it is asked for", () => {
  const { program } = makeStore();
  assert.deepEqual([program.replacements.value, program.fixing.value, program.sought.value], [0, null, null]);
});

test("a mistake is put right in the text that it was found in alone", () => {
  const { program } = makeStore();
  const fix = { line: 1, column: 1, end_line: 1, end_column: 2, text: "x" };
  program.faulty.value = "X = 1.0\n";
  program.source.value = "X = 1.0\ny = X\n";
  program.apply(fix);
  assert.equal(program.fixing.value, null);
  program.source.value = "X = 1.0\n";
  program.apply(null);
  assert.equal(program.fixing.value, null);
  program.apply(fix);
  assert.equal(program.fixing.value, fix);
});

test("where nothing may move, a step is complete at once", () => {
  const store = new Store();
  store.show(RUN, 0);
  store.reducedMotion.value = true;
  store.forward("edge");
  assert.deepEqual([store.step.value, store.progress.value], [1, 1]);
});

test("a forward step brings its inputs for 500 ms, a backward step its gradient for 300", () => {
  const store = makeStore();
  const beatAt = (position) => {
    store.seek(position);
    return store.beat.value;
  };
  assert.deepEqual([beatAt(1.4), beatAt(5.4)], ["comes", "meets"]);
});

test("a step of the reader's own brings back that the view follows", () => {
  const store = makeStore();
  for (const move of [() => store.forward("edge"), () => store.back("edge"), () => store.seek(3), () => store.last()]) {
    store.look.zoomBy(1);
    move();
    assert.equal(store.look.follow.value, true);
  }
});

test("what is played stands still as long as its explanation takes to read: 22 words take 6 seconds", () => {
  const standsFor = (sentence) => {
    const { store, at } = playedStore();
    store.explanationOf = () => ({ sentence, zero: null });
    store.seek(5);
    store.togglePlaying();
    let time = 0;
    for (; store.step.value < 7; time += 10) at(time);
    return time;
  };
  const [short, long] = ["Short.", "word ".repeat(22)].map(standsFor);
  assert.ok(Math.abs(long - short - (6000 - 330)) <= 40, `${short} ${long}`);
});

test("playing stops where the gradients of several uses are added first, if the reader wants that, and says so", () => {
  for (const wants of [true, false]) {
    const { store, at } = playedStore();
    store.stopsAtNew.value = wants;
    store.togglePlaying();
    for (let now = 0; store.playing.value && now < 100_000; now += 100) at(now);
    assert.deepEqual([store.step.value, store.stopped.value?.step ?? null], wants ? [6, 6] : [7, null]);
    if (wants) assert.match(store.stopped.value.why, /x has several uses/);
  }
});
