/** The card of a closed group: what goes in and comes out, and how many of its values and gradients are known. */

import { count, shape } from "../format.js";
import { measureFailed } from "./failed-card.js";
import { CARD, measureCards } from "./measure.js";
import { moveTo, svg, svgText } from "./svg.js";

/** @import { Timeline } from "../run/timeline.js" */
/** @import { Point } from "../layout/layout.js" */
/** @import { ClosedGroup, Collapsed } from "../run/collapse.js" */
/** @import { CollapsedScene, Share } from "../run/collapsed-scene.js" */
/** @import { MaybeFailed } from "../run/mistake.js" */
/** @import { FailedCard } from "./failed-card.js" */
/** @import { Card, TextWidth } from "./measure.js" */

/**
 * @typedef {object} GroupCard
 * @property {ClosedGroup} closed
 * @property {string} label
 * @property {string} detail "12 nodes"
 * @property {string} shapes "8×4, 4×5 → 8×5"
 * @property {number} width
 * @property {number} height
 */

const LONGEST_NAME = 30;
const MOST_SHAPES = 3;
const SMALLEST_WIDTH = 148;
const HEADER_GAP = 18;
const STACK = 7;
const RADIUS = 9;
const SHAPES_Y = 38;
const SHARE = { y: 49, height: 23, textY: 12, barY: 17, barHeight: 4 };
const SHARES = /** @type {const} */ (["values", "gradients"]);

/**
 * @param {Timeline} timeline
 * @param {Collapsed} collapsed
 * @param {TextWidth} textWidth
 * @returns {Map<string, Card | GroupCard | FailedCard>} every card in sight or out of it, measured
 */
export function cardsOf(timeline, { cards, closed }, textWidth) {
  const nodes = cards.flatMap((id) => /** @type {MaybeFailed | undefined} */ (timeline.nodes.get(id)) ?? []);
  /** @type {Map<string, Card | GroupCard | FailedCard>} */
  const measured = measureCards(timeline.run, textWidth, nodes.filter(({ failure }) => !failure));
  for (const node of nodes) if (node.failure) measured.set(node.id, measureFailed(node, textWidth));
  for (const [id, group] of closed) measured.set(id, measureGroup(group, timeline, textWidth));
  return measured;
}

/**
 * @param {ClosedGroup} closed
 * @param {Timeline} timeline
 * @param {TextWidth} textWidth
 * @returns {GroupCard}
 */
function measureGroup(closed, timeline, textWidth) {
  const label = shortened(closed.group.name);
  const detail = count(closed.nodes.length, "node");
  const [inputs, outputs] = [shapesOf(closed.inputs, timeline), shapesOf(closed.outputs, timeline)];
  const shapes = inputs && outputs ? `${inputs} → ${outputs}` : inputs || outputs;
  const inner = Math.max(
    SMALLEST_WIDTH,
    textWidth(label, "label") + HEADER_GAP + textWidth(detail, "detail"),
    textWidth(shapes, "shape"),
  );
  const height = SHARE.y + SHARES.length * SHARE.height + CARD.bottom / 2;
  return { closed, label, detail, shapes, width: Math.ceil(inner + 2 * CARD.pad) + STACK, height: height + STACK };
}

/** @param {string} name of a batch: both ends stay readable */
function shortened(name) {
  const letters = [...name];
  if (letters.length <= LONGEST_NAME) return name;
  const half = Math.floor(LONGEST_NAME / 2);
  return `${letters.slice(0, half).join("")}…${letters.slice(1 - half).join("")}`;
}

/**
 * @param {Set<string>} nodes
 * @param {Timeline} timeline
 */
function shapesOf(nodes, timeline) {
  const shapes = new Set([...nodes].map((id) => shape(timeline.nodes.get(id)?.shape ?? []) || "scalar"));
  const named = [...shapes].slice(0, MOST_SHAPES);
  if (shapes.size > MOST_SHAPES) named.push("…");
  return named.join(", ");
}

export class GroupView {
  /** @param {GroupCard} card */
  constructor(card) {
    this.card = card;
    const { closed, label, detail, shapes } = card;
    const [width, height] = [card.width - STACK, card.height - STACK];
    this.element = svg("g", { class: "card group", "data-card": closed.group.id, role: "button", tabindex: -1 });
    this.element.setAttribute("aria-expanded", "false");
    const ring = { x: -4, y: -4, width: card.width + 8, height: card.height + 8, rx: RADIUS + 4 };
    this.element.append(
      svg("rect", { class: "ring", ...ring }),
      svg("rect", { class: "sheet-below", x: STACK, y: STACK, width, height, rx: RADIUS }),
      svg("rect", { class: "box", width, height, rx: RADIUS }),
      svgText(label, { class: "label", x: CARD.pad, y: CARD.labelY }),
      svgText(detail, { class: "detail", x: width - CARD.pad, y: CARD.labelY }),
      svgText(shapes, { class: "shape start", x: CARD.pad, y: SHAPES_Y }),
    );
    this.shares = SHARES.map((quantity, index) => this.#addShare(quantity, SHARE.y + index * SHARE.height, width));
    /** @type {number | null} */
    this.shown = null;
  }

  /**
   * @param {string} quantity
   * @param {number} y
   * @param {number} width
   */
  #addShare(quantity, y, width) {
    const full = width - 2 * CARD.pad;
    const bar = { x: CARD.pad, y: y + SHARE.barY, height: SHARE.barHeight, rx: SHARE.barHeight / 2 };
    const text = svgText("", { class: `share ${quantity}`, x: CARD.pad, y: y + SHARE.textY });
    const filled = svg("rect", { class: `share-bar ${quantity}`, ...bar, width: 0 });
    this.element.append(text, svg("rect", { class: "share-bar", ...bar, width: full }), filled);
    return { text, filled, full };
  }

  /** @param {Point} point */
  moveTo(point) {
    moveTo(this.element, point);
  }

  /** @param {CollapsedScene} scene */
  show(scene) {
    const { id } = this.card.closed.group;
    const { classList } = this.element;
    const active = scene.active.nodes.has(id);
    classList.toggle("active", active);
    classList.toggle("backward", active && scene.sense === "backward");
    classList.toggle("receiving", active && id === scene.receiver);
    if (scene.shown === this.shown) return;
    this.shown = scene.shown;
    const progress = scene.progressOf(id);
    if (!progress) return;
    const { values, gradients } = progress;
    classList.toggle("known", values.known > 0);
    const received = gradients ? `${shareWords(gradients)} gradients` : "no gradients";
    const words = [`${shareWords(values)} values`, `∂ ${received}`];
    [values, gradients].forEach((share, index) => {
      const { text, filled, full } = this.shares[index];
      text.textContent = words[index];
      filled.setAttribute("width", String(share ? (full * share.known) / share.all : 0));
    });
    this.element.setAttribute(
      "aria-label",
      `${this.card.closed.group.name}, a closed group of ${this.card.detail}, ${this.card.shapes}, ${words.join(", ")}`,
    );
  }
}

/** @param {Share} share */
function shareWords({ known, all }) {
  return known === all ? `all ${all}` : `${known} of ${all}`;
}
