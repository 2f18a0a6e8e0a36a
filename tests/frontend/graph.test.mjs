import assert from "node:assert/strict";
import { test } from "node:test";

import { collapse } from "../../frontend/run/collapse.js";
import { collapsedScene } from "../../frontend/run/collapsed-scene.js";
import { pathData, pointAt, sampleCurve, wayTo } from "../../frontend/graph/curve.js";
import { updates } from "../../frontend/run/updates.js";
import { groupsOf } from "../../frontend/run/groups.js";
import { CARD, FONTS, entryText, measureCards, rangeText } from "../../frontend/graph/measure.js";
import { neighbour } from "../../frontend/graph/neighbours.js";
import { arrived, flowShare, sceneAt } from "../../frontend/run/scene.js";
import { focusOf, stripOf } from "../../frontend/graph/sight.js";
import { apart } from "../../frontend/graph/tokens.js";
import { layoutGraph } from "../../frontend/layout/layout.js";
import { matrix } from "../../frontend/format.js";
import { Timeline } from "../../frontend/run/timeline.js";
import { RUN_CLEARED } from "./square-plus-self.mjs";

const tensor = (data, shape = []) => {
  const entries = [data].flat(Infinity).map(Number);
  return {
    shape,
    dtype: "float64",
    data,
    summary: { min: Math.min(...entries), max: Math.max(...entries), nonfinite: 0 },
  };
};

const node = (id, label, value, inputs = [], more = {}) => ({
  id,
  label,
  name: label,
  inputs,
  value: tensor(value),
  shape: [],
  op: inputs.length ? "add" : "leaf",
  symbol: inputs.length ? "+" : "",
  role: inputs.length ? "operation" : "parameter",
  gradient_state: "computed",
  namespace: "",
  previous: null,
  ...more,
});

/** e = (a + b) (b + 1) at a = 2, b = 1: by hand c = 3, d = 2, e = 6 and ∂a = 2, ∂b = 3 + 2 = 5. */
const RUN = {
  targets: ["n5"],
  nodes: [
    node("n0", "a", 2),
    node("n1", "b", 1),
    node("n2", "c", 3, ["n0", "n1"]),
    node("n3", "1", 1, [], { role: "constant", gradient_state: "not_required" }),
    node("n4", "d", 2, ["n1", "n3"]),
    node("n5", "e", 6, ["n2", "n4"], { op: "mul", symbol: "×" }),
  ],
  edges: [
    ["n0", "n2", 0],
    ["n1", "n2", 1],
    ["n1", "n4", 0],
    ["n3", "n4", 1],
    ["n2", "n5", 0],
    ["n4", "n5", 1],
  ].map(([from, to, slot], index) => ({ id: `e${index}`, from, to, slot })),
  steps: [
    ["leaf", "n0"],
    ["leaf", "n1"],
    ["compute", "n2"],
    ["leaf", "n3"],
    ["compute", "n4"],
    ["compute", "n5"],
    ["seed", "n5", 1],
    ["contribute", "n5", 2, "e4", "n2", 2, 1, 1],
    ["contribute", "n5", 3, "e5", "n4", 3, 1, 1],
    ["contribute", "n4", 3, "e2", "n1", 3, 1, 2],
    ["contribute", "n2", 2, "e0", "n0", 2, 1, 1],
    ["contribute", "n2", 2, "e1", "n1", 5, 2, 2],
  ].map(([kind, made, amount, edge, to, total, received, expected], index) => ({
    index,
    pass: 0,
    phase: index < 6 ? "forward" : "backward",
    kind,
    node: made,
    edge,
    to,
    received,
    expected,
    ...(edge
      ? { contribution: tensor(amount), accumulated: tensor(total) }
      : kind === "seed"
        ? { accumulated: tensor(amount) }
        : {}),
  })),
};
const TIMELINE = new Timeline(RUN);

/** Six pixels a letter. */
const textWidth = (text) => 6 * [...text].length;
const CARDS = measureCards(RUN, textWidth);

const GROUPS = groupsOf(RUN);
const COLLAPSED = collapse(TIMELINE, GROUPS, new Set(GROUPS.byId.keys()));
const collapsedSceneAt = (step, hasArrived) => collapsedScene(sceneAt(TIMELINE, step, hasArrived), TIMELINE, COLLAPSED);

