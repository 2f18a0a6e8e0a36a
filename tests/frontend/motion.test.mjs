import assert from "node:assert/strict";
import { test } from "node:test";

import { arrived, beatAt, eased, STEP, standing } from "../../frontend/run/beats.js";
import { collapse } from "../../frontend/run/collapse.js";
import { collapsedScene } from "../../frontend/run/collapsed-scene.js";
import { factorOf } from "../../frontend/run/factor.js";
import { groupsOf } from "../../frontend/run/groups.js";
import { memoryOf, saysMore } from "../../frontend/run/memory.js";
import { Novelty } from "../../frontend/run/novelty.js";
import { restFor, wordsIn } from "../../frontend/run/pace.js";
import { sceneAt } from "../../frontend/run/scene.js";
import { Timeline } from "../../frontend/run/timeline.js";
import { journeysOf, placeIn } from "../../frontend/graph/journeys.js";
import { piecesOf, roomOn } from "../../frontend/graph/room.js";
import { placedChips, wantedChips } from "../../frontend/graph/wire-chips.js";
import { node, RUN, tensor } from "./fan-out.mjs";
import { RUN as SQUARE, RUN_TWICE } from "./square-plus-self.mjs";

const TIMELINE = new Timeline(RUN);
const GROUPS = groupsOf(RUN);
const COLLAPSED = collapse(TIMELINE, GROUPS, new Set(GROUPS.byId.keys()));
const textWidth = (text) => 6 * [...text].length;

const sceneOf = (step, progress) =>
  collapsedScene(sceneAt(TIMELINE, step, arrived(progress), () => ({ state: "missing" })), TIMELINE, COLLAPSED);

/** Cards of 100 × 80 with the gate in the middle of their left edge, the gradient's cell in their lower half. */
const face = { gate: { text: "+", width: 20 }, top: 0, port: 40,
  value: { x: 10, y: 20, width: 80, height: 20 }, gradient: { x: 10, y: 50, width: 80, height: 20 } };
const at = (x, y) => ({ x, y, width: 100, height: 80 });
const PLACES = { n0: at(0, 0), n1: at(0, 200), n2: at(300, 0), n4: at(300, 200), n5: at(600, 0) };
const wire = (from, to) => [{ x: PLACES[from].x + 100, y: PLACES[from].y + 40 }, { x: PLACES[to].x - 13, y: PLACES[to].y + 40 }];
const DRAWN = {
  magnify: 1,
  names: [],
  faces: new Map(Object.keys(PLACES).map((id) => [id, face])),
  layout: {
    nodes: new Map(Object.entries(PLACES)), width: 700, height: 280, bands: [],
    edges: new Map(RUN.edges.filter(({ from }) => from !== "n3").map(({ id, from, to }) => [id, wire(from, to)])),
  },
};
const journeysAt = (step) => journeysOf(sceneOf(step, 0), DRAWN, textWidth);
const textOf = ({ parts }) => parts.map(({ text }) => text).join(" ");

const numbersOf = (sum) => sum && [...sum.terms, sum.total].map(({ data }) => data);

const SHEET = { width: 400, height: 400 };

test("the beats of a backward step end after 300, 750 and 1050 of 1100 ms, and the last brings its result", () => {
  const beats = [0, 299, 301, 749, 751, 1049, 1051, 1100].map((time) => beatAt(time / STEP, "backward"));
  assert.deepEqual(beats, ["comes", "comes", "meets", "meets", "travels", "travels", "landed", "landed"]);
  assert.deepEqual([1049, 1051].map((time) => arrived(time / STEP)), [false, true]);
});

test("the beats of a forward step end after 500, 750 and 1050 of 1100 ms, and each begins where the one before ends", () => {
  const beats = [0, 499, 500, 749, 750, 1049, 1050].map((time) => beatAt(time / STEP, "forward"));
  assert.deepEqual(beats, ["comes", "comes", "meets", "meets", "travels", "travels", "landed"]);
  assert.equal(beatAt(300 / STEP, "backward"), "meets");
});

test("what flows is slow at both ends of its way: by t² (3 − 2 t) 5/32 of it at a quarter of the time", () => {
  assert.deepEqual([0, 0.25, 0.5, 1].map(eased), [0, 5 / 32, 0.5, 1]);
});

test("where nothing may move, a moment is the last beat that has begun", () => {
  assert.deepEqual([0.1, 301 / STEP, 800 / STEP, 0.999, 1].map((share) => Math.round(standing(share) * STEP)), [0, 300, 750, 750, 1100]);
});

