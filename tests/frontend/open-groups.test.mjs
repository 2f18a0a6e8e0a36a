import assert from "node:assert/strict";
import { test } from "node:test";
import "./libraries.mjs";
import { RUN } from "./square-plus-self.mjs";

const { Store } = await import("../../frontend/state/store.js");
const { Clock } = await import("../../frontend/state/clock.js");

/** A chain of additions after a leaf n0, one in each of these namespaces: n1, n2, … */
function chain(...namespaces) {
  const nodes = ["", ...namespaces].map((namespace, index) => ({
    ...RUN.nodes[0], id: `n${index}`, label: `h${index}`, op: index ? "add" : "leaf", namespace, line: null,
    inputs: index ? [`n${index - 1}`] : [],
  }));
  const edges = namespaces.map((_, index) => ({ id: `e${index}`, from: `n${index}`, to: `n${index + 1}`, slot: 0 }));
  const kindOf = (index) => (index ? "compute" : "leaf");
  const steps = nodes.map(({ id }, index) => ({ index, pass: 0, phase: "forward", kind: kindOf(index), node: id }));
  return { ...RUN, source: "", targets: [], nodes, edges, steps };
}

/** y = b(h) after h = a(x), where a has an operation of its own, n1, and two of a part of it, n2 and n3. */
const NESTED = chain("a", "a/part", "a/part", "b", "b");

/** The same, three operations a part, with more nodes than open at once: it opens with its 80 parts closed. */
const LONG = chain(...Array.from({ length: 320 }, (_, index) => `layer.${1 + Math.floor(index / 4)}`));

function storeOf(run) {
  const frames = { request: () => 0, cancel: () => {} };
  const store = new Store({ clock: new Clock({ frames, still: () => true }) });
  store.show(run, "opening");
  return store;
}

const cards = (store) => store.folds.collapsed.value.cards;

test("a small run opens with all its nodes, one of more than 300 with the parts of it closed", () => {
  assert.deepEqual(cards(storeOf(NESTED)), ["n0", "n1", "n2", "n3", "n4", "n5"]);
  assert.equal(cards(storeOf(LONG)).length, 3);
});

test("the groups that a link opens are those of its own program, not of the next", () => {
  const store = storeOf(NESTED);
  store.folds.arrival = { ...store.folds.arrival, groupChoice: { open: new Set(["a"]), closed: new Set() } };
  store.show(NESTED, "opening");
  assert.deepEqual(cards(store), ["n0", "n1", "a/part", "b"]);
  store.show(NESTED, "opening");
  assert.deepEqual(cards(store), ["n0", "n1", "n2", "n3", "n4", "n5"]);
});

test("a link opens its own program by line, and the next as it fits", () => {
  const store = storeOf(NESTED);
  store.folds.arrival = { ...store.folds.arrival, granularity: "lines" };
  store.show(NESTED, "opening");
  assert.equal(store.folds.granularity.value, "lines");
  store.show(NESTED, "opening");
  assert.equal(store.folds.granularity.value, null);
});

test("an edit leaves the groups as the reader has them, and another program opens with its own", () => {
  const store = storeOf(NESTED);
  store.folds.closeGroup("b");
  store.show(NESTED, "keep");
  assert.deepEqual(cards(store), ["n0", "n1", "n2", "n3", "b"]);
  store.show(NESTED, 0);
  assert.deepEqual(cards(store), ["n0", "n1", "n2", "n3", "n4", "n5"]);
});

test("a group is closed and opened alone, all are closed at once", () => {
  const store = storeOf(NESTED);
  store.folds.closeGroup("a/part");
  store.folds.closeGroup("b");
  assert.deepEqual(cards(store), ["n0", "n1", "a/part", "b"]);
  store.folds.openGroup("b");
  assert.deepEqual(cards(store), ["n0", "n1", "a/part", "n4", "n5"]);
  store.folds.closeGroups();
  assert.deepEqual(cards(store), ["n0", "a", "b"]);
});

test("the first group that is opened in a long run opens beside those that are open at first", () => {
  const store = storeOf(LONG);
  const [, batch] = cards(store);
  store.folds.openGroup(batch);
  assert.equal(cards(store).length, 42);
  store.folds.openGroup("layer.1");
  assert.equal(cards(store).length, 45);
});

test("closing goes outwards around a node and opening inwards, one group at a time", () => {
  const store = storeOf(NESTED);
  const seen = [];
  const see = () => seen.push(store.folds.collapsed.value.cardOf.get("n3"));
  for (let turn = 0; turn < 3; turn++) {
    store.folds.closeAround("n3");
    see();
  }
  for (let turn = 0; turn < 3; turn++) {
    store.folds.openAround("n3");
    see();
  }
  assert.deepEqual(seen, ["a/part", "a", "a", "a/part", "n3", "n3"]);
});

test("around no node, and around one that is in no group, nothing closes or opens", () => {
  const store = storeOf(NESTED);
  for (const node of [null, "n0", "nowhere"]) {
    store.folds.closeAround(node);
    store.folds.openAround(node);
    assert.equal(store.folds.groupChoice.value, null);
  }
});

test("closing around what is hidden already leaves what is inside as it was", () => {
  const store = storeOf(NESTED);
  store.folds.closeGroup("a");
  store.folds.closeAround("n3");
  store.folds.openGroup("a");
  assert.deepEqual(cards(store), ["n0", "n1", "n2", "n3", "n4", "n5"]);
});

