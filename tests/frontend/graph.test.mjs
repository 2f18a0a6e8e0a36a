import assert from "node:assert/strict";
import { test } from "node:test";

import { collapse } from "../../frontend/run/collapse.js";
import { collapsedScene } from "../../frontend/run/collapsed-scene.js";
import { bandNames } from "../../frontend/graph/band-names.js";
import { arranged, draw, levelAt } from "../../frontend/graph/drawn.js";
import { entryText, rangeText, thumbFrame } from "../../frontend/graph/blocks.js";
import { levelsOf, measureAll } from "../../frontend/graph/card-views.js";
import { pathData, pointAt, sampleCurve } from "../../frontend/graph/curve.js";
import { updates } from "../../frontend/run/updates.js";
import { faceOf, RIDER } from "../../frontend/graph/faces.js";
import { groupsOf } from "../../frontend/run/groups.js";
import { LEVELS } from "../../frontend/graph/levels.js";
import { measureCards, subjectOf } from "../../frontend/graph/measure.js";
import { neighbour } from "../../frontend/graph/neighbours.js";
import { sceneAt } from "../../frontend/run/scene.js";
import { seenOf } from "../../frontend/graph/seen.js";
import { focusOf, nearestTo } from "../../frontend/graph/sight.js";
import { cutTo, FONTS, nameIn } from "../../frontend/graph/text-width.js";
import { apart } from "../../frontend/graph/journeys.js";
import { fitBands } from "../../frontend/layout/bands.js";
import { matrix } from "../../frontend/format.js";
import { Timeline } from "../../frontend/run/timeline.js";
import { node, RUN, tensor } from "./fan-out.mjs";
import { RUN_CLEARED } from "./square-plus-self.mjs";

const TIMELINE = new Timeline(RUN);

/** Six pixels a letter. */
const textWidth = (text) => 6 * [...text].length;
const subjectsIn = (run) => run.nodes.map(subjectOf);
const cardsIn = (run) => measureCards(run, textWidth, subjectsIn(run), new Map());
const CARDS = cardsIn(RUN);
const fullFaces = (run) => new Map([...cardsIn(run)].map(([id, card]) => [id, faceOf(card, "full", textWidth)]));
const FULL = fullFaces(RUN);

const GROUPS = groupsOf(RUN);
const COLLAPSED = collapse(TIMELINE, GROUPS, new Set(GROUPS.byId.keys()));
const collapsedSceneAt = (step, hasArrived) => collapsedScene(sceneAt(TIMELINE, step, hasArrived), TIMELINE, COLLAPSED);

const sheetOn = (canvas, zoom = 1) => {
  const { cards, riders } = measureAll(TIMELINE, COLLAPSED, textWidth);
  const nodes = RUN.nodes.filter(({ id }) => cards.has(id)).map(({ id, role }) => ({ id, line: null, leaf: role !== "operation" }));
  const edges = RUN.edges.filter(({ from }) => cards.has(from));
  const levels = levelsOf(cards, textWidth);
  const graph = arranged(fitBands({ nodes, edges }, levels, canvas), levels, canvas);
  return {
    run: RUN, timeline: TIMELINE, collapsed: COLLAPSED, cards, riders, graph,
    drawn: draw(graph, zoom, new Map(), riders, COLLAPSED),
  };
};
const WIDE = { width: 1200, height: 700, margin: 12 };
const SMALL = { width: 460, height: 200, margin: 12 };

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

test("a contribution says of which step it and its upstream are; one whose step is not here yet does not flow", () => {
  const [{ origin, upstream }] = sceneAt(TIMELINE, 11, true).flows;
  assert.deepEqual(origin, { step: 11, of: "contribution" });
  assert.deepEqual([upstream.origin, upstream.tensor], [{ step: 11, of: "upstream" }, RUN.steps[11].upstream]);
  const bare = RUN.steps.map(({ index, pass, phase, kind, node: at, to, edge }) => ({ index, pass, phase, kind, node: at, to, edge }));
  const waiting = new Timeline({ ...RUN, steps: RUN.steps.slice(0, 6), outline: bare });
  assert.deepEqual(sceneAt(waiting, 11, true).flows, []);
});

