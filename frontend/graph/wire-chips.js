/**
 * What rests on the wires: what the current step has brought, and where it says more than the cards, what a wire has
 * carried back before, as "× local → contribution". A chip that has no room on its wire is left out.
 */

import { drawPill, factorParts, partOf, pillOf } from "./pill.js";
import { boxAround, covered, roomOn } from "./room.js";

/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Memory } from "../run/memory.js" */
/** @import { Flow } from "../run/scene.js" */
/** @import { Box, Point } from "../layout/bands.js" */
/** @import { Drawn } from "./drawn.js" */
/** @import { Part, Pill } from "./pill.js" */
/** @import { Colours } from "./picture.js" */
/** @import { TextWidth } from "./text-width.js" */

/** @typedef {{edge: string, kind: string, forms: Part[][]}} Wanted `forms`: the longest first */
/** @typedef {{edge: string, kind: string, pill: Pill, at: Point}} Chip */

/**
 * @param {CollapsedScene} scene
 * @param {Iterable<string>} edges
 * @param {TextWidth} textWidth
 * @returns {Wanted[]}
 */
export function wantedChips(scene, edges, textWidth) {
  const now = new Map(scene.flows.map((flow) => [flow.edge, flow]));
  /** @type {Wanted[]} */
  const wanted = [];
  for (const edge of edges) {
    const flow = now.get(edge);
    if (flow && !scene.landed) continue;
    const memory = scene.stateOf(edge) === "backward" ? scene.memoryOf(edge) : null;
    const forms = [...(memory ? remembered(memory, textWidth) : []), ...(flow ? [[resting(flow)]] : [])];
    if (forms.length > 0) wanted.push({ edge, kind: flow ? `${flow.sense} now` : "backward", forms });
  }
  return wanted;
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
  return wanted.flatMap(({ edge, kind, forms }) => {
    const points = layout.edges.get(edge);
    for (const form of points ? forms : []) {
      const pill = pillOf(form, textWidth);
      const at = roomOn(/** @type {Point[]} */ (points), pill, taken);
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
   * @param {Iterable<string>} edges those in sight
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
