import assert from "node:assert/strict";
import { test } from "node:test";

import { collapse } from "../../frontend/run/collapse.js";
import { choiceOf, foldToFit, granularityOf, openIn } from "../../frontend/run/folding.js";
import { lineTitle } from "../../frontend/run/describe.js";
import { groupsOf } from "../../frontend/run/groups.js";
import { describedLine, executionsOf } from "../../frontend/run/lines.js";
import { lineStops } from "../../frontend/run/stops.js";
import { Timeline } from "../../frontend/run/timeline.js";

/**
 * A run by its lines, each an execution of a statement: the number of its line in the text and its place in the run.
 * @param {Record<number, string>} statements by number: "y = a + b"
 * @param {[number: number, namespace?: string, caller?: number][]} lines
 * @param {[label: string, inputs: number[], line: number, more?: object][]} made in order; what has no inputs is a leaf
 */
function runOfLines(statements, lines, made) {
  const numbers = Object.keys(statements).map(Number);
  const value = { shape: [], dtype: "float64", data: 1, summary: { min: 1, max: 1, nonfinite: 0 } };
  const nodes = made.map(([label, inputs, line, more = {}], index) => ({
    id: `n${index}`, label, name: /^\d|·|\+/.test(label) ? null : label, names: /^\d|·|\+/.test(label) ? [] : [label],
    role: inputs.length ? "operation" : /^\d/.test(label) ? "constant" : "parameter", namespace: lines[line][1] ?? "", line,
    op: inputs.length ? "mul" : "leaf", inputs: inputs.map((input) => `n${input}`), previous: null, shape: [], value, ...more,
  }));
  const edges = nodes.flatMap((node) => node.inputs.map((from, slot) => ({ from, to: node.id, slot })))
    .map((edge, index) => ({ id: `e${index}`, ...edge }));
  const steps = nodes.map((node, index) =>
    ({ index, pass: 0, phase: "forward", kind: node.inputs.length ? "compute" : "leaf", node: node.id }));
  return {
    nodes, edges, steps, targets: [nodes.at(-1).id],
    statements: numbers.map((line) => {
      const [left, right] = statements[line].includes(" = ") ? statements[line].split(" = ") : ["", statements[line]];
      return { source: { line, column: 1, end_line: line, end_column: 9 }, names: left ? left.split(", ") : [], expression: right };
    }),
    lines: lines.map(([number, namespace = "", caller = null]) =>
      ({ statement: numbers.indexOf(number), namespace, caller })),
  };
}

/** w, x; z = w x + 2; a = z z; loss = (a + 1) · a: the second line makes two operations and a number. */
const NET = runOfLines(
  { 1: "w = tensor(3)", 2: "x = tensor(2)", 3: "z = w * x + 2", 4: "a = z * z", 5: "loss = (a + 1) * a" },
  [[1], [2], [3], [4], [5]],
  [["w", [], 0], ["x", [], 1], ["w · x", [0, 1], 2], ["2", [], 2], ["z", [2, 3], 2], ["a", [4, 4], 3],
    ["1", [], 4], ["a + 1", [5, 6], 4], ["loss", [7, 5], 4]],
);

/** y = f(x) + 1 with f of two lines, h = 2 a and the return of h h. */
const CALL = runOfLines(
  { 1: "x = tensor(3)", 2: "h = 2 * a + a", 3: "h * h", 4: "y = f(x) + 1" },
  [[1], [4], [2, "f", 1], [3, "f", 1]],
  [["x", [], 0], ["2", [], 2], ["2 · a", [1, 0], 2], ["h", [2, 0], 2], ["h · h", [3, 3], 3], ["1", [], 1], ["y", [4, 5], 1]],
);

const cardsOf = (run, open) => collapse(new Timeline(run), groupsOf(run), open).cards;
const closedLines = (run) => openIn(groupsOf(run), "lines", null, 300);