test("the gradient of the target is the seed, the first step of its pass", () => {
  const told = (step) => TIMELINE.at(step).contributionsOf("n5").map((one) => [one.step.kind, one.step.index, one.known]);
  assert.deepEqual(told(6), [["seed", 6, true]]);
  assert.deepEqual(told(RUN.steps.length - 1), [["seed", 6, true]]);
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
  assert.equal(below(FULL.get("n3")), below(FULL.get("n0")));
});

test("a gradient that never comes takes less room than one that does, and more than none", () => {
  const run = structuredClone(RUN);
  run.nodes[0].gradient_state = "unreachable";
  const { height, badge } = fullFaces(run).get("n0");
  assert.ok(FULL.get("n3").height < height && height < FULL.get("n0").height);
  assert.ok(badge.y < height);
});

test("every text fits its card, at every level", () => {
  const run = structuredClone(RUN);
  Object.assign(run.nodes[2], { label: "a_name_that_is_far_too_long", shape: [100, 100] });
  for (const { name } of LEVELS) {
    for (const card of cardsIn(run).values()) {
      const { label, shape, width, height, value, gradient, partial } = faceOf(card, name, textWidth);
      const left = name === "dot" ? label.x - textWidth(label.text) / 2 : label.x;
      const end = shape ? shape.x - textWidth(shape.text) : width;
      assert.ok(left >= 0 && left + textWidth(label.text) <= end, `${label.text} on ${name}`);
      assert.ok(label.y <= height && label.text.length > 0);
      for (const block of [value, gradient].filter(Boolean)) {
        assert.ok(block.x >= 0 && block.x + block.width <= width + 1e-9 && block.y + block.height <= height);
        for (const entry of matrix(card.node.value).rows.flat()) {
          const kind = block.kind === "cells" ? "cells" : "number";
          assert.ok(textWidth(entryText(entry, kind, block.chars)) <= block.pitchX - block.gap + 1e-9);
        }
      }
      if (value && gradient && name !== "full") assert.ok(value.x + value.width <= partial.x && partial.x + 6 <= gradient.x);
    }
  }
});

test("a long name gives way to its shape only as long as enough of it is left", () => {
  const shown = (label, shape) => {
    const run = structuredClone(RUN);
    Object.assign(run.nodes[2], { label, shape });
    const face = faceOf(cardsIn(run).get("n2"), "tight", textWidth);
    return [face.label.text, face.shape?.text];
  };
  assert.deepEqual(shown("Z1", [2, 3]), ["Z1", "2×3"]);
  assert.deepEqual(shown("hidden_layer", [2, 3]), ["hidden_…", "2×3"]);
  assert.deepEqual(shown("hidden_layer", [1000, 1000]), ["hidden_layer", undefined]);
});

test("a gate has the sign or the whole word of its operation, beside which the name keeps its room; a leaf has none", () => {
  const sign = (facts) => {
    const run = structuredClone(RUN);
    Object.assign(run.nodes[2], facts);
    return cardsIn(run).get("n2").sign;
  };
  const words = ["+", "log", "softmax", "flatten", "masked_fill"];
  assert.deepEqual(words.map((symbol) => sign({ symbol })), words);
  for (const level of ["compact", "tight"]) {
    const [short, long] = ["+", "log_softmax"].map((symbol) => {
      const run = structuredClone(RUN);
      Object.assign(run.nodes[2], { symbol, label: "hidden" });
      return faceOf(cardsIn(run).get("n2"), level, textWidth);
    });
    assert.deepEqual([short.label.text, long.label.text], ["hidden", "hidden"]);
  }
  assert.equal(CARDS.get("n0").sign, "");
  assert.equal(FULL.get("n0").gate, null);
});

