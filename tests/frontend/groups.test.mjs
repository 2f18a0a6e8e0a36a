import assert from "node:assert/strict";
import { test } from "node:test";

import { collapse } from "../../frontend/run/collapse.js";
import { collapsedScene } from "../../frontend/run/collapsed-scene.js";
import { foldToFit, roomFor } from "../../frontend/run/folding.js";
import { groupsOf, opensWhole } from "../../frontend/run/groups.js";
import { sceneAt } from "../../frontend/run/scene.js";
import { Timeline } from "../../frontend/run/timeline.js";

/**
 * A run of scalars, each 1, and one backward pass over all of it.
 * @param {[label: string, inputs: number[], namespace?: string][]} made in order; what has no inputs is a leaf
 */
function runOf(made) {
  const value = { shape: [], dtype: "float64", data: 1, summary: { min: 1, max: 1, nonfinite: 0 } };
  const nodes = made.map(([label, inputs, namespace = ""], index) => ({
    id: `n${index}`, label, name: /^\d/.test(label) ? null : label, namespace,
    inputs: inputs.map((input) => `n${input}`), previous: null, shape: [], value,
  }));
  const edges = nodes.flatMap((node) => node.inputs.map((from, slot) => ({ from, to: node.id, slot })))
    .map((edge, index) => ({ id: `e${index}`, ...edge }));
  const last = nodes.at(-1).id;
  const kindOf = ({ inputs }) => (inputs.length ? "compute" : "leaf");
  const forward = nodes.map((node) => ({ phase: "forward", kind: kindOf(node), node: node.id }));
  const paid = new Map();
  const backward = edges.toReversed().map(({ id, from, to }) => {
    paid.set(from, (paid.get(from) ?? 0) + 1);
    const expected = edges.filter((edge) => edge.from === from).length;
    return { phase: "backward", kind: "contribute", node: to, edge: id, to: from, upstream: value, contribution: value,
      accumulated: value, received: paid.get(from), expected };
  });
  const seed = { phase: "backward", kind: "seed", node: last, accumulated: value };
  const steps = [...forward, seed, ...backward].map((step, index) => ({ index, pass: 0, ...step }));
  return { nodes, edges, steps, targets: [last] };
}

/** y = f(g(x)) with f(a) = 2 a + w and g(a) = a a: nodes n2 (a a), n3 (2), n4 (2 a), n5 (f), n6 (y). */
const CALLS = runOf([
  ["x", []], ["w", []], ["a²", [0, 0], "g"], ["2", [], "f"], ["2 a", [2, 3], "f"], ["f", [4, 1], "f"], ["y", [5]],
]);

const closedCalls = () => collapse(new Timeline(CALLS), groupsOf(CALLS), new Set());

const chain = (length, namespaceOf = () => "") =>
  runOf(Array.from({ length }, (_, index) => [`h${index}`, index === 0 ? [] : [index - 1], namespaceOf(index)]));

test("the operations of a call are a group, with the leaves that only they read; named leaves stay at the top", () => {
  const { root, byId } = groupsOf(CALLS);
  assert.deepEqual([...byId.keys()], ["f"]);
  assert.deepEqual(byId.get("f").items, ["n4", "n5"]);
  assert.deepEqual(byId.get("f").leaves, ["n3"]);
  assert.deepEqual(root.leaves, ["n0", "n1"]);
});

test("a group of one operation is no group", () => {
  assert.deepEqual(groupsOf(CALLS).root.items[0], "n2");
});

test("a closed group is one card, and one edge stands for all that join two cards", () => {
  const { cards, cardOf, edges, entering, leaving } = closedCalls();
  assert.deepEqual(cards, ["n0", "n1", "n2", "f", "n6"]);
  assert.equal(cardOf.get("n4"), "f");
  assert.deepEqual(entering.get("f").map(({ from }) => from), ["n2", "n1"]);
  assert.deepEqual(leaving.get("f").map(({ to }) => to), ["n6"]);
  // x enters its square twice, and both uses show.
  assert.equal([...edges.values()].filter(({ from }) => from === "n0").length, 2);
});

test("a closed group says what goes in and what comes out", () => {
  const { inputs, outputs, nodes } = closedCalls().closed.get("f");
  assert.deepEqual([[...inputs], [...outputs], nodes.toSorted()], [["n2", "n1"], ["n5"], ["n3", "n4", "n5"]]);
});