const sheetOf = (direction) => {
  const nodes = [...CARDS].map(([id, { width, height }]) => ({ id, width, height }));
  return { collapsed: COLLAPSED, layout: layoutGraph({ nodes, edges: RUN.edges }, { direction }), direction };
};

test("a value is blank until its operation has received its inputs", () => {
  assert.equal(sceneAt(TIMELINE, 1, true).valueOf("n2"), null);
  assert.equal(sceneAt(TIMELINE, 2, false).valueOf("n2"), null);
  assert.equal(sceneAt(TIMELINE, 2, true).valueOf("n2").data, 3);
});

test("a gradient is blank before the backward pass, not zero", () => {
  for (const { id } of RUN.nodes) assert.equal(sceneAt(TIMELINE, 5, true).gradientOf(id), null);
});

test("a fork shows 3 after one of two contributions and 5 after both", () => {
  const shown = (step, hasArrived) => sceneAt(TIMELINE, step, hasArrived).gradientOf("n1");
  assert.equal(shown(9, false), null);
  assert.deepEqual([shown(9, true).tensor.data, shown(9, true).received, shown(9, true).final], [3, 1, false]);
  assert.equal(shown(11, false).tensor.data, 3);
  assert.deepEqual([shown(11, true).tensor.data, shown(11, true).received, shown(11, true).final], [5, 2, true]);
});

test("the inputs of an operation flow with the arrows, a contribution flows against its arrow", () => {
  assert.deepEqual(
    sceneAt(TIMELINE, 2, true).flows.map(({ edge, sense, tensor: { data } }) => [edge, sense, data]),
    [
      ["e0", "forward", 2],
      ["e1", "forward", 1],
    ],
  );
  assert.deepEqual(
    sceneAt(TIMELINE, 11, true).flows.map(({ edge, sense, tensor: { data } }) => [edge, sense, data]),
    [["e1", "backward", 2]],
  );
});

test("the seed arrives as a 1 at the target", () => {
  const { seed, source, receiver } = sceneAt(TIMELINE, 6, true);
  assert.deepEqual([seed.data, source, receiver], [1, "n5", "n5"]);
});

test("a scene is the same whatever was drawn before it", () => {
  const facts = (scene) => RUN.nodes.map(({ id }) => [scene.valueOf(id), scene.gradientOf(id)]);
  const fresh = facts(sceneAt(new Timeline(RUN), 9, false));
  for (let step = 0; step < RUN.steps.length; step++) sceneAt(TIMELINE, step, true);
  assert.deepEqual(facts(sceneAt(TIMELINE, 9, false)), fresh);
});

test("a flow starts at its source and has arrived before the step ends", () => {
  assert.equal(flowShare(0), 0);
  assert.equal(flowShare(1), 1);
  assert.ok(!arrived(0.5) && arrived(1));
  for (let t = 0; t < 1; t += 0.05) assert.ok(flowShare(t + 0.05) >= flowShare(t));
});

test("a result shows four fifths into its step, when what flows has arrived", () => {
  assert.deepEqual([0, 0.79, 0.8, 1].map(arrived), [false, false, true, true]);
  // Slow at both ends: half of the way at half of the time, by t² (3 − 2 t) 5/32 of it at a quarter.
  assert.deepEqual([0.2, 0.4, 0.8, 0.9].map(flowShare), [5 / 32, 0.5, 1, 1]);
});

test("a leaf shows its value at once, and the first step has no step before it", () => {
  assert.equal(sceneAt(TIMELINE, 1, false).valueOf("n1").data, 1);
  assert.equal(sceneAt(TIMELINE, 0, false).shown, 0);
  assert.deepEqual([2, 1].map((step) => sceneAt(TIMELINE, step, false).shown), [1, 0]);
  assert.equal(sceneAt(TIMELINE, 2, true).shown, 2);
});

test("a seed flows over no edge, nor does a leaf", () => {
  assert.deepEqual([6, 0].map((step) => sceneAt(TIMELINE, step, true).flows), [[], []]);
  assert.deepEqual([0, 2, 7].map((step) => sceneAt(TIMELINE, step, true).seed), [null, null, null]);
});

test("forward steps go with the arrows, passes and changes of .grad against them", () => {
  const timeline = new Timeline(RUN_CLEARED);
  const senses = [0, 2, 3, 7, 8, 13].map((step) => sceneAt(timeline, step, true).sense);
  assert.deepEqual(senses, ["forward", "forward", "backward", "backward", "backward", "backward"]);
});

