/**
 * Where what flows in a step is at any moment, and what it is by then. Backward: the upstream gradient leaves its cell,
 * meets the local derivative at the gate, becomes the product, and travels into the cell of the receiver. Forward: the
 * inputs come to the gate, and the result goes into its card. Pure.
 */

import { LANDS, BEATS, eased } from "../run/beats.js";
import { pointAt, sampleCurve } from "./curve.js";
import { factorParts, partOf, pillOf } from "./pill.js";
import { boxAround, covered } from "./room.js";

/** @import { Box, Point } from "../layout/bands.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Flow } from "../run/scene.js" */
/** @import { Drawn } from "./drawn.js" */
/** @import { Part, Pill } from "./pill.js" */
/** @import { TextWidth } from "./text-width.js" */

/**
 * @typedef {object} Leg
 * @property {number} until the moment of the step at which it ends
 * @property {Pill | null} pill null: nothing is to be seen
 * @property {(share: number) => Point} placeAt by the share of its own time, 0…1
 */
/** @typedef {{sense: "forward" | "backward", legs: Leg[]}} Journey */

const DOCK_GAP = 5;
const SEED_WAY = 84;
/** Between pills that stand side by side. */
const GAP = 3;
/** Between a pill and the gate it stands at. */
const BESIDE = 6;

/**
 * @param {Journey} journey
 * @param {number} progress of the step, 0…1
 * @returns {{leg: number, at: Point} | null} null once it has landed
 */
export function placeIn({ legs }, progress) {
  const leg = legs.findIndex(({ until }) => progress < until);
  if (leg < 0) return null;
  const began = legs[leg - 1]?.until ?? 0;
  const share = (progress - began) / (legs[leg].until - began);
  return { leg, at: legs[leg].placeAt(eased(share)) };
}

/**
 * @param {CollapsedScene} scene
 * @param {Drawn} drawn
 * @param {TextWidth} textWidth
 * @returns {Journey[]}
 */
export function journeysOf(scene, drawn, textWidth) {
  const backward = scene.flows.filter(({ sense }) => sense === "backward");
  const forward = scene.flows.filter(({ sense }) => sense === "forward");
  return [
    ...backward.map((flow) => backwardJourney(flow, scene, drawn, textWidth)),
    ...forwardJourneys(forward, scene, drawn, textWidth),
    ...seedJourneys(scene, drawn, textWidth),
  ];
}

/**
 * @param {Flow} flow
 * @param {CollapsedScene} scene
 * @param {Drawn} drawn
 * @param {TextWidth} textWidth
 * @returns {Journey}
 */
function backwardJourney({ edge, tensor, origin, upstream }, { source, receiver }, drawn, textWidth) {
  const { comes, becomes, meets } = BEATS.backward;
  const wire = [.../** @type {Point[]} */ (drawn.layout.edges.get(edge))].reverse();
  const product = pillOf([partOf(tensor, origin, "result")], textWidth);
  const arriving = upstream ? [partOf(upstream.tensor, upstream.origin)] : [];
  const meeting = upstream?.factor ? factorParts(upstream.factor, textWidth) : [];
  const factors = pillOf(upstream?.factor?.first ? [meeting[1], meeting[0], ...arriving] : [...arriving, ...meeting], textWidth);
  const at = besideGate(source, wire[0], [factors, product], drawn);
  const from = cellOf(source, drawn) ?? wire[0];
  const to = cellOf(receiver, drawn) ?? wire[wire.length - 1];
  return {
    sense: "backward",
    legs: [
      ...(upstream ? [{ until: comes, pill: pillOf(arriving, textWidth), placeAt: between(from, at) }] : []),
      { until: becomes, pill: factors, placeAt: () => at },
      { until: meets, pill: product, placeAt: () => at },
      // Beside the gate it is on its wire already.
      { until: LANDS, pill: product, placeAt: along([at, ...(at.y === wire[0].y ? wire.slice(1) : wire), to]) },
    ],
  };
}

/**
 * Pills that would dock on top of one another ride side by side, in the order of their ports.
 * @param {Flow[]} flows
 * @param {CollapsedScene} scene
 * @param {Drawn} drawn
 * @param {TextWidth} textWidth
 * @returns {Journey[]}
 */
function forwardJourneys(flows, { source, result }, drawn, textWidth) {
  const { comes, becomes, meets } = BEATS.forward;
  const riding = flows.map(({ edge, tensor, origin }) => {
    const samples = sampleCurve(/** @type {Point[]} */ (drawn.layout.edges.get(edge)));
    const pill = pillOf([partOf(tensor, origin)], textWidth);
    const end = samples[samples.length - 1].length;
    const dock = Math.max(end / 2, end - DOCK_GAP - pill.width / 2);
    return { pill, samples, dock, y: pointAt(samples, dock).y };
  }).sort((a, b) => a.y - b.y);
  const parted = apart(riding.map(({ y, pill }) => ({ at: y, size: pill.height + GAP })));
  const gate = gateOf(source, drawn);
  /** @type {Journey[]} */
  const journeys = riding.map(({ pill, samples, dock, y }, index) => {
    const by = parted[index] - y;
    const placeAt = (/** @type {number} */ share) => {
      const point = pointAt(samples, dock * share);
      return { x: point.x, y: point.y + by };
    };
    const docked = placeAt(1);
    return { sense: "forward", legs: [
      { until: comes, pill, placeAt },
      { until: becomes, pill, placeAt: () => docked },
      { until: meets, pill, placeAt: between(docked, gate ?? docked) },
    ] };
  });
  const cell = cellOf(source, drawn, "value");
  if (!result || !gate || !cell || source === null) return journeys;
  const made = pillOf([partOf(result, { node: source, of: "value" }, "result")], textWidth);
  journeys.push({ sense: "forward", legs: [
    { until: meets, pill: null, placeAt: () => gate },
    { until: LANDS, pill: made, placeAt: between(gate, cell) },
  ] });
  return journeys;
}