test("what a line makes is a group, named by what it ends in, with its source and the count of its operations", () => {
  const { byId, root } = groupsOf(NET);
  assert.deepEqual([...byId.keys()], ["-line3", "-line5"]);
  const { kind, name, line, items, leaves } = byId.get("-line3");
  assert.deepEqual([kind, name], ["line", "z"]);
  assert.deepEqual(line, { number: 3, end: 3, name: "z", expression: "w * x + 2", operations: 2 });
  assert.deepEqual([items, leaves], [["n2", "n4"], ["n3"]]);
  assert.deepEqual(root.leaves, ["n0", "n1"]);
});

test("a line of one operation is no group, and its card is told of its line all the same", () => {
  const { lines, homes, root } = groupsOf(NET);
  assert.equal(homes.get("n5"), root);
  assert.deepEqual([...lines.keys()], ["n5"]);
  assert.deepEqual(lines.get("n5"), { number: 4, end: 4, name: "a", expression: "z * z", operations: 1 });
});

test("by line each line is a card, by operations each node", () => {
  assert.deepEqual(cardsOf(NET, closedLines(NET)), ["n0", "n1", "-line3", "n5", "-line5"]);
  assert.equal(cardsOf(NET, openIn(groupsOf(NET), "operations", null, 300)).length, 9);
});

test("a call belongs to the line that calls, and has lines of its own", () => {
  const { byId, homes } = groupsOf(CALL);
  assert.deepEqual([...byId.keys()], ["-line4", "f", "f-line2"]);
  assert.equal(byId.get("f").parent.id, "-line4");
  assert.equal(byId.get("-line4").line.operations, 4);
  assert.deepEqual([byId.get("f").kind, byId.get("f").name, byId.get("f").line], ["call", "f", null]);
  assert.equal(homes.get("n3").name, "h");
  assert.deepEqual(cardsOf(CALL, closedLines(CALL)), ["n0", "-line4"]);
  assert.deepEqual(cardsOf(CALL, new Set(["-line4", "f"])), ["n0", "f-line2", "n4", "n5", "n6"]);
});

test("a line that is nothing but a call is that call, and known by its line", () => {
  const run = runOfLines({ 1: "x = tensor(3)", 2: "h = 2 * a + a", 3: "h * h", 4: "y = f(x)" },
    [[1], [4], [2, "f", 1], [3, "f", 1]],
    [["x", [], 0], ["2", [], 2], ["2 · a", [1, 0], 2], ["h", [2, 0], 2], ["y", [3, 3], 3]]);
  const { byId, root } = groupsOf(run);
  assert.deepEqual([...byId.keys()], ["f", "f-line2"]);
  assert.deepEqual([byId.get("f").parent, byId.get("f-line2").parent], [root, byId.get("f")]);
  assert.deepEqual([byId.get("f").kind, byId.get("f").line.name, byId.get("f").line.expression], ["call", "y", "f(x)"]);
  assert.deepEqual(cardsOf(run, closedLines(run)), ["n0", "f"]);
});

test("every group lies in the one that holds it, also where a turn or a call is nothing but a line", () => {
  // A turn of one line, which calls f and adds; f is one line of two operations, which calls g of two.
  const run = runOfLines({ 1: "x = tensor(3)", 2: "y = f(x) + x", 3: "g(a) + a", 4: "h = b * b * b" },
    [[1], [2, "iteration"], [3, "iteration/f", 1], [4, "iteration/f/g", 2]],
    [["x", [], 0], ["b · b", [0, 0], 3], ["h", [1, 0], 3], ["h + a", [2, 0], 2], ["y", [3, 0], 1]]);
  run.titles = { iteration: "epoch 0" };
  const { root, byId } = groupsOf(run);
  const ways = [];
  const visit = (group, way) => {
    for (const item of [...group.items, ...group.leaves]) {
      if (typeof item === "string") continue;
      assert.equal(item.parent, group, item.id);
      ways.push([...way, item.id].join(" > "));
      visit(item, [...way, item.id]);
    }
  };
  visit(root, []);
  assert.equal(ways.length, byId.size);
  assert.deepEqual(ways, ["iteration", "iteration > iteration/f", "iteration > iteration/f > iteration/f/g"]);
});

