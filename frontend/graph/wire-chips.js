/**
 * What rests on the wires: what the current step has brought, and where it says more than the cards, what a wire has
 * carried before: a value, or on the way back "× local → contribution". A chip without room on its wire is left out.
 */

import { drawPill, factorParts, partOf, pillOf } from "./pill.js";
import { boxAround, covered, piecesOf, roomOn } from "./room.js";

/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Memory } from "../run/memory.js" */
/** @import { Flow, Scene } from "../run/scene.js" */
/** @import { Box, Point } from "../layout/bands.js" */
/** @import { Drawn } from "./drawn.js" */
/** @import { Part, Pill } from "./pill.js" */
/** @import { Colours } from "./picture.js" */
/** @import { TextWidth } from "./text-width.js" */

/** @import { Collapsed } from "../run/collapse.js" */
/** @typedef {{edge: string, from: string, kind: string, forms: Part[][]}} Wanted `forms`: the longest first */
/** @typedef {{edge: string, kind: string, pill: Pill, at: Point}} Chip */

/** A chip may rest on one other wire; over a bundle of them it is left out. */
const HIDES_AT_MOST = 1;
/** Of more wires in sight only those remember that lead to the receiver of the step. */
const MANY_WIRES = 150;

/**
 * @param {Scene} scene
 * @param {readonly {id: string, from: string}[]} edges those in sight
 * @param {TextWidth} textWidth
 * @returns {Wanted[]} what has been longest on its wire comes first, so that it keeps its place
 */
export function wantedChips(scene, edges, textWidth) {
  const now = new Map(scene.flows.map((flow) => [flow.edge, flow]));
  /** @type {(Wanted & {step: number})[]} */
  const wanted = [];
  for (const { id, from } of edges) {
    const flow = now.get(id);
    if (flow && !scene.landed) continue;
    const remembers = flow !== undefined || edges.length <= MANY_WIRES || from === scene.receiver;
    const memory = remembers && scene.stateOf(id) !== "idle" ? scene.memoryOf(id) : null;
    const forms = [...(memory ? remembered(memory, textWidth) : []), ...(flow ? [[resting(flow)]] : [])];
    const step = flow ? Infinity : memory?.step ?? 0;
    if (forms.length > 0) wanted.push({ edge: id, from, kind: flow ? `${flow.sense} now` : memory?.sense ?? "", forms, step });
  }
  return wanted.sort((a, b) => (a.step < b.step ? -1 : Number(a.step > b.step)));
}

/** @param {Memory} memory @param {TextWidth} textWidth @returns {Part[][]} */
function remembered({ sense, factor, tensor, origin }, textWidth) {
  const result = partOf(tensor, origin, "result");
  if (sense === "forward") return [[result]];
  if (!factor) return [];
  // What is only moved is multiplied with nothing.
  const becomes = "text" in result ? { ...result, text: `→ ${result.text}` } : result;
  if (factor.sign === "→") return [[becomes]];
  const [sign, local] = factorParts(factor, textWidth);
  return [[{ ...local, text: `${sign.text} ${local.text}` }, becomes]];
}

/** @param {Flow} flow @returns {Part} */
function resting({ tensor, origin }) {
  return partOf(tensor, origin, "result");
}

/**
 * @param {Wanted[]} wanted
 * @param {Drawn} drawn
 * @param {Collapsed["edges"]} edges all of the graph
 * @param {TextWidth} textWidth
 * @returns {Chip[]} none covers a card, the name of a band or another; what a value has been on its way forward may rest on all of its wires
 */
export function placedChips(wanted, { layout, faces, magnify, names }, edges, textWidth) {
  if (wanted.length === 0) return [];
  /** @type {Box[]} */
  const taken = [...covered(layout, faces, magnify), ...names];
  const pieces = wiresOf(layout);
  return wanted.flatMap(({ edge, from, kind, forms }) => {
    const points = /** @type {Point[]} */ (layout.edges.get(edge));
    const same = kind.startsWith("forward") ? from : null;
    const others = pieces.flatMap((wire) => (wire.id === edge || edges.get(wire.id)?.from === same ? [] : [wire.pieces]));
    for (const form of forms) {
      const pill = pillOf(form, textWidth);
      const at = roomOn(points, pill, taken, others, layout, HIDES_AT_MOST);
      if (!at) continue;
      taken.push(boxAround(at, pill));
      return [{ edge, kind, pill, at }];
    }
    return [];
  });
}

/** @typedef {{id: string, pieces: import("./room.js").Piece[]}[]} Wires */
/** @type {WeakMap<Drawn["layout"], Wires>} found once a drawing */
const wires = new WeakMap();

/** @param {Drawn["layout"]} layout @returns {Wires} */
function wiresOf(layout) {
  const known = wires.get(layout) ?? [...layout.edges].map(([id, points]) => ({ id, pieces: piecesOf(points) }));
  wires.set(layout, known);
  return known;
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
   * @param {Collapsed["edges"]} edges all of the graph
   * @param {(edge: string) => boolean} inSight
   * @param {Colours} colours
   */
  show(scene, drawn, edges, inSight, colours) {
    const seen = [...edges.values()].filter(({ id }) => inSight(id));
    const chips = placedChips(wantedChips(scene, seen, this.textWidth), drawn, edges, this.textWidth);
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