/**
 * @param {CollapsedScene} scene
 * @param {Drawn} drawn
 * @param {TextWidth} textWidth
 * @returns {Journey[]}
 */
function seedJourneys({ seed, source, active }, drawn, textWidth) {
  const box = source === null ? undefined : drawn.layout.nodes.get(source);
  if (!seed || !box) return [];
  const pill = pillOf([partOf(seed, { step: active.step, of: "accumulated" })], textWidth);
  const start = { x: box.x + box.width + DOCK_GAP + pill.width / 2 + SEED_WAY, y: box.y + box.height / 2 };
  const to = cellOf(source, drawn) ?? { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  return [{ sense: "backward", legs: [{ until: LANDS, pill, placeAt: between(start, to) }] }];
}

/**
 * @param {string | null} card
 * @param {Drawn} drawn
 * @param {"value" | "gradient"} [quantity]
 * @returns {Point | null} the middle of where the quantity stands; of the card, where it has no place of its own
 */
function cellOf(card, { layout, faces, magnify }, quantity = "gradient") {
  const box = card === null ? undefined : layout.nodes.get(card);
  if (!box) return null;
  const face = faces.get(/** @type {string} */ (card));
  const block = face && "gate" in face ? face[quantity] : null;
  if (!face || !("gate" in face) || !block) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  return {
    x: box.x + (block.x + block.width / 2) * magnify,
    y: box.y + (face.top + block.y + block.height / 2) * magnify,
  };
}

/** @param {string | null} card @param {Drawn} drawn @returns {Point | null} where its wires arrive */
function gateOf(card, { layout, faces, magnify }) {
  const box = card === null ? undefined : layout.nodes.get(card);
  const face = faces.get(card ?? "");
  return box && face ? { x: box.x, y: box.y + face.port * magnify } : null;
}

/**
 * @param {string | null} card
 * @param {Point} end of the wire
 * @param {Pill[]} pills that stand there one after the other
 * @param {Drawn} drawn
 * @returns {Point} beside the gate, where they cover least
 */
function besideGate(card, end, pills, drawn) {
  const width = Math.max(...pills.map((pill) => pill.width));
  const height = Math.max(...pills.map((pill) => pill.height));
  const box = card === null ? undefined : drawn.layout.nodes.get(card);
  const gate = gateOf(card, drawn) ?? end;
  const left = end.x - BESIDE - width / 2;
  const up = height / 2 + BESIDE;
  const places = [
    { x: left, y: end.y },
    ...(box ? [
      { x: gate.x + width / 2, y: box.y + box.height + up },
      { x: gate.x + width / 2, y: box.y - up },
      { x: gate.x - width / 2, y: box.y + box.height + up },
      { x: gate.x - width / 2, y: box.y - up },
    ] : []),
  ];
  const taken = covered(drawn.layout, drawn.faces, drawn.magnify);
  const { width: right, height: bottom } = drawn.layout;
  const costs = places.map((place) => {
    const around = boxAround(place, { width, height });
    const out = around.x < 0 || around.y < 0 || around.x + width > right || around.y + height > bottom;
    return taken.reduce((sum, other) => sum + common(around, other), out ? width * height : 0);
  });
  return places[costs.indexOf(Math.min(...costs))];
}

/** @param {Box} a @param {Box} b @returns {number} the area that both cover */
function common(a, b) {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, across) * Math.max(0, down);
}

/** @param {Point} from @param {Point} to @returns {Leg["placeAt"]} */
function between(from, to) {
  return (share) => ({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
}

/** @param {Point[]} points @returns {Leg["placeAt"]} */
function along(points) {
  const samples = sampleCurve(points);
  const { length } = samples[samples.length - 1];
  return (share) => pointAt(samples, length * share);
}

/**
 * @param {{at: number, size: number}[]} things on a line, ascending
 * @returns {number[]} where their middles are once none covers another: each heap spreads around where it was
 */
export function apart(things) {
  /** @type {{things: {at: number, size: number}[], middle: number, size: number}[]} */
  const heaps = [];
  for (const thing of things) {
    let heap = { things: [thing], middle: thing.at, size: thing.size };
    for (let before = heaps.at(-1); before && overlaps(before, heap); before = heaps.at(-1)) {
      heaps.pop();
      const all = [...before.things, ...heap.things];
      const middle = all.reduce((sum, { at }) => sum + at, 0) / all.length;
      heap = { things: all, middle, size: before.size + heap.size };
    }
    heaps.push(heap);
  }
  return heaps.flatMap(({ things: heaped, middle, size }) => {
    let start = middle - size / 2;
    return heaped.map((thing) => (start += thing.size) - thing.size / 2);
  });
}

/** @typedef {{middle: number, size: number}} Span */

/**
 * @param {Span} before
 * @param {Span} after
 */
function overlaps(before, after) {
  return before.middle + before.size / 2 > after.middle - after.size / 2;
}
