/** The card of a closed group: what goes in and comes out, and how many of its values and gradients are known. */

import { count, shape } from "../format.js";
import { place, svg, svgText } from "./svg.js";
import { nameIn } from "./text-width.js";

/** @import { CardSize } from "../layout/bands.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { ClosedGroup } from "../run/collapse.js" */
/** @import { CollapsedScene, Share } from "../run/collapsed-scene.js" */
/** @import { LevelName } from "./levels.js" */
/** @import { TextWidth } from "./text-width.js" */

/**
 * @typedef {object} GroupCard
 * @property {ClosedGroup} closed
 * @property {string} label
 * @property {string} detail "12 nodes"
 * @property {string} shapes "8×4, 4×5 → 8×5"
 */
/**
 * @typedef {object} Form
 * @property {LevelName} level
 * @property {string} label
 * @property {string} detail
 * @property {number} top always 0
 * @property {number} tail always 0
 */
/** @typedef {Form & CardSize} GroupFace */

const LONGEST_NAME = 30;
const MOST_SHAPES = 3;
const STACK = { full: 7, compact: 4, tight: 4, dot: 3 };
const RADIUS = { full: 9, compact: 8, tight: 8, dot: 6 };
const PAD = { full: 12, compact: 10, tight: 9, dot: 8 };
const LABEL_Y = { full: 21, compact: 18, tight: 13.5, dot: 14 };
const DETAIL_Y = { compact: 33, tight: 26 };
/** Below the words of a small card. */
const BARS = { compact: { height: 3, gap: 3 }, tight: { height: 2.5, gap: 1 } };
const SHAPES_Y = 38;
const SHARE = { y: 49, height: 23, textY: 12, barY: 17, barHeight: 4 };
const SIZE = { compact: { width: 112, height: 56 }, tight: { width: 102, height: 42 } };
const FULL = { least: 148, gap: 18, bottom: 5.5 };
const DOT = { height: 20, most: 74 };
const ARROW = 3;
const SHARES = /** @type {const} */ (["values", "gradients"]);

/**
 * @param {ClosedGroup} closed
 * @param {Timeline} timeline
 * @returns {GroupCard}
 */
export function measureGroup(closed, timeline) {
  const detail = count(closed.nodes.length, "node");
  const [inputs, outputs] = [shapesOf(closed.inputs, timeline), shapesOf(closed.outputs, timeline)];
  const shapes = inputs && outputs ? `${inputs} → ${outputs}` : inputs || outputs;
  return { closed, label: shortened(closed.group.name), detail, shapes };
}

/**
 * @param {GroupCard} card
 * @param {LevelName} level
 * @param {TextWidth} textWidth
 * @returns {GroupFace}
 */
export function groupFace({ label, detail, shapes }, level, textWidth) {
  const rest = { level, inlet: ARROW, top: 0, tail: 0, detail };
  if (level === "full") {
    const heads = textWidth(label, "label") + FULL.gap + textWidth(detail, "detail");
    const width = Math.ceil(Math.max(FULL.least, heads, textWidth(shapes, "shape")) + 2 * PAD.full) + STACK.full;
    const height = SHARE.y + SHARES.length * SHARE.height + FULL.bottom + STACK.full;
    return { ...rest, label, width, height, port: Math.round((height - STACK.full) / 2) };
  }
  if (level === "dot") {
    const text = nameIn(label, "sign", DOT.most - 2 * PAD.dot, textWidth);
    const width = Math.ceil(textWidth(text, "sign")) + 2 * PAD.dot + STACK.dot;
    return { ...rest, label: text, detail: "", width, height: DOT.height + STACK.dot, port: DOT.height / 2 };
  }
  const { width, height } = SIZE[level];
  const text = nameIn(label, "small", width - STACK[level] - 2 * PAD[level], textWidth);
  return { ...rest, label: text, detail: `▸ ${detail}`, width, height, port: (height - STACK[level]) / 2 };
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
  /**
   * @param {GroupCard} card
   * @param {GroupFace} face
   */
  constructor(card, face) {
    this.card = card;
    this.face = face;
    const { closed, shapes } = card;
    const { level, label, detail } = face;
    const stack = STACK[level];
    const [width, height] = [face.width - stack, face.height - stack];
    this.element = svg("g", {
      class: `card group ${level}`, "data-card": closed.group.id, "data-nodes": closed.nodes.join(" "), role: "button",
      tabindex: -1, "aria-expanded": "false",
    });
    const rx = RADIUS[level];
    this.outline = { x: -4, y: -4, width: face.width + 8, height: face.height + 8, rx: rx + 4 };
    this.element.append(
      svg("rect", { class: "sheet-below", x: stack, y: stack, width, height, rx }),
      svg("rect", { class: "box", width, height, rx }),
      svgText(label, { class: "label", x: PAD[level], y: LABEL_Y[level] }),
    );
    /** @type {ReturnType<GroupView["addShare"]>[]} */
    this.shares = [];
    if (level === "full") {
      this.element.append(
        svgText(detail, { class: "detail", x: width - PAD.full, y: LABEL_Y.full }),
        svgText(shapes, { class: "shape start", x: PAD.full, y: SHAPES_Y }),
      );
      this.shares = SHARES.map((quantity, index) =>
        this.addShare(quantity, { y: SHARE.y + index * SHARE.height + SHARE.barY, width, pad: PAD.full }));
    } else if (level !== "dot") {
      this.element.append(svgText(detail, { class: "detail start", x: PAD[level], y: DETAIL_Y[level] }));
      const bar = BARS[level];
      const pitch = bar.height + bar.gap;
      this.shares = SHARES.map((quantity, index) => {
        const y = height - SHARES.length * pitch - 1 + index * pitch;
        return this.addShare(quantity, { y, width, pad: PAD[level], bar: bar.height });
      });
    }
    /** @type {number | null} */
    this.shown = null;
  }

  /**
   * @param {string} quantity
   * @param {{y: number, width: number, pad: number, bar?: number}} where `bar`: the height of one without words
   */
  addShare(quantity, { y, width, pad, bar: thin }) {
    const full = width - 2 * pad;
    const bar = { x: pad, y, height: thin ?? SHARE.barHeight, rx: 2 };
    const text = thin === undefined ? svgText("", { class: `share ${quantity}`, x: pad, y: y - SHARE.barY + SHARE.textY }) : null;
    const filled = svg("rect", { class: `share-bar ${quantity}`, ...bar, width: 0 });
    this.element.append(...(text ? [text] : []), svg("rect", { class: "share-bar", ...bar, width: full }), filled);
    return { text, filled, full };
  }

  /**
   * @param {{x: number, y: number}} point
   * @param {number} scale
   */
  moveTo(point, scale) {
    place(this.element, point, scale);
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
    classList.toggle("has-gradient", (gradients?.known ?? 0) > 0);
    const received = gradients ? `${shareWords(gradients)} gradients` : "no gradients";
    const words = [`${shareWords(values)} values`, `∂ ${received}`];
    [values, gradients].forEach((share, index) => {
      if (!this.shares[index]) return;
      const { text, filled, full } = this.shares[index];
      if (text) text.textContent = words[index];
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