test("a gradient of 3 comes from its cell to the gate, meets the local 1, becomes 3, and lands in the cell of b", () => {
  const [journey] = journeysAt(9);
  const shown = (time) => {
    const place = placeIn(journey, time / STEP);
    return place && [textOf(journey.legs[place.leg].pill), Math.round(place.at.x), Math.round(place.at.y)];
  };
  // d is at (300, 200): the middle of its gradient is at (350, 260), its wire ends at (287, 240).
  assert.deepEqual(shown(0), ["3", 350, 260]);
  // "3 × 1" is 3 letters, two gaps of 5 and two margins of 7 wide: 42, and stands 6 before the end of the wire.
  assert.deepEqual(shown(300), ["3 × 1", 260, 240]);
  assert.deepEqual(shown(524), ["3 × 1", 260, 240]);
  assert.deepEqual(shown(526), ["3", 260, 240]);
  assert.deepEqual(shown(750), ["3", 260, 240]);
  // b is at (0, 200): the middle of its gradient is at (50, 260).
  const [, x, y] = shown(1049);
  assert.ok(Math.hypot(x - 50, y - 260) < 3, `${x} ${y}`);
  assert.equal(shown(1050), null);
});

test("a place depends on the moment alone, whatever was asked before", () => {
  const [journey] = journeysAt(9);
  const before = placeIn(journey, 0.8);
  for (let time = 0; time <= STEP; time += 50) placeIn(journey, time / STEP);
  assert.deepEqual(placeIn(journey, 0.8), before);
  assert.deepEqual(placeIn(journeysAt(9)[0], 0.8), before);
});

test("inputs 2 and 1 come to the gate side by side, and the result 3 goes from there into its cell", () => {
  const journeys = journeysAt(2);
  assert.deepEqual(journeys.map(({ legs }) => textOf(legs.at(-1).pill)), ["2", "1", "3"]);
  const [first, second] = journeys.map((journey) => placeIn(journey, 550 / STEP)?.at);
  assert.ok(Math.abs(first.y - second.y) >= 20);
  const result = journeys[2];
  assert.equal(result.legs[placeIn(result, 0.5).leg].pill, null);
  // c is at (300, 0): its gate at (300, 40), the middle of its value at (350, 30).
  assert.deepEqual(placeIn(result, 750 / STEP).at, { x: 300, y: 40 });
  const end = placeIn(result, 1049 / STEP).at;
  assert.ok(Math.hypot(end.x - 350, end.y - 30) < 1);
  assert.deepEqual(journeys.map((journey) => placeIn(journey, 1)), [null, null, null]);
});

test("the local derivative of numbers is their quotient until its explanation is here; of 0 · ? there is none", () => {
  const step = (upstream, contribution) => ({ upstream: tensor(upstream), contribution: tensor(contribution) });
  assert.deepEqual(factorOf(step(-0.25, 0.0875), null), { sign: "×", text: "−0.35", first: false });
  assert.equal(factorOf(step(0, 0), null), null);
  const local = { relation: "elementwise", text: "d", shape: [], tensor: tensor(-0.5) };
  assert.deepEqual(factorOf(step(0, 0), local), { sign: "×", text: "−0.5", first: false });
});

test("the local derivative of tensors is named, with the sign of its product, and before it where it stands there", () => {
  const matrix = tensor([[1, 2], [3, 4]], [2, 2]);
  const step = { upstream: matrix, contribution: matrix };
  const local = { relation: "elementwise", text: "1 / A2", shape: [2, 2], tensor: matrix };
  assert.deepEqual(factorOf(step, local), { sign: "⊙", text: "1 / A2", first: false });
  assert.deepEqual(factorOf(step, { ...local, relation: "left", text: "Wᵀ" }), { sign: "·", text: "Wᵀ", first: true });
  assert.deepEqual(factorOf(step, { ...local, relation: "structural", tensor: null, text: "T" }).sign, "→");
  assert.equal(factorOf(step, null), null);
});

test("the gradient of b reads 3 + 2 = 5 as its second contribution lands, and not before", () => {
  const sumAt = (step, progress) => numbersOf(sceneOf(step, progress).sumOf("n1"));
  assert.equal(sumAt(9, 1), null);
  assert.equal(sumAt(11, 0.9), null);
  assert.deepEqual(sumAt(11, 1), [3, 2, 5]);
});

test("each contribution is added to what is there, 1 + 3 = 4 and 4 + 3 = 7, and later the gradient is all three: 1 + 3 + 3", () => {
  const later = { ...SQUARE.steps[2], index: 8, kind: "compute" };
  const timeline = new Timeline({ ...SQUARE, steps: [...SQUARE.steps, later] });
  const sumAt = (step, hasArrived = true) => numbersOf(sceneAt(timeline, step, hasArrived).sumOf("n0"));
  assert.deepEqual([5, 6, 7, 8].map((step) => sumAt(step)), [null, [1, 3, 4], [4, 3, 7], [1, 3, 3, 7]]);
  assert.equal(sumAt(6, false), null);
});

