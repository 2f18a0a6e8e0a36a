/**
 * The pair at work beside a map of dots: who sends, the gate, and who receives, with their numbers. The map has no room
 * for them.
 */

import { FAILED } from "../run/mistake.js";
import { CardView } from "./cards.js";
import { EdgeView } from "./edges.js";
import { faceOf } from "./faces.js";
import { measureCards, subjectOf } from "./measure.js";
import { drawPill, pillOf } from "./pill.js";
import { svg } from "./svg.js";
import { wantedChips } from "./wire-chips.js";

/** @import { Scene } from "../run/scene.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Pictures } from "../run/pictures.js" */
/** @import { Face } from "./faces.js" */
/** @import { LevelName } from "./levels.js" */
/** @import { Card } from "./measure.js" */
/** @import { Colours } from "./picture.js" */
/** @import { TextWidth } from "./text-width.js" */

/** The heights that the strip can have, and the canvas that it takes to leave a map beside it. */
export const STRIPS = [{ height: 168, canvas: 268 }, { height: 100, canvas: 160 }];

const PAD = 10;
/** Above and below every card. */
const APART = 4;
/** Between the two cards: the gate and what flows to it stand there. */
const BETWEEN = 76;
/** Where there is room, it is wider by no more than this. */
const WIDER = 60;
/** Of the inputs that meet at a gate, so many have room over one another. */
const MOST_INPUTS = 2;
/** @type {LevelName[]} */
const SIZES = ["full", "compact", "tight"];

export class Pair {
  /** @param {TextWidth} textWidth */
  constructor(textWidth) {
    this.textWidth = textWidth;
    this.surface = svg("svg", { class: "pair-surface" });
    this.element = document.createElement("div");
    this.element.className = "graph-pair";
    this.element.ariaHidden = "true";
    this.element.hidden = true;
    this.element.append(this.surface);
    this.height = 0;
    this.width = 0;
    this.drawn = "";
    /** @type {CardView[]} */
    this.views = [];
    /** @type {EdgeView[]} */
    this.wires = [];
    this.chips = svg("g", { class: "wire-chips" });
    /** @type {{x: number, y: number, room: number} | null} of the wire, when it is one */
    this.middle = null;
  }

  /** @param {number} height 0: hidden */
  open(height) {
    this.height = height;
    this.element.hidden = height === 0;
    this.element.style.height = `${height}px`;
    this.surface.replaceChildren();
    this.drawn = "";
  }

  /** @param {number} width */
  resize(width) {
    if (width === this.width) return;
    this.width = width;
    this.drawn = "";
  }

  /**
   * @param {Scene} scene of nodes, folded or not
   * @param {Timeline} timeline
   * @param {Pictures} pictures
   * @param {Colours} colours
   */
  show(scene, timeline, pictures, colours) {
    if (this.height === 0 || this.width === 0) return;
    const { inputs, output, edges } = pairOf(scene, timeline);
    const key = [output, ...inputs].join(" ");
    if (key !== this.drawn) this.#lay(inputs, output, edges, timeline, pictures);
    this.drawn = key;
    for (const view of this.views) view.show(scene, colours);
    for (const wire of this.wires) wire.show(scene, false);
    this.#rest(scene, timeline, edges, colours);
  }