test("a closed group counts its values as they are computed and its gradients as they are complete", () => {
  const timeline = new Timeline(CALLS);
  const progressAt = (step, arrived = true) =>
    collapsedScene(sceneAt(timeline, step, arrived), timeline, closedCalls()).progressOf("f");
  assert.deepEqual(progressAt(2), { values: { known: 0, all: 3 }, gradients: { known: 0, all: 3 } });
  assert.equal(progressAt(4).values.known, 2);
  assert.equal(progressAt(4, false).values.known, 1);
  // Step 7 is the seed; then f = n5 gets the gradient of y, and it sends on to w (n1) and to 2 a (n4).
  assert.deepEqual([7, 8, 9, 10].map((step) => progressAt(step).gradients.known), [0, 1, 1, 2]);
});

test("a gradient counts once all its contributions are there", () => {
  // a = 2 x is used twice in a a, so the first of its two contributions completes nothing.
  const run = runOf([["x", []], ["2", [], "f"], ["a", [0, 1], "f"], ["a a", [2, 2], "f"], ["y", [3]]]);
  const timeline = new Timeline(run);
  const collapsed = collapse(timeline, groupsOf(run), new Set());
  const sceneOf = (step) => collapsedScene(sceneAt(timeline, step, true), timeline, collapsed);
  const known = (step) => sceneOf(step).progressOf("f").gradients.known;
  assert.deepEqual([5, 6, 7, 8].map(known), [0, 1, 1, 2]);
});

test("a closed group hides the result of its own operations, and lights the edge that enters it", () => {
  const timeline = new Timeline(CALLS);
  const sceneOf = (step) => collapsedScene(sceneAt(timeline, step, true), timeline, closedCalls());
  assert.deepEqual([2, 4, 6].map((step) => sceneOf(step).result?.data ?? null), [1, null, 1]);
  assert.deepEqual([...sceneOf(4).active.edges], [["n2 → f", "forward"]]);
  assert.deepEqual([...sceneOf(9).active.edges], [["n1 → f", "backward"]]);
});

test("the gradients of a closed group are counted pass by pass: of the last that has begun, or of the one to come", () => {
  const seed = CALLS.steps.findIndex(({ kind }) => kind === "seed");
  const again = CALLS.steps.slice(seed).map((step) => ({ ...step, pass: 1 }));
  const steps = [...CALLS.steps, ...again].map((step, index) => ({ ...step, index }));
  const timeline = new Timeline({ ...CALLS, steps });
  const collapsed = collapse(timeline, groupsOf(CALLS), new Set());
  const knownAt = (step) => collapsedScene(sceneAt(timeline, step, true), timeline, collapsed).progressOf("f").gradients;
  const last = CALLS.steps.length - 1;
  const counts = [0, last, last + 1, last + 2, steps.length - 1].map((step) => `${knownAt(step).known} of ${knownAt(step).all}`);
  assert.deepEqual(counts, ["0 of 3", "3 of 3", "0 of 3", "1 of 3", "3 of 3"]);
});

test("the last gradient of a pass is none of the next, which starts right behind it", () => {
  const run = runOf([["2", [], "f"], ["a", [0], "f"], ["b", [1], "f"], ["y", [2]]]);
  const seed = run.steps.findIndex(({ kind }) => kind === "seed");
  const again = run.steps.slice(seed).map((step) => ({ ...step, pass: 1 }));
  const steps = [...run.steps, ...again].map((step, index) => ({ ...step, index }));
  const timeline = new Timeline({ ...run, steps });
  const collapsed = collapse(timeline, groupsOf(run), new Set());
  const knownAt = (step) => collapsedScene(sceneAt(timeline, step, true), timeline, collapsed).progressOf("f").gradients;
  const ends = [run.steps.length - 1, run.steps.length, steps.length - 1];
  assert.deepEqual(ends.map((step) => `${knownAt(step).known} of ${knownAt(step).all}`), ["3 of 3", "0 of 3", "3 of 3"]);
});

test("an edge of a closed group carries values again once a second pass has begun", () => {
  const again = CALLS.steps.slice(7).map((step) => ({ ...step, index: step.index + CALLS.steps.length - 7, pass: 1 }));
  const timeline = new Timeline({ ...CALLS, steps: [...CALLS.steps, ...again] });
  const collapsed = collapse(timeline, groupsOf(CALLS), new Set());
  const states = [CALLS.steps.length - 1, CALLS.steps.length].map((step) =>
    collapsedScene(sceneAt(timeline, step, true), timeline, collapsed).stateOf("n2 → f"));
  assert.deepEqual(states, ["backward", "forward"]);
});

test("what flows inside a closed group stays inside, what crosses its border rides on the border's edge", () => {
  const timeline = new Timeline(CALLS);
  const sceneOf = (step) => collapsedScene(sceneAt(timeline, step, true), timeline, closedCalls());
  assert.deepEqual(sceneOf(4).flows.map(({ edge }) => edge), ["n2 → f"]);
  assert.deepEqual(sceneOf(5).flows.map(({ edge }) => edge), ["n1 → f"]);
  assert.deepEqual(sceneOf(10).flows, []);
  assert.deepEqual([...sceneOf(10).active.nodes], ["f"]);
  assert.deepEqual([3, 4, 9].map((step) => sceneOf(step).stateOf("n1 → f")), ["idle", "idle", "backward"]);
});