test("two contributions make a sum, one is none; what earlier passes left is the first of its terms, unless it is past", () => {
  const scene = (step) => sceneAt(new Timeline(RUN_TWICE), step, true);
  assert.equal(numbersOf(scene(7).sumOf("n1")), null);
  // Of the second pass: 7 and 1, 8 and 3, 11 and 3. What s had of the first is no part of what it has now.
  assert.deepEqual([10, 11, 12].map((step) => numbersOf(scene(step).sumOf("n0"))), [[7, 1, 8], [8, 3, 11], [11, 3, 14]]);
  assert.equal(numbersOf(scene(9).sumOf("n1")), null);
  const twoUses = { ...RUN, steps: [...RUN.steps, { ...RUN.steps[4], index: 12 }] };
  assert.deepEqual(numbersOf(sceneAt(new Timeline(twoUses), 12, true).sumOf("n1")), [3, 2, 5]);
});

test("one contribution is a sum where a pass before left something: 2, then 2 + 2 = 4 as it lands and from then on", () => {
  const w = { ...SQUARE.nodes[0], label: "w" };
  const y = { ...SQUARE.nodes[1], label: "y", inputs: ["n0"] };
  const [leaf, compute, , seed, sent] = SQUARE.steps;
  const two = tensor(2);
  const arrives = { ...sent, node: "n1", edge: "e0", to: "n0", contribution: two };
  const steps = [
    leaf, compute, { ...seed, node: "n1" }, { ...arrives, accumulated: two },
    { ...seed, node: "n1", pass: 1 }, { ...arrives, accumulated: tensor(4), earlier: two, pass: 1 },
    { ...leaf, node: "n1", kind: "compute", pass: 1 },
  ].map((step, index) => ({ ...step, index }));
  const run = { ...SQUARE, target: "n1", passes: 2, nodes: [w, y], edges: [{ id: "e0", from: "n0", to: "n1", slot: 0 }], steps };
  const sums = [3, 5, 6].map((step) => numbersOf(sceneAt(new Timeline(run), step, true).sumOf("n0")));
  assert.deepEqual(sums, [null, [2, 2, 4], [2, 2, 4]]);
});

test("no sum is told of arrays, nor of a contribution that is still on its way to the page", () => {
  const arrays = structuredClone(RUN);
  for (const at of [9, 11]) Object.assign(arrays.steps[at], { contribution: tensor([1, 2], [2]), accumulated: tensor([1, 2], [2]) });
  assert.equal(sceneAt(new Timeline(arrays), 11, true).sumOf("n1"), null);
  const coming = new Timeline(RUN, (index) => (index === 9 ? null : RUN.steps[index]));
  assert.equal(sceneAt(coming, 11, true).sumOf("n1"), null);
});

test("what is computed of nothing has nothing flowing to it", () => {
  const alone = { ...RUN, edges: [], steps: [{ ...RUN.steps[2], index: 0 }] };
  assert.deepEqual(sceneAt(new Timeline(alone), 0, true).flows, []);
});

test("a wire remembers the last contribution of the pass, by what it was multiplied with", () => {
  const memory = memoryOf(TIMELINE, "e4", TIMELINE.at(9), () => null);
  assert.deepEqual([memory.sense, memory.step, memory.factor.text, memory.tensor.data], ["backward", 7, "2", 2]);
});

test("until something comes back, a wire remembers the value that it carried, and before that nothing", () => {
  const at = (edge, step) => memoryOf(TIMELINE, edge, TIMELINE.at(step), () => null);
  // e4 carries c = 3 to e = c · d, which is computed in step 5; over e1, b = 1 goes to c = a + b in step 2.
  assert.equal(at("e4", 4), null);
  assert.deepEqual([at("e4", 6).sense, at("e4", 6).step, at("e4", 6).tensor.data], ["forward", 5, 3]);
  assert.deepEqual([at("e1", 10).sense, at("e1", 10).step, at("e1", 10).tensor.data], ["forward", 2, 1]);
});

test("a wire says more than the cards where its value has two uses, or all is small", () => {
  assert.ok(RUN.edges.every(({ id }) => saysMore(TIMELINE, id)));
  const run = structuredClone(RUN);
  run.nodes[0].value = tensor([1, 2], [2]);
  const timeline = new Timeline(run);
  assert.deepEqual(run.edges.filter(({ id }) => saysMore(timeline, id)).map(({ from }) => from), ["n1", "n1"]);
});