test("a run without steps is a scene in which nothing happens", () => {
  const { source, receiver, flows, seed, sense } = sceneAt(new Timeline({ ...RUN, steps: [] }), 0, true);
  assert.deepEqual([source, receiver, flows, seed, sense], [null, null, [], null, "forward"]);
});

test("a card without a gradient ends as far below its value as others below their gradient", () => {
  const below = ({ height, value, gradient }) => height - (gradient ?? value).y - (gradient ?? value).height;
  assert.deepEqual([below(CARDS.get("n3")), below(CARDS.get("n0"))], [CARD.bottom, CARD.bottom]);
});

test("a gradient that never comes takes less room than one that does, and more than none", () => {
  const run = structuredClone(RUN);
  run.nodes[0].gradient_state = "unreachable";
  const { height, ruleY } = measureCards(run, textWidth).get("n0");
  assert.ok(CARDS.get("n3").height < height && height < CARDS.get("n0").height);
  assert.ok(ruleY < height);
});

test("every text fits its card", () => {
  for (const {
    label,
    detail,
    detailEnd,
    shape,
    width,
    value,
    gradient,
    node: { value: held },
  } of CARDS.values()) {
    assert.ok(CARD.pad + textWidth(label) < detailEnd - textWidth(detail), `${label} runs into ${detail}`);
    assert.ok(detailEnd + textWidth(shape) <= width - CARD.pad);
    for (const block of [value, gradient].filter(Boolean)) {
      assert.ok(block.x >= CARD.pad && block.x + block.width <= width - CARD.pad + 1e-9);
      for (const entry of matrix(held).rows.flat())
        assert.ok(textWidth(entryText(entry, block.kind)) <= block.pitchX - CARD.cellGap);
    }
  }
});

test("a card names its operation: by its sign in arithmetic, else in words, and never twice", () => {
  const detail = (facts) => {
    const run = structuredClone(RUN);
    Object.assign(run.nodes[2], facts);
    return measureCards(run, textWidth).get("n2").detail;
  };
  assert.equal(detail({ op: "add", symbol: "+" }), "+");
  assert.equal(detail({ op: "matmul", symbol: "@" }), "matmul");
  assert.equal(detail({ op: "binary_cross_entropy", symbol: "BCE" }), "BCE");
  assert.equal(detail({ op: "add", symbol: "+", label: "+" }), "add");
  assert.equal(CARDS.get("n0").detail, "parameter");
});

test("text is never smaller than 11 pixels at scale 1", () => {
  for (const { size } of Object.values(FONTS)) assert.ok(size >= 11);
});

test("cells are wide enough for the longest partial sum, not only for the total", () => {
  const long = structuredClone(RUN);
  long.steps[9].accumulated = tensor(-0.00012345);
  const wideNumbers = (text, font) => (font === "number" ? 20 : 6) * text.length;
  assert.ok(measureCards(long, wideNumbers).get("n1").width > measureCards(RUN, wideNumbers).get("n1").width);
});

test("a constant has no place for a gradient, a parameter off the path has one that stays empty", () => {
  assert.deepEqual([CARDS.get("n3").ruleY, CARDS.get("n3").gradient], [0, null]);
  const run = structuredClone(RUN);
  run.nodes[0].gradient_state = "unreachable";
  const { ruleY, gradient, reachable } = measureCards(run, textWidth).get("n0");
  assert.ok(ruleY > 0 && gradient === null && !reachable);
});

test("up to six rows and columns show numbers, larger tensors a picture", () => {
  const rows = (height, width) =>
    tensor(
      Array.from({ length: height }, () => Array(width).fill(0.5)),
      [height, width],
    );
  const kind = (value) => {
    const run = structuredClone(RUN);
    Object.assign(run.nodes[0], { value, shape: value.shape });
    return measureCards(run, textWidth).get("n0").value.kind;
  };
  assert.equal(kind(rows(6, 6)), "cells");
  assert.equal(kind(rows(7, 6)), "picture");
  assert.equal(kind(rows(6, 7)), "picture");
  assert.equal(
    kind({
      ...rows(2, 2),
      shape: [200, 200],
      data: null,
      corner: [
        [1, 2],
        [3, 4],
      ],
    }),
    "picture",
  );
  assert.equal(kind(tensor([], [0, 3])), "empty");
});