test("a turn of a single line keeps its name, and is closed by line", () => {
  const turns = [0, 1].flatMap((turn) => {
    const at = 1 + 2 * turn;
    return [["w · x", [0, 0], turn + 1], [`x.${turn + 2}`, [at, 0], turn + 1, { names: ["x"] }]];
  });
  const run = runOfLines({ 1: "x = tensor(3)", 3: "x = x * x + x" },
    [[1], [3, "iteration"], [3, "iteration.2"]], [["x", [], 0], ...turns]);
  run.titles = { iteration: "epoch 0", "iteration.2": "epoch 1" };
  const { byId } = groupsOf(run);
  assert.deepEqual([...byId.values()].map(({ kind, name, line }) => [kind, name, line.name]),
    [["turn", "epoch 0", "x.2"], ["turn", "epoch 1", "x.3"]]);
});

test("a line that goes on after others is a group of its own, so no path leaves a group and comes back", () => {
  // A generator in namespace g works for the head of a loop, and in between the loop's body does.
  const run = runOfLines({ 1: "x = tensor(3)", 2: "yield a", 3: "for v in g", 4: "s = v * v + v" },
    [[1], [3], [2, "g", 1], [4, "iteration"], [3], [2, "g", 4]],
    [["x", [], 0], ["a", [0, 0], 2], ["b", [1, 0], 2], ["v · v", [2, 2], 3], ["s", [3, 2], 3],
      ["c", [4, 0], 5], ["d", [5, 4], 5]]);
  const { byId } = groupsOf(run);
  assert.deepEqual([...byId.keys()], ["g", "iteration", "g-again2"]);
  const { cards, edges } = collapse(new Timeline(run), groupsOf(run), new Set());
  assert.deepEqual(cards, ["n0", "g", "iteration", "g-again2"]);
  for (const { from, to } of edges.values()) assert.ok(cards.indexOf(from) < cards.indexOf(to), `${from} → ${to}`);
});

test("a named leaf stays a card where a line alone uses it, a plain number folds with the line", () => {
  const run = runOfLines({ 2: "w = tensor(3)", 3: "y = lr * (w + w)" }, [[2, "f"], [3, "f"]],
    [["w", [], 0], ["lr", [], 1, { role: "constant" }], ["w + w", [0, 0], 1], ["y", [1, 2], 1], ["y · y", [3, 3], 1]]);
  const { byId, homes } = groupsOf(run);
  // The call is nothing but its line.
  assert.deepEqual([...byId.values()].map(({ id, kind }) => [id, kind]), [["f", "call"]]);
  assert.equal(homes.get("n1").id, "f");
  const { homes: open } = groupsOf({ ...run, nodes: run.nodes.map((node) => ({ ...node, namespace: "" })), lines:
    run.lines.map((line) => ({ ...line, namespace: "" })) });
  assert.deepEqual([open.get("n0").id, open.get("n1").id], ["", "-line3"]);
});

test("a named leaf of a call lies in the call, beside the one line of it that uses it", () => {
  const run = runOfLines({ 1: "x = tensor(3)", 2: "w = tensor(3)", 3: "h = a * w + w", 4: "h * h + h", 5: "y = f(x)" },
    [[1], [5], [2, "f", 1], [3, "f", 1], [4, "f", 1]],
    [["x", [], 0], ["w", [], 2], ["a · w", [0, 1], 3], ["h", [2, 1], 3], ["h · h", [3, 3], 4], ["y", [4, 3], 4]]);
  const { homes, byId } = groupsOf(run);
  assert.deepEqual([...byId.keys()], ["f", "f-line3", "f-line4"]);
  assert.equal(homes.get("n1").id, "f");
});