test("chips say × local → contribution on every wire of a small run, the current one last, and cover no card", () => {
  const seen = [...COLLAPSED.edges.values()].filter(({ from }) => from !== "n3");
  const wanted = wantedChips(sceneOf(11, 1), seen, textWidth);
  const said = wanted.map(({ edge, kind, forms }) => [edge, kind, forms[0].map(({ text }) => text).join(" ")]);
  assert.deepEqual(said, [
    ["e4", "backward", "× 2 → 2"],
    ["e5", "backward", "× 3 → 3"],
    ["e2", "backward", "× 1 → 3"],
    ["e0", "backward", "× 1 → 2"],
    ["e1", "backward now", "× 1 → 2"],
  ]);
  const chips = placedChips(wanted, DRAWN, COLLAPSED.edges, textWidth);
  assert.equal(chips.length, 5);
  const boxes = chips.map(({ at: { x, y }, pill: { width, height } }) => ({ x: x - width / 2, y: y - height / 2, width, height }));
  const covers = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  for (const [index, box] of boxes.entries()) {
    assert.ok(![...DRAWN.layout.nodes.values(), ...boxes.slice(index + 1)].some((other) => covers(box, other)));
  }
  const before = wantedChips(sceneOf(8, 1), seen, textWidth).map(({ kind, forms }) => `${kind} ${forms[0].map(({ text }) => text).join(" ")}`);
  assert.deepEqual(before.sort(), ["backward now × 3 → 3", "backward × 2 → 2", "forward 1", "forward 1", "forward 2"]);
  // While it is on its way, the current one does not rest yet.
  assert.ok(!wantedChips(sceneOf(11, 0.5), seen, textWidth).some(({ edge }) => edge === "e1"));
});

test("what rests on a wire stands in the middle of its longest straight piece, else where there is room, else nowhere", () => {
  const points = [{ x: 0, y: 0 }, { x: 0, y: 40 }, { x: 200, y: 40 }];
  const size = { width: 50, height: 20 };
  assert.deepEqual(roomOn(points, size, [], [], SHEET), { x: 100, y: 40 });
  const aside = roomOn(points, size, [{ x: 90, y: 30, width: 20, height: 20 }], [], SHEET);
  assert.ok(aside.y === 40 && Math.abs(aside.x - 100) >= 35);
  assert.equal(roomOn(points, size, [{ x: -50, y: -50, width: 400, height: 400 }], [], SHEET), null);
  assert.equal(roomOn([{ x: 0, y: 0 }, { x: 40, y: 0 }], size, [], [], SHEET), null);
  // It gives way to another wire where it can.
  const free = roomOn(points, size, [], [piecesOf([{ x: 100, y: 0 }, { x: 100, y: 100 }])], SHEET);
  assert.ok(Math.abs(free.x - 100) > 25);
});

test("what rests on a wire hides no more of other wires than it may", () => {
  const points = [{ x: 0, y: 40 }, { x: 80, y: 40 }];
  const others = [piecesOf([{ x: 40, y: 0 }, { x: 40, y: 100 }])];
  const size = { width: 50, height: 20 };
  assert.equal(roomOn(points, size, [], others, SHEET, 0), null);
  assert.deepEqual(roomOn(points, size, [], others, SHEET, 1), { x: 40, y: 40 });
});

test("22 words take 6 s of a minute for 220, no step less than 330 ms or more than 6 s, and what is new 1.5 s more", () => {
  assert.equal(wordsIn("  The gradient of b,  3 + 2. "), 7);
  assert.deepEqual([0, 11, 22, 80].map((words) => Math.round(restFor(words, false))), [330, 3000, 6000, 6000]);
  assert.equal(Math.round(restFor(11, true)), 4500);
});

test("the first fan-out is where the second gradient of b is added", () => {
  const novelty = new Novelty(TIMELINE);
  const stops = RUN.steps.flatMap(({ index }) => (novelty.worthAStop(index) ? [index] : []));
  assert.deepEqual(stops, [11]);
  assert.match(novelty.worthAStop(11), /b has several uses/);
  // The first leaf, add, mul, the seed, the first contribution of mul and the first of add.
  assert.deepEqual([...novelty.firsts], [0, 2, 5, 6, 7, 9]);
});

test("the first gradient that is exactly 0 and the first broadcast are worth a stop", () => {
  const run = structuredClone(RUN);
  run.steps[8].contribution = tensor(0);
  run.steps[9].contribution = tensor(0);
  run.nodes[0] = node("n0", "a", [1, 2], [], { value: tensor([1, 2], [2]) });
  run.nodes[2].value = tensor([2, 3], [2]);
  assert.equal(new Novelty(new Timeline(run)).broadcast, null);
  run.nodes[2].entrywise = true;
  const novelty = new Novelty(new Timeline(run));
  assert.match(novelty.worthAStop(2), /broadcast: b, a number, is repeated to \[2\]/);
  assert.match(novelty.worthAStop(8), /exactly 0: d gets nothing from e/);
  assert.equal(novelty.worthAStop(9), null);
});

test("beyond the last step stands the last", () => {
  const beyond = sceneOf(99, 1);
  assert.deepEqual([beyond.shown, beyond.sumOf("n1")], [11, sceneOf(11, 1).sumOf("n1")]);
});