test("a leaf that an operation made has its gate, and the number that the operation reads rides on it", () => {
  const run = structuredClone(RUN);
  Object.assign(run.nodes[2], { role: "parameter", op: "div", symbol: "÷" });
  const card = cardsIn(run).get("n2");
  assert.equal(card.sign, "÷");
  assert.equal(faceOf(card, "compact", textWidth).gate.text, "÷");
  run.nodes[1] = { ...run.nodes[1], role: "constant", name: null, names: [] };
  run.edges = run.edges.filter(({ from, to }) => from !== "n1" || to === "n2");
  const timeline = new Timeline(run);
  const groups = groupsOf(run);
  const { riders } = measureAll(timeline, collapse(timeline, groups, new Set(groups.byId.keys())), textWidth);
  assert.equal(riders.get("n1").host, "n2");
});

test("text is never smaller than 11 pixels", () => {
  for (const { size } of Object.values(FONTS)) assert.ok(size >= 11);
});

test("cells are wide enough for the longest partial sum, not only for the total", () => {
  const long = structuredClone(RUN);
  long.steps[9].accumulated = tensor(-0.00012345);
  const wideNumbers = (text, font) => (font === "number" ? 20 : 6) * text.length;
  const width = (run) => faceOf(measureCards(run, wideNumbers, subjectsIn(run), new Map()).get("n1"), "full", wideNumbers).width;
  assert.ok(width(long) > width(RUN));
});

test("a constant has no place for a gradient, a parameter off the path has one that stays empty", () => {
  assert.deepEqual([FULL.get("n3").badge, FULL.get("n3").gradient], [null, null]);
  const run = structuredClone(RUN);
  run.nodes[0].gradient_state = "unreachable";
  const { badge, gradient } = fullFaces(run).get("n0");
  assert.ok(badge !== null && gradient === null && !cardsIn(run).get("n0").reachable);
});

const filled = (height, width) =>
  tensor(Array.from({ length: height }, () => Array(width).fill(0.5)), [height, width]);

test("up to six rows and columns show numbers, larger tensors a picture", () => {
  const kind = (value) => {
    const run = structuredClone(RUN);
    Object.assign(run.nodes[0], { value, shape: value.shape });
    return fullFaces(run).get("n0").value.kind;
  };
  assert.equal(kind(filled(6, 6)), "cells");
  assert.equal(kind(filled(7, 6)), "picture");
  assert.equal(kind(filled(6, 7)), "picture");
  assert.equal(kind({ ...filled(2, 2), shape: [200, 200], data: null, corner: [[1, 2], [3, 4]] }), "picture");
  assert.equal(kind(tensor([], [0, 3])), "empty");
});

test("a small card shows a scalar as a number and a tensor as a small picture, value left of gradient", () => {
  const run = structuredClone(RUN);
  Object.assign(run.nodes[0], { value: filled(2, 3), shape: [2, 3] });
  const faces = new Map([...cardsIn(run)].map(([id, card]) => [id, faceOf(card, "compact", textWidth)]));
  assert.deepEqual([faces.get("n0").value.kind, faces.get("n2").value.kind], ["thumb", "plain"]);
  assert.deepEqual([...new Set([...faces.values()].map(({ width, height }) => `${width}×${height}`))], ["108×56"]);
  assert.ok(faces.get("n0").value.x + faces.get("n0").value.width < faces.get("n0").gradient.x);
});

test("a small picture keeps to its room and to the proportions of its tensor", () => {
  const room = { width: 36, height: 21 };
  for (const [rows, columns] of [[2, 3], [3, 2], [1, 10], [10, 1], [30, 30]]) {
    const { width, height } = thumbFrame(filled(rows, columns), room);
    assert.ok(width <= room.width && height <= room.height, `${rows}×${columns}: ${width}×${height}`);
  }
  const [wide, high] = [thumbFrame(filled(2, 3), room), thumbFrame(filled(3, 2), room)];
  assert.ok(wide.width > high.width && wide.height <= high.height);
});

