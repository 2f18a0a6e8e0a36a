/**
 * What rests on the wires: what the current step has brought, and where it says more than the cards, what a wire has
 * carried back before, as "× local → contribution". A chip that has no room on its wire is left out.
 */

import { drawPill, factorParts, partOf, pillOf } from "./pill.js";
import { boxAround, covered, piecesOf, roomOn } from "./room.js";

/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Memory } from "../run/memory.js" */
/** @import { Flow } from "../run/scene.js" */
/** @import { Box, Point } from "../layout/bands.js" */
/** @import { Drawn } from "./drawn.js" */
/** @import { Part, Pill } from "./pill.js" */
/** @import { Colours } from "./picture.js" */
/** @import { TextWidth } from "./text-width.js" */

/** @import { Collapsed } from "../run/collapse.js" */
/** @typedef {{edge: string, kind: string, forms: Part[][]}} Wanted `forms`: the longest first */
/** @typedef {{edge: string, kind: string, pill: Pill, at: Point}} Chip */

/** Of more wires in sight only those remember that lead to the receiver of the step. */
const MANY_WIRES = 150;

/**
 * @param {CollapsedScene} scene
 * @param {Collapsed["edges"]} edges those in sight
 * @param {TextWidth} textWidth
 * @returns {Wanted[]} what has been longest on its wire comes first, so that it keeps its place
 */
export function wantedChips(scene, edges, textWidth) {
  const now = new Map(scene.flows.map((flow) => [flow.edge, flow]));
  /** @type {(Wanted & {step: number})[]} */
  const wanted = [];
  for (const { id, from } of edges.values()) {
    const flow = now.get(id);
    if (flow && !scene.landed) continue;
    const remembers = flow !== undefined || edges.size <= MANY_WIRES || from === scene.receiver;
    const memory = remembers && scene.stateOf(id) === "backward" ? scene.memoryOf(id) : null;
    const forms = [...(memory ? remembered(memory, textWidth) : []), ...(flow ? [[resting(flow)]] : [])];
    const step = flow ? Infinity : memory?.step ?? 0;
    if (forms.length > 0) wanted.push({ edge: id, kind: flow ? `${flow.sense} now` : "backward", forms, step });
  }
  return wanted.sort((a, b) => (a.step < b.step ? -1 : Number(a.step > b.step)));
}

/** @param {Memory} memory @param {TextWidth} textWidth @returns {Part[][]} */
function remembered({ step, factor, tensor }, textWidth) {
  const result = partOf(tensor, { step, of: "contribution" }, "result");
  if (!factor) return [];
  const parts = factorParts(factor, textWidth);
  /** @type {Part[]} */
  const arrow = "text" in result && factor.sign !== "→" ? [{ text: "→", kind: "sign" }] : [];
  return [[...parts, ...arrow, result]];
}

/** @param {Flow} flow @returns {Part} */
function resting({ tensor, origin }) {
  return partOf(tensor, origin, "result");
}

/**
 * @param {Wanted[]} wanted
 * @param {Drawn} drawn
 * @param {TextWidth} textWidth
 * @returns {Chip[]} none covers a card or another
 */
export function placedChips(wanted, { layout, faces, magnify }, textWidth) {
  if (wanted.length === 0) return [];
  /** @type {Box[]} */
  const taken = covered(layout, faces, magnify);
  const pieces = [...layout.edges].map(([id, points]) => ({ id, pieces: piecesOf(points) }));
  return wanted.flatMap(({ edge, kind, forms }) => {
    const points = /** @type {Point[]} */ (layout.edges.get(edge));
    const others = pieces.flatMap((wire) => (wire.id === edge ? [] : wire.pieces));
    for (const form of forms) {
      const pill = pillOf(form, textWidth);
      const at = roomOn(points, pill, taken, others, layout);
      if (!at) continue;
      taken.push(boxAround(at, pill));
      return [{ edge, kind, pill, at }];
    }
    return [];
  });
}

export class WireChips {
  /**
   * @param {SVGGElement} layer
   * @param {TextWidth} textWidth
   */
  constructor(layer, textWidth) {
    this.layer = layer;
    this.textWidth = textWidth;
  }

  /**
   * @param {CollapsedScene} scene
   * @param {Drawn} drawn
   * @param {Collapsed["edges"]} edges those in sight
   * @param {Colours} colours
   */
  show(scene, drawn, edges, colours) {
    const chips = placedChips(wantedChips(scene, edges, this.textWidth), drawn, this.textWidth);
    this.layer.replaceChildren(...chips.map(({ edge, kind, pill, at }) => {
      const element = drawPill(pill, `wire-chip ${kind}`, scene, colours);
      element.dataset.wire = edge;
      element.setAttribute("transform", `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`);
      return element;
    }));
  }

  clear() {
    this.layer.replaceChildren();
  }
}