test("one token rides on an edge that stands for several values: the first operand of what reads them", () => {
  const run = runOf([["x", []], ["a", [0], "f"], ["b", [1], "f"], ["y", [2, 1]]]);
  run.nodes = run.nodes.map((node, index) => ({ ...node, value: { ...node.value, data: 10 * index } }));
  const timeline = new Timeline(run);
  const collapsed = collapse(timeline, groupsOf(run), new Set());
  const { flows } = collapsedScene(sceneAt(timeline, 3, true), timeline, collapsed);
  assert.deepEqual(flows.map(({ edge, tensor }) => [edge, tensor.data]), [["f → n3", 20]]);
});

test("the edges into a closed group are its inputs 0, 1, 2, into a node its operands; each tells its steps in their order", () => {
  // f(a, b, c) = (a b) c, and a product of what it gives with its first input.
  const run = runOf([["a", []], ["b", []], ["c", []], ["p", [0, 1], "f"], ["q", [3, 2], "f"], ["y", [4, 0]], ["z", [4, 5]]]);
  const { edges } = collapse(new Timeline(run), groupsOf(run), new Set());
  const slots = Object.fromEntries([...edges.values()].map(({ id, slot }) => [id, slot]));
  assert.deepEqual(slots, { "n0 → f": 0, "n1 → f": 1, "n2 → f": 2, "f → n5": 0, e5: 1, "f → n6": 0, e7: 1 });
  // Two wires of f lead to g; the later is paid first, and the steps are told in their order all the same.
  const joined = runOf([["a", []], ["p", [0, 0], "f"], ["q", [1, 1], "f"], ["r", [1, 2], "g"], ["s", [2, 3], "g"]]);
  const timeline = new Timeline(joined);
  const { sentSteps } = collapse(timeline, groupsOf(joined), new Set()).edges.get("f → g");
  assert.equal(sentSteps.length, 3);
  assert.deepEqual(sentSteps, sentSteps.toSorted((one, other) => one - other));
});

test("a leaf stands right before the first that reads it, as it is written where it comes earlier", () => {
  const run = runOf([["x", []], ["a", [0]], ["b", [1]], ["w", []], ["c", [2, 3]], ["d", [4, 3]]]);
  run.nodes[3].name = null;
  const cards = (nodes) => collapse(new Timeline({ ...run, nodes }), groupsOf({ ...run, nodes }), new Set()).cards;
  assert.deepEqual(cards(run.nodes), ["n0", "n1", "n2", "n3", "n4", "n5"]);
  // w made after all: it still stands between what c reads and c.
  const late = ["n0", "n1", "n2", "n4", "n5", "n3"].map((id) => run.nodes.find((one) => one.id === id));
  assert.deepEqual(cards(late), ["n0", "n1", "n2", "n3", "n4", "n5"]);
});

test("a group that only the seed pays, or nothing, counts no gradients it does not have", () => {
  // g hangs on no path to the target.
  const run = runOf([["x", []], ["a", [0], "g"], ["b", [1], "g"], ["y", [0]]]);
  run.steps = run.steps.filter(({ kind, node: at }) => kind !== "contribute" || at === "n3").map((step, index) => ({ ...step, index }));
  const timeline = new Timeline(run);
  const collapsed = collapse(timeline, groupsOf(run), new Set());
  const scenes = run.steps.map((_, step) => collapsedScene(sceneAt(timeline, step, true), timeline, collapsed).progressOf("g"));
  assert.deepEqual(scenes.map(({ gradients }) => gradients), scenes.map(() => null));
});

test("nowhere do more than 40 stand side by side, and 10,000 nodes open with at most 60 cards", () => {
  const run = chain(10_000);
  const groups = groupsOf(run);
  for (const { items, leaves } of [groups.root, ...groups.byId.values()]) assert.ok(items.length + leaves.length <= 41);
  const { cards, cardOf } = collapse(new Timeline(run), groups, foldToFit(groups, roomFor(groups)));
  assert.ok(cards.length >= 2 && cards.length <= 60);
  assert.equal(cardOf.size, 10_000);
});

test("groups side by side with single operations are batched apart from them", () => {
  const run = chain(81, (index) => (index > 40 ? "" : `model.${Math.ceil(index / 2)}`));
  assert.deepEqual(groupsOf(run).root.items.map(({ name }) => name), ["model.1 … model.20", "h41 … h80"]);
});