test("what does not fit folds by line first, then what lies innermost, the most numerous before the others", () => {
  const lines = [[1], [9]];
  const made = [["x", [], 0]];
  // 20 turns of two lines with two operations each, after a call of three operations.
  for (const name of ["p · p", "q · q", "r"]) made.push([name, [made.length - 1], 1, { namespace: "setup" }]);
  for (let turn = 1; turn <= 20; turn += 1) {
    const namespace = turn === 1 ? "iteration" : `iteration.${turn}`;
    for (const number of [5, 6]) {
      lines.push([number, namespace]);
      made.push(["a + b", [made.length - 1], lines.length - 1], ["c", [made.length], lines.length - 1]);
    }
  }
  const run = runOfLines({ 1: "x = tensor(1)", 5: "a = a + b", 6: "c = a + b", 9: "r = setup(x)" }, lines, made);
  run.titles = Object.fromEntries(lines.slice(2).map(([, namespace]) => [namespace, namespace]));
  const groups = groupsOf(run);
  const countAt = (most) => cardsOf(run, foldToFit(groups, most)).length;
  assert.equal(run.nodes.length, 84);
  assert.deepEqual([84, 83, 42, 41, 22, 21].map(countAt), [84, 42, 42, 22, 22, 22]);
  assert.equal(granularityOf(groups, foldToFit(groups, 84)), "operations");
  assert.equal(granularityOf(groups, foldToFit(groups, 83)), "lines");
});

test("what a reader has opened and closed is told by few ids, and found again", () => {
  const groups = groupsOf(CALL);
  for (const granularity of ["lines", "operations"]) {
    for (const open of [[], ["f"], ["-line4"], ["-line4", "f"], ["-line4", "f", "f-line2"]]) {
      const found = openIn(groups, granularity, choiceOf(groups, granularity, new Set(open)), 300);
      assert.deepEqual([...found].sort(), open.toSorted());
    }
  }
  const all = new Set(groups.byId.keys());
  assert.deepEqual([...choiceOf(groups, "operations", all).open], ["f"]);
  assert.deepEqual([...choiceOf(groups, "operations", all).closed], []);
  // A link from before there were lines names the groups that are open, and leaves lines open.
  assert.deepEqual([...openIn(groups, null, { open: new Set(["f"]), closed: new Set() }, 300)], ["-line4", "f", "f-line2"]);
});

test("a place in the text is executed with all that it calls", () => {
  assert.deepEqual([...executionsOf(CALL, 4)], [1, 2, 3]);
  assert.deepEqual([...executionsOf(CALL, 2)], [2]);
  // A call that is not made by a line at this place is not of it, though line 0 calls nothing.
  assert.deepEqual([...executionsOf(CALL, 1)], [0]);
  assert.deepEqual([...executionsOf(CALL, 9)], []);
});

test("a statement over several lines is executed at each of them, and a run without lines at none", () => {
  const run = structuredClone(NET);
  run.statements[2].source.end_line = 4;
  assert.deepEqual([2, 3, 4, 5].map((line) => [...executionsOf(run, line)]), [[1], [2], [2, 3], [4]]);
  assert.deepEqual([...executionsOf({ ...run, lines: undefined }, 3)], []);
});

/** What the line of a run is called whose nodes are these. */
const lineOf = (run, line = 0) => describedLine(run, line, run.nodes.filter((node) => node.line === line));

test("a line is called by its variables, each by the label of the last node of that name", () => {
  const run = runOfLines({ 1: "a, b = x * x, x + x" }, [[1]],
    [["x", [], 0], ["a", [0, 0], 0], ["b.2", [0, 0], 0, { names: ["b"] }]]);
  assert.deepEqual(lineOf(run), { number: 1, end: 1, name: "a, b.2", expression: "x * x, x + x", operations: 2 });
  // A name that none of its nodes has stands as it is written.
  const [unseen] = runOfLines({ 1: "p = x * x" }, [[1]], [["q", [], 0], ["x · x", [0, 0], 0]]).nodes;
  assert.equal(describedLine(runOfLines({ 1: "p = x * x" }, [[1]], [["x", [], 0]]), 0, [unseen]).name, "p");
});