test("a number has as many digits as there is room for", () => {
  const shown = [Infinity, 6, 5, 4].map((chars) => entryText(-0.58149, "cells", chars));
  assert.deepEqual(shown, ["−0.581", "−0.581", "−0.58", "−0.6"]);
  assert.equal(entryText(1.2345e-10, "number", 5), "1e−10");
});

test("a text is cut to its room and says so", () => {
  assert.equal(cutTo("softmax", "sign", 42, textWidth), "softmax");
  assert.equal(cutTo("softmax", "sign", 41, textWidth), "softm…");
  assert.equal(cutTo("softmax", "sign", 1, textWidth), "s…");
});

test("the range of a tensor names what is not finite", () => {
  assert.equal(rangeText({ summary: { min: -1, max: 2.5, nonfinite: 0 } }), "−1 … 2.5");
  assert.equal(rangeText({ summary: { min: 0, max: 0, nonfinite: 0 } }), "all 0");
  assert.equal(rangeText({ summary: { min: 0, max: 1, nonfinite: 2 } }), "0 … 1, 2 not finite");
});

const BENT = [{ x: 0, y: 0 }, { x: 40, y: 0 }, { x: 40, y: 30 }];

test("where there is no room for both ends of a range, the larger one is said", () => {
  const of = (min, max) => ({ ...tensor([min, max], [2]), summary: { min, max, nonfinite: 0 } });
  assert.deepEqual([20, 9, 8, 6].map((chars) => rangeText(of(-1.5, 3.33e29), chars)), ["−1.5 … 3.33e29", "−2 … 3e29", "≤ 3e29", "≤ 3e29"]);
  assert.equal(rangeText(of(-1e30, 2), 8), "≥ −1e30");
  assert.equal(rangeText(of(-1e30, 2), 4), "");
});

test("bands that are cut by lines say which they show, beside them or where there is room in them", () => {
  const layout = {
    width: 400, height: 300, edges: new Map([["e", [{ x: 140, y: 20 }, { x: 200, y: 20 }]]]),
    nodes: new Map([["a", { x: 20, y: 0, width: 120, height: 50 }], ["b", { x: 200, y: 150, width: 80, height: 50 }]]),
    bands: [{ y: 0, height: 50, first: 3, last: 4 }, { y: 140, height: 60, first: 4, last: 7 }, { y: 250, height: 40, first: 7, last: 7 }],
  };
  const names = (bands, side) => bandNames({ layout: { ...layout, bands }, faces: new Map(), magnify: 1 }, side);
  assert.deepEqual(names(layout.bands, 100).map(({ text, x, width, y }) => [text, x + width, y]), [["lines 3–4", -8, 0], ["lines 4–7", -8, 140]]);
  // In the first band a card stands where the words would, and beyond the beginning they say nothing of it.
  assert.deepEqual(names(layout.bands, 0).map(({ text, x, y }) => [text, x, y]), [["lines 4–7", 0, 140]]);
  const mixed = [{ ...layout.bands[0], last: 6 }, layout.bands[1]];
  assert.deepEqual(names(mixed, 100), []);
});

test("a wire is straight with round corners", () => {
  assert.equal(pathData(BENT.slice(0, 2)), "M0 0L40 0");
  assert.equal(pathData(BENT), "M0 0L32 0Q40 0 40 8L40 30");
  // A piece shorter than two corners is shared between them.
  assert.equal(pathData([...BENT.slice(0, 2), { x: 40, y: 6 }, { x: 90, y: 6 }]), "M0 0L37 0Q40 0 40 3L40 3Q40 6 43 6L90 6");
});