test("a program that makes no tensor has no groups", () => {
  const store = storeOf({ ...NESTED, nodes: [], edges: [], steps: [] });
  store.folds.closeGroup("a");
  assert.deepEqual([store.folds.collapsed.value, [...store.folds.open.value]], [null, []]);
});

test("without a graph there are no groups", () => {
  const store = new Store({ clock: new Clock({ frames: { request: () => 0, cancel: () => {} } }) });
  store.folds.openAround("n1");
  store.folds.closeAround("n1");
  store.folds.closeGroup("a");
  store.fit();
  assert.equal(store.folds.collapsed.value, null);
  assert.deepEqual([...store.folds.open.value], []);
});

/** x; s = x x + x in one line; y = s s: two lines, one of them of two operations. */
const LINED = (() => {
  const run = chain("", "", "");
  const statement = (line, name) => ({ source: { line, column: 1, end_line: line, end_column: 9 }, names: [name], expression: "…" });
  return {
    ...run, statements: [statement(1, "x"), statement(2, "s"), statement(3, "y")],
    lines: [0, 1, 2].map((place) => ({ statement: place, namespace: "", caller: null })),
    nodes: run.nodes.map((node, index) => ({ ...node, line: [0, 1, 1, 2][index] })),
  };
})();

test("by line all lines are closed, by operations all are open, and one may be other than the rest", () => {
  const store = storeOf(LINED);
  assert.deepEqual([store.folds.by.value, cards(store).length], ["operations", 4]);
  store.folds.showBy("lines");
  assert.deepEqual(cards(store), ["n0", "-line2", "n3"]);
  store.folds.openGroup("-line2");
  assert.deepEqual([store.folds.by.value, cards(store).length], ["lines", 4]);
  store.folds.showBy("operations");
  store.folds.closeGroup("-line2");
  assert.deepEqual([store.folds.by.value, cards(store)], ["operations", ["n0", "-line2", "n3"]]);
});

test("what there is no room for opens by line, and showing the whole closes what the reader has opened too much of", () => {
  const store = storeOf(LINED);
  store.folds.room.value = 3;
  assert.deepEqual([store.folds.by.value, cards(store)], ["lines", ["n0", "-line2", "n3"]]);
  store.folds.openGroup("-line2");
  assert.equal(cards(store).length, 4);
  store.fit();
  assert.equal(cards(store).length, 3);
});

test("by line or by operation, groups that are no lines stay as they open", () => {
  const store = storeOf(NESTED);
  store.folds.showBy("lines");
  assert.deepEqual([store.folds.groupChoice.value, cards(store)], [null, ["n0", "n1", "n2", "n3", "n4", "n5"]]);
});

test("closing all groups shows the program by line", () => {
  const store = storeOf(LINED);
  store.folds.showBy("operations");
  store.folds.closeGroups();
  assert.deepEqual([store.folds.by.value, cards(store)], ["lines", ["n0", "-line2", "n3"]]);
});

test("who opens a group of what opened by line goes on by line, with more room too", () => {
  const store = storeOf(LINED);
  store.folds.room.value = 3;
  store.folds.openGroup("-line2");
  store.folds.room.value = 30;
  assert.deepEqual([store.folds.by.value, cards(store).length], ["lines", 4]);
});

test("another program opens as large as it is until its room is measured", () => {
  const store = storeOf(LINED);
  store.folds.room.value = 3;
  store.show(LINED, "keep");
  assert.equal(cards(store).length, 3);
  store.show(LINED, "opening");
  assert.equal(cards(store).length, 4);
});

test("showing the whole leaves open what fits, as the reader had it", () => {
  const store = storeOf(LINED);
  store.fit();
  assert.deepEqual([store.folds.groupChoice.value, cards(store).length], [null, 4]);
});

test("by line closes also the line that the reader had opened", () => {
  const store = storeOf(LINED);
  store.folds.showBy("lines");
  store.folds.openGroup("-line2");
  store.folds.showBy("lines");
  assert.deepEqual(cards(store), ["n0", "-line2", "n3"]);
});

test("showing the whole of a long run closes what does not fit, before anybody has measured the room", () => {
  const store = storeOf(LONG);
  const opening = cards(store).length;
  for (const id of store.folds.groups.value.byId.keys()) store.folds.openGroup(id);
  assert.equal(cards(store).length, 321);
  store.fit();
  assert.equal(cards(store).length, opening);
});

test("a step by line explains the line at once, forward and back, and the place in the text lights the closed line", () => {
  const store = storeOf(LINED);
  store.first();
  store.forward("line");
  assert.deepEqual([store.step.value, store.shownSteps.value, store.shownByLine.value], [2, { from: 1, to: 2 }, true]);
  store.forward("line");
  store.back("line");
  assert.deepEqual([store.shownSteps.value, store.shownByLine.value], [{ from: 1, to: 2 }, true]);
  store.seek(2);
  assert.deepEqual([store.shownSteps.value, store.shownByLine.value], [{ from: 2, to: 2 }, false]);
  store.folds.showBy("lines");
  store.hoverLine.value = 2;
  assert.deepEqual([...store.lit.value], ["n1", "n2"]);
  store.hover.value = "-line2";
  assert.deepEqual([...store.lit.value], ["n1", "n2"]);
});