test("a line without a variable is called by its last result, by a leaf where it computes nothing", () => {
  const run = runOfLines({ 1: "g(x) * 2" }, [[1]], [["x", [], 0], ["x · x", [0, 0], 0], ["x + x", [0, 0], 0], ["2", [], 0]]);
  assert.equal(lineOf(run).name, "x + x");
  assert.equal(lineOf(run).operations, 2);
  const alone = runOfLines({ 1: "tensor(3)" }, [[1]], [["3", [], 0]]);
  assert.deepEqual([lineOf(alone).name, lineOf(alone).operations], ["3", 0]);
  assert.equal(describedLine(alone, 0, []).name, "");
});

test("several leaves that a line makes at once are called by the line, as the weights that an optimizer has moved", () => {
  const moved = (op) => runOfLines({ 1: "optimizer.step()" }, [[1]],
    ["w", "b"].map((name) => [`${name}.2`, [], 0, { names: [], op }]));
  assert.equal(lineOf(moved("leaf")).name, "optimizer.step()");
  // One alone is called by itself, and so is the last where an operation made one of them.
  const one = moved("leaf");
  one.nodes.pop();
  assert.equal(lineOf(one).name, "w.2");
  const computed = moved("leaf");
  computed.nodes[0].op = "sub";
  assert.equal(lineOf(computed).name, "b.2");
});

/** A backward pass over NET that sends over every edge in turn, from the last operation to the first. */
function withPass(run) {
  const { value } = run.nodes[0];
  const sent = run.nodes.toReversed().flatMap((node) => run.edges.filter(({ to }) => to === node.id))
    .map(({ id, from, to }) => ({ phase: "backward", kind: "contribute", node: to, edge: id, to: from, contribution: value }));
  const seed = { phase: "backward", kind: "seed", node: run.nodes.at(-1).id, accumulated: value };
  const steps = [...run.steps, seed, ...sent].map((step, index) => ({ pass: 0, ...step, index }));
  return { ...run, steps };
}

const stopsOf = (run, open) => lineStops(new Timeline(run), groupsOf(run), open);

test("a step by line passes all that a line makes, and all that it hands on", () => {
  // Forward w, x, z of 3 steps, a, loss of 3; the seed; backward loss of 4 edges, a of 2, z of 4.
  const stops = stopsOf(withPass(NET), new Set());
  assert.deepEqual(stops.ends, [0, 1, 4, 5, 8, 9, 13, 15, 19]);
  assert.deepEqual([stops.next(1), stops.next(2), stops.next(19)], [4, 4, 19]);
  assert.deepEqual([stops.previous(4), stops.previous(3), stops.previous(0)], [1, 1, 0]);
  assert.deepEqual(stops.around(11), { from: 10, to: 13 });
  assert.deepEqual([stops.count, stops.indexOf(11), stops.indexOf(19)], [9, 6, 8]);
});

test("a closed line takes what it calls along, and the functions that an open one calls stop at their own lines", () => {
  assert.deepEqual(stopsOf(CALL, new Set()).ends, [0, 6]);
  // x; h = 2 · a + a; return h · h; and what is left of y = f(x) + 1.
  assert.deepEqual(stopsOf(CALL, new Set(groupsOf(CALL).byId.keys())).ends, [0, 3, 4, 6]);
});

test("a line is told by its number and what it makes, in reverse by whom it hands its gradient on to", () => {
  const timeline = new Timeline(withPass(NET));
  assert.equal(lineTitle(timeline, { from: 2, to: 4 }), "Line 3: z is computed");
  assert.equal(lineTitle(timeline, { from: 10, to: 13 }), "Line 5 in reverse: loss hands its gradient on to a and 1");
  assert.equal(lineTitle(timeline, { from: 0, to: 0 }), "w is given");
});