  /**
   * @param {string[]} inputs
   * @param {string | null} output
   * @param {string[]} edges
   * @param {Timeline} timeline
   * @param {Pictures} pictures
   */
  #lay(inputs, output, edges, timeline, pictures) {
    const ids = [...inputs, ...(output === null ? [] : [output])];
    const subjects = ids.flatMap((id) => timeline.nodes.get(id) ?? []).filter(({ id }) => id !== FAILED)
      .map((node) => subjectOf(node));
    const cards = measureCards(timeline.run, this.textWidth, subjects, new Map(), pictures);
    const room = inputs.length > 0 ? (this.width - 2 * PAD - BETWEEN) / 2 : this.width - 2 * PAD;
    const right = output === null ? undefined : cards.get(output);
    const rightFace = right && this.#faceIn(right, room, 1);
    const left = inputs.flatMap((id) => cards.get(id) ?? []).map((card) => ({ card, face: this.#faceIn(card, room, inputs.length) }));
    const widest = Math.max(0, ...left.map(({ face }) => face.width));
    const cardsWide = widest + (rightFace?.width ?? 0);
    const gap = left.length === 0 ? 0 : BETWEEN + Math.max(0, Math.min(WIDER, (this.width - cardsWide - BETWEEN) / 2 - PAD));
    const begin = (this.width - cardsWide - gap) / 2;
    this.views = [];
    /** @type {{card: Card, face: Face, x: number, y: number}[]} */
    const placed = left.map(({ card, face }, index) => {
      const slot = this.height / left.length;
      return { card, face, x: begin + widest - face.width, y: slot * (index + 0.5) - face.height / 2 };
    });
    if (right && rightFace) {
      placed.push({ card: right, face: rightFace, x: begin + widest + gap, y: (this.height - rightFace.height) / 2 });
    }
    const end = placed.at(-1);
    this.wires = edges.map((id) => new EdgeView(id, false));
    this.wires.forEach((wire, index) => {
      const from = placed[index];
      if (!end || from === end) return;
      const start = { x: from.x + from.face.width, y: from.y + from.face.port };
      const stop = { x: end.x - end.face.inlet, y: end.y + end.face.port };
      const turn = (start.x + stop.x) / 2;
      wire.follow(start.y === stop.y ? [start, stop] : [start, { x: turn, y: start.y }, { x: turn, y: stop.y }, stop]);
    });
    this.middle = end ? { x: begin + widest + gap / 2, y: end.y + end.face.port, room: gap - 24 } : null;
    const surface = svg("g", {}, [svg("g", { class: "edges" }, this.wires.map(({ element }) => element))]);
    for (const { card, face, x, y } of placed) {
      const view = new CardView(card, face);
      // The card that stands for the node is on the map.
      for (const name of ["data-node", "data-nodes", "data-card", "role", "tabindex"]) view.element.removeAttribute(name);
      view.moveTo({ x, y }, 1);
      this.views.push(view);
      surface.append(view.element);
    }
    surface.append(this.chips);
    this.surface.replaceChildren(surface);
  }

  /**
   * The largest size that fits.
   * @param {Card} card
   * @param {number} room
   * @param {number} share how many stand over one another
   */
  #faceIn(card, room, share) {
    const height = (this.height - APART * (share + 1)) / share;
    /** @type {Face | null} */
    let face = null;
    for (const level of SIZES) {
      face = faceOf(card, level, this.textWidth, room);
      if (face.width <= room && face.height <= height) break;
    }
    return /** @type {Face} */ (face);
  }

  /**
   * What rests on the wire between the two: as much of it as there is room for.
   * @param {Scene} scene
   * @param {Timeline} timeline
   * @param {string[]} edges
   * @param {Colours} colours
   */
  #rest(scene, timeline, edges, colours) {
    const { chips, middle } = this;
    chips.replaceChildren();
    if (!middle || edges.length !== 1) return;
    const edge = timeline.edges.get(edges[0]);
    if (!edge) return;
    const [wanted] = wantedChips(scene, [edge], this.textWidth);
    if (!wanted) return;
    const forms = wanted.forms.flatMap((form) => [form, form.slice(0, 2)]).map((form) => pillOf(form, this.textWidth));
    const pill = forms.find(({ width }) => width <= middle.room);
    if (!pill) return;
    const element = drawPill(pill, `wire-chip ${wanted.kind}`, scene, colours);
    element.setAttribute("transform", `translate(${(middle.x - 6).toFixed(1)} ${middle.y.toFixed(1)})`);
    chips.append(element);
  }
}

/**
 * @param {Scene} scene
 * @param {Timeline} timeline
 * @returns {{inputs: string[], output: string | null, edges: string[]}} inputs stand left of the gate, in both passes
 */
function pairOf({ source, receiver, flows, sense }, timeline) {
  if (source === null) return { inputs: [], output: receiver, edges: [] };
  if (sense === "backward") {
    const inputs = receiver !== null && receiver !== source ? [receiver] : [];
    return { inputs, output: source, edges: inputs.length > 0 ? flows.map(({ edge }) => edge) : [] };
  }
  const entering = flows.slice(0, MOST_INPUTS);
  return {
    inputs: entering.flatMap(({ edge }) => timeline.edges.get(edge)?.from ?? []),
    output: source,
    edges: entering.map(({ edge }) => edge),
  };
}