test("a quarter of the way along a straight wire is a quarter of its length", () => {
  const samples = sampleCurve([{ x: 10, y: 5 }, { x: 50, y: 5 }]);
  assert.deepEqual([10, 999, 0].map((way) => pointAt(samples, way)), [{ x: 20, y: 5 }, { x: 50, y: 5 }, { x: 10, y: 5 }]);
});

test("places on a bent wire lie on what is drawn, and its corner is shorter than its angle", () => {
  const samples = sampleCurve(BENT);
  const { length } = samples.at(-1);
  // A corner of radius 8: 62 px of straight pieces and, for this curve, about 13 of the 16 around it.
  assert.ok(length > 62 - 8 + 11 && length < 70, String(length));
  const middle = pointAt(samples, length / 2);
  assert.ok(Math.abs(middle.y) < 1e-9 || Math.abs(middle.x - 40) < 1e-9 || Math.hypot(middle.x - 40, middle.y) < 8);
});

test("a small graph opens at full size, enlarged as its canvas allows, its cards by half of that to leave its wires room", () => {
  const sheet = sheetOn(WIDE);
  assert.deepEqual([sheet.graph.fits, sheet.drawn.level], [true, 0]);
  assert.ok(sheet.graph.enlarged > 1 && sheet.graph.enlarged <= 1.5);
  assert.ok(Math.abs(sheet.drawn.magnify - (1 + (sheet.graph.enlarged - 1) / 2)) < 1e-9);
});

test("where the largest cards do not fit, coming closer brings them, at one size until then", () => {
  const { graph, riders } = sheetOn(SMALL);
  assert.ok(graph.fits && graph.base > 0, `level ${graph.base}`);
  assert.deepEqual([levelAt(graph, 1), levelAt(graph, graph.zooms[0])], [graph.base, 0]);
  const width = (zoom) => draw(graph, zoom, new Map(), riders, COLLAPSED).layout.nodes.get("n2").width;
  const between = graph.base === 1 ? graph.zooms[0] : graph.zooms[graph.base - 1];
  assert.equal(width(1), width(1 + (between - 1) / 2));
  assert.ok(width(graph.zooms[0]) > width(1));
  assert.equal(Math.round((100 * width(2 * graph.zooms[0])) / width(graph.zooms[0])), 200);
});

test("however close, no card touches another, and each wire ends at its cards", () => {
  const sheet = sheetOn(SMALL);
  for (let zoom = 1; zoom < 5; zoom *= 1.13) {
    const { layout, faces, magnify } = draw(sheet.graph, zoom, new Map(), sheet.riders, COLLAPSED);
    const boxes = [...layout.nodes].filter(([id]) => !sheet.riders.has(id));
    boxes.forEach(([one, a], index) => boxes.slice(index + 1).forEach(([other, b]) => {
      const apartX = a.x + a.width <= b.x || b.x + b.width <= a.x;
      const apartY = a.y + a.height <= b.y || b.y + b.height <= a.y;
      assert.ok(apartX || apartY, `${one} and ${other} at ${zoom}`);
    }));
    for (const { id, from, to } of RUN.edges) {
      if (sheet.riders.has(from)) continue;
      const [points, source, target] = [layout.edges.get(id), layout.nodes.get(from), layout.nodes.get(to)];
      const last = points.at(-1);
      assert.ok(Math.abs(points[0].x - source.x - source.width) < 1e-6 && points[0].y > source.y);
      assert.ok(Math.abs(last.x - target.x + faces.get(to).inlet * magnify) < 1e-6);
      assert.ok(last.y > target.y && last.y < target.y + target.height);
    }
  }
});

test("a plain number that one operation reads stands at its corner and needs no card", () => {
  const { riders, cards, drawn } = sheetOn(WIDE);
  assert.deepEqual([...riders].map(([id, { host, text }]) => [id, host, text]), [["n3", "n4", "1"]]);
  assert.ok(!cards.has("n3") && drawn.layout.nodes.has("n3"));
  const [seat, host] = [drawn.layout.nodes.get("n3"), drawn.layout.nodes.get("n4")];
  assert.equal(seat.y, host.y);
  assert.equal(drawn.faces.get("n4").top, RIDER.head);
});