test("more than 40 leaves side by side are put into batches, too", () => {
  const leaves = Array.from({ length: 45 }, (_, index) => [`x${index}`, []]);
  const { root } = groupsOf(runOf([...leaves, ["y", leaves.map((_, index) => index)]]));
  assert.deepEqual(root.leaves.map(({ name, items }) => [name, items.length]), [["x0 … x22", 23], ["x23 … x44", 22]]);
  // Links name them so.
  assert.deepEqual(root.leaves.map(({ id }) => id), ["-leaf1", "-leaf2"]);
});

test("a number lies in the innermost group around all its uses", () => {
  // The first 2 has both its uses in f, the second one in f and one in g, the third in a part of f and in f.
  const run = runOf([["x", []], ["2", []], ["3", []], ["4", []], ["a", [0, 1], "f"], ["b", [4, 1], "f"], ["c", [5, 2], "f"],
    ["d", [6, 3], "f/part"], ["e", [7, 3], "f/part"], ["k", [8, 3], "f"], ["l", [9, 2], "g"], ["m", [10, 2], "g"]]);
  const { homes } = groupsOf(run);
  assert.deepEqual(["n1", "n2", "n3"].map((leaf) => homes.get(leaf).id), ["f", "", "f"]);
});

test("a number that is changed in place elsewhere than in the group that uses it lies around both", () => {
  const run = runOf([["1", []], ["a", [0], "f"], ["b", [1, 0], "f"], ["y", [2]], ["1.2", []], ["z", [3, 4]]]);
  const changed = (namespace) => {
    run.nodes[4] = { ...run.nodes[4], previous: "n0", namespace };
    return groupsOf(run).homes.get("n0").id;
  };
  assert.equal(changed(""), "");
});

test("up to 300 nodes a run opens whole", () => {
  for (const [length, whole] of [[300, true], [301, false]]) {
    const run = chain(length, (index) => `part.${Math.floor(index / 10)}`);
    const groups = groupsOf(run);
    assert.equal(collapse(new Timeline(run), groups, foldToFit(groups, roomFor(groups))).cards.length === length, whole);
    assert.equal(opensWhole(run), whole);
  }
});

test("calls of one function are closed together, those of another only where these do not save enough", () => {
  // Four calls of f of three operations, then two of g of four: f saves 8 cards, g 6.
  const spaces = ["f", "f.2", "f.3", "f.4"].flatMap((name) => [name, name, name]).concat(["g", "g.2"].flatMap((name) => Array(4).fill(name)));
  const run = chain(21, (index) => (index === 0 ? "" : spaces[index - 1]));
  const groups = groupsOf(run);
  const cards = (most) => collapse(new Timeline(run), groups, foldToFit(groups, most)).cards;
  assert.equal(cards(21).length, 21);
  assert.deepEqual(cards(20).filter((id) => groups.byId.has(id)), ["f", "f.2", "f.3", "f.4"]);
  assert.deepEqual([cards(20).length, cards(13).length, cards(12).length], [13, 13, 7]);
});

/** @param {number} seed */
function randomNumbers(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

test("whichever groups are closed, every edge runs forward", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = randomNumbers(seed);
    const path = [];
    let calls = 0;
    const run = runOf(Array.from({ length: 160 }, (_, index) => {
      if (random(5) === 0) path.push(`call.${++calls}`);
      else if (random(5) === 0) path.pop();
      const inputs = random(4) === 0 ? [] : Array.from({ length: 1 + random(2) }, () => random(Math.max(1, index)));
      return [random(2) ? `v${index}` : `${index}`, index === 0 ? [] : inputs, path.join("/")];
    }));
    const groups = groupsOf(run);
    const open = new Set([...groups.byId.keys()].filter(() => random(2) === 0));
    const { cards, edges, cardOf } = collapse(new Timeline(run), groups, open);
    const place = new Map(cards.map((card, index) => [card, index]));
    assert.equal(cardOf.size, run.nodes.length);
    for (const { from, to } of edges.values()) {
      assert.ok(place.get(from) < place.get(to), `seed ${seed}: ${from} → ${to}`);
    }
  }
});

test("a namespace that is entered again is counted from 1, and its batches name the first and the last", () => {
  const turns = chain(201, (index) => (index < 3 ? "turn" : `turn.${1 + ((index - 1) >> 1)}`));
  const { byId, root } = groupsOf(turns);
  assert.deepEqual(["turn", "turn.2", "turn.100"].map((id) => byId.get(id).name), ["turn 1", "turn 2", "turn 100"]);
  assert.deepEqual([root.items[0].name, root.items.at(-1).name], ["turn 1 … 34", "turn 69 … 100"]);
});

test("names that every object has are names like any other", () => {
  const run = chain(6, (index) => (index < 3 ? "constructor" : "__proto__/toString"));
  assert.deepEqual([...groupsOf(run).byId.keys()], ["constructor", "__proto__/toString"]);
});