test("the range of a tensor names what is not finite", () => {
  assert.equal(rangeText({ summary: { min: -1, max: 2.5, nonfinite: 0 } }), "−1 … 2.5");
  assert.equal(rangeText({ summary: { min: 0, max: 0, nonfinite: 0 } }), "all 0");
  assert.equal(rangeText({ summary: { min: 0, max: 1, nonfinite: 2 } }), "0 … 1, 2 not finite");
});

test("a straight piece is a line, a bent one a curve along the ranks", () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 30, y: 40 },
  ];
  assert.equal(pathData(points, "right"), "M0 0L10 0C20 0 20 40 30 40");
  assert.equal(
    pathData(
      [
        { x: 0, y: 0 },
        { x: 40, y: 20 },
      ],
      "down",
    ),
    "M0 0C0 10 40 10 40 20",
  );
});

test("a quarter of the way along a straight edge is a quarter of its length", () => {
  const samples = sampleCurve(
    [
      { x: 10, y: 5 },
      { x: 50, y: 5 },
    ],
    "right",
  );
  assert.deepEqual(pointAt(samples, 10), { x: 20, y: 5 });
  assert.deepEqual(pointAt(samples, 999), { x: 50, y: 5 });
  assert.deepEqual(pointAt(samples, 0), { x: 10, y: 5 });
});

test("a bent edge is half way along the ranks when it is half way across them", () => {
  for (const [direction, end] of [
    ["right", { x: 40, y: 80 }],
    ["down", { x: 80, y: 40 }],
  ]) {
    const samples = sampleCurve([{ x: 0, y: 0 }, end], direction);
    const { x, y } = pointAt(samples, wayTo(samples, direction, 20));
    assert.ok(Math.abs(x - end.x / 2) < 1e-9 && Math.abs(y - end.y / 2) < 1e-9);
    assert.equal(wayTo(samples, direction, 999), samples.at(-1).length);
  }
});

test("the keyboard moves along the edges and to the card beside", () => {
  for (const [direction, back, on, beside] of [
    ["right", "ArrowLeft", "ArrowRight", "ArrowDown"],
    ["down", "ArrowUp", "ArrowDown", "ArrowRight"],
  ]) {
    const sheet = sheetOf(direction);
    assert.equal(neighbour("n5", back, sheet), "n2");
    assert.equal(neighbour("n2", on, sheet), "n5");
    assert.equal(neighbour("n0", back, sheet), null);
    assert.equal(neighbour("n0", beside, sheet), "n1");
    assert.equal(neighbour("n2", beside, sheet), "n4");
  }
});

test("the camera looks at what receives, and at what sends as far as both fit", () => {
  const sheet = sheetOf("right");
  const { nodes } = sheet.layout;
  const scene = collapsedSceneAt(11, true);
  for (const room of [
    { width: 10, height: 1e4 },
    { width: 1e4, height: 10 },
  ])
    assert.deepEqual(focusOf(sheet, scene, room, () => false), nodes.get("n1"));
  const both = focusOf(sheet, scene, { width: 1e4, height: 1e4 }, () => false);
  assert.equal(both.x, nodes.get("n1").x);
  assert.equal(both.x + both.width, nodes.get("n2").x + nodes.get("n2").width);
  assert.deepEqual(focusOf(sheet, scene, { width: 10, height: 10 }, () => true), both);
});

test("tokens that would lie on one another stand side by side, around where they were", () => {
  const at = (...places) => places.map((place) => ({ at: place, size: 20 }));
  assert.deepEqual(apart(at(0, 30)), [0, 30]);
  assert.deepEqual(apart(at(100, 104)), [92, 112]);
  assert.deepEqual(apart(at(0, 100, 100, 112)), [0, 84, 104, 124]);
  assert.deepEqual(apart(at(0, 15, 15)), [-10, 10, 30]);
});

test("the view is centred on the cards in sight, not on the whole sheet", () => {
  const sheet = sheetOf("right");
  const { x, y, width, height } = sheet.layout.nodes.get("n5");
  const strip = stripOf(sheet, { x, y: 0, width, height: 10 });
  assert.deepEqual([strip.y, strip.height, strip.width], [y, height, sheet.layout.width]);
});

test("a leaf changed in place is joined to the version before", () => {
  const run = structuredClone(RUN);
  run.nodes.push(node("n6", "a.2", 1.9, [], { previous: "n0" }));
  assert.deepEqual(updates(run), [{ id: "update-n6", from: "n0", to: "n6", slot: 0 }]);
});