test("the keyboard moves along the edges and to the card beside", () => {
  const sheet = sheetOn(WIDE);
  assert.equal(neighbour("n5", "ArrowLeft", sheet), "n2");
  assert.equal(neighbour("n2", "ArrowRight", sheet), "n5");
  assert.equal(neighbour("n0", "ArrowLeft", sheet), null);
  const beside = neighbour("n2", "ArrowDown", sheet) ?? neighbour("n2", "ArrowUp", sheet);
  // The constant at the corner of d comes before d itself.
  assert.equal(beside, "n3");
});

test("the camera looks at what receives and what sends, and at the inputs as far as they fit", () => {
  const sheet = sheetOn(WIDE);
  const { nodes } = sheet.drawn.layout;
  const around = (...ids) => {
    const boxes = ids.map((id) => nodes.get(id));
    const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    return { x, y, width: right - x, height: Math.max(...boxes.map((box) => box.y + box.height)) - y };
  };
  const rounded = (box) => Object.values(box).map((size) => Math.round(100 * size));
  const looks = (step, room, ...ids) =>
    assert.deepEqual(rounded(focusOf(sheet, collapsedSceneAt(step, true), room)), rounded(around(...ids)));
  looks(11, { width: 10, height: 10 }, "n1", "n2");
  looks(2, { width: 10, height: 10 }, "n2");
  looks(2, { width: 1e4, height: 1e4 }, "n2", "n0", "n1");
});

test("what is out of sight is named with the way to it, the cards of the step first", () => {
  const sheet = sheetOn(WIDE);
  const { x, y, width, height } = sheet.drawn.layout.nodes.get("n0");
  const camera = { visible: () => ({ x: x - 20, y: y - 20, width: width + 40, height: height + 40 }), view: { scale: 3 } };
  const seen = seenOf(sheet, collapsedSceneAt(8, true), camera);
  assert.deepEqual([seen.cards, seen.all, seen.whole, seen.zoom], [1, 6, false, 3]);
  assert.deepEqual([seen.step.way, new Set(seen.step.cards)], ["right", new Set(["n4", "n5"])]);
  assert.equal(seen.beacons.flatMap(({ cards }) => cards).length, 5);
  assert.equal(nearestTo(sheet.drawn.layout, { x: x + 1, y: y + 1 }), "n0");
});

test("tokens that would lie on one another stand side by side, around where they were", () => {
  const at = (...places) => places.map((place) => ({ at: place, size: 20 }));
  assert.deepEqual(apart(at(0, 30)), [0, 30]);
  assert.deepEqual(apart(at(100, 104)), [92, 112]);
  assert.deepEqual(apart(at(0, 100, 100, 112)), [0, 84, 104, 124]);
  assert.deepEqual(apart(at(0, 15, 15)), [-10, 10, 30]);
});

test("a leaf changed in place is joined to the version before", () => {
  const run = structuredClone(RUN);
  run.nodes.push(node("n6", "a.2", 1.9, [], { previous: "n0" }));
  assert.deepEqual(updates(run), [{ id: "update-n6", from: "n0", to: "n6", slot: 0 }]);
});

test("of the path of a parameter its end stays, of any other name its beginning", () => {
  const letters = (text) => [...text].length;
  const inRoom = (name, room) => nameIn(name, "small", room, letters);
  assert.equal(inRoom("net.fc1.weight", 14), "net.fc1.weight");
  assert.equal(inRoom("net.fc1.weight", 13), "…fc1.weight");
  assert.equal(inRoom("net.fc1.weight", 10), "…weight");
  assert.equal(inRoom("net.fc1.weight", 4), "…we…");
  assert.equal(inRoom("1.5 + length", 6), "1.5 +…");
  assert.equal(inRoom("hidden state", 7), "hidden…");
});
