/** A card: the name of a node, the gate with its operation, its value and its gradient. */

import { SIGNS, WORDS } from "../run/checks.js";
import { operationWord } from "../run/describe.js";
import { isComputed } from "../run/lines.js";
import { brief, MINUS, shapeWords } from "../format.js";
import { FOLD, GATE } from "./faces.js";
import { shortNumber } from "./pill.js";
import { Marks, place, svg, svgText } from "./svg.js";
import { TensorBlock } from "./tensor-block.js";

/** @import { Tensor } from "../types.js" */
/** @import { Scene, Sum } from "../run/scene.js" */
/** @import { KnownGradient, Standing } from "../run/timeline.js" */
/** @import { Verdict } from "../run/checks.js" */
/** @import { Face } from "./faces.js" */
/** @import { Card } from "./measure.js" */
/** @import { Colours } from "./picture.js" */

const RADIUS = {
  operation: { full: 14, compact: 11, tight: 10, dot: 10 },
  leaf: { full: 5, compact: 5, tight: 5, dot: 4 },
};
const RING = 4;
const INSET = { full: 3.5, compact: 2.5, tight: 2.5, dot: 2 };
const BADGE = { letter: 6.3, gap: 6 };
/** A sum of more is not written out. */
const MOST_TERMS = 3;

/** In the order in which `show` finds them. */
const MARKS = [
  "known", "has-gradient", "active", "working", "backward", "receiving", "partial-sum", "past-gradient",
  "graded-right", "graded-differs", "graded-unknown",
];

/** @type {Record<Standing, string>} on a card, where no contributions are counted */
const STANDING = { now: "", kept: "kept", past: "past" };
/** @type {Record<Standing, string>} */
const STANDING_WORDS = { now: "", kept: ", kept in .grad", past: ", of an earlier pass" };

export class CardView {
  /**
   * @param {Card} card
   * @param {Face} face
   */
  constructor(card, face) {
    this.card = card;
    this.face = face;
    const { node, fold } = card;
    this.element = svg("g", {
      class: `card ${node.role} ${face.level}`, "data-card": card.id, role: "button", tabindex: -1,
      ...(fold ? { "data-nodes": fold.nodes.join(" ") } : { "data-node": node.id }),
    });
    this.element.classList.toggle("target", card.target);
    this.body = face.top > 0 ? svg("g", { transform: `translate(0 ${face.top})` }) : this.element;
    if (face.top > 0) this.element.append(this.body);
    this.outline = this.#addBox();
    this.words = this.#addTexts();
    this.value = face.value && new TensorBlock(face.value, "value");
    if (this.value) this.body.append(this.value.element);
    this.badge = face.badge ? svgText("", { class: "badge", x: face.badge.to, y: face.badge.y }) : null;
    if (face.partial) this.#addGradientMarks();
    this.gradient = face.gradient && new TensorBlock(face.gradient, "gradient");
    if (this.gradient) this.body.append(this.gradient.element);
    if (face.gate) this.#addGate(face.gate);
    if (face.fold) this.#addFold(face.fold);
    /** @type {Tensor | null | undefined} undefined before the first call of `show` */
    this.shownValue = undefined;
    /** @type {Tensor | null} */
    this.shownGradient = null;
    /** @type {number | undefined} the step that it is from */
    this.shownStep = undefined;
    /** @type {Standing | undefined} */
    this.shownStanding = undefined;
    this.shownSum = "";
    /** @type {Verdict | null} */
    this.shownVerdict = null;
    /** @type {SVGElement | null} */
    this.verdict = null;
    this.marks = new Marks(this.element, MARKS);
  }

  /** @returns where a ring stands when somebody points at the card */
  #addBox() {
    const { card, face } = this;
    const { width } = face;
    const height = face.height - face.top - face.tail;
    const rx = RADIUS[card.node.role === "operation" ? "operation" : "leaf"][face.level];
    const outline = { x: -RING, y: face.top - RING, width: width + 2 * RING, height: height + 2 * RING, rx: rx + RING };
    this.body.append(svg("rect", { class: "box", width, height, rx }));
    if (!card.target) return outline;
    const inset = INSET[face.level];
    this.body.append(
      svg("rect", {
        class: "inner", x: inset, y: inset, width: width - 2 * inset, height: height - 2 * inset, rx: rx - inset,
      }),
    );
    return outline;
  }

  /** What a pointer that rests is told: what the card has no room for, and how large the entries of a small picture are. */
  get hint() {
    const { value, gradient } = this.face;
    const shown = [
      ...(value?.kind === "thumb" && this.shownValue ? [brief(this.shownValue, 3)] : []),
      ...(gradient?.kind === "thumb" && this.shownGradient ? [`∂ ${brief(this.shownGradient, 3)}`] : []),
    ];
    return [...this.words, ...shown].join(", ");
  }

  /** @returns {string[]} what it has no room for */
  #addTexts() {
    const { card, face } = this;
    const { label, shape, subtitle } = face;
    this.body.append(svgText(label.text, { class: "label", x: label.x, y: label.y }));
    if (shape) {
      const kind = card.shape ? "shape" : "detail";
      this.body.append(svgText(shape.text, { class: kind, x: shape.x, y: shape.y }));
    }
    if (subtitle) this.body.append(svgText(subtitle.text, { class: "subtitle", x: subtitle.x, y: subtitle.y }));
    return [
      ...(card.label === label.text ? [] : [card.label]),
      ...(card.fold ? [card.fold.expression] : []),
      ...(isComputed(card.node) ? [operationWord(card.node)] : []),
      ...(card.reachable ? [] : ["no gradient: not on the path to the target"]),
    ];
  }

  #addGradientMarks() {
    const { partial } = this.face;
    if (partial) this.body.append(svgText(partial.text, { class: "partial", x: partial.x, y: partial.y }));
    if (!this.badge || this.card.reachable) return;
    this.badge.textContent = "no gradient";
    this.body.append(this.badge);
  }

  /** @param {{text: string, width: number}} gate */
  #addGate({ text, width }) {
    const y = this.face.port - this.face.top;
    const { height } = GATE;
    this.body.append(
      svg("rect", { class: "gate", x: -width / 2, y: y - height / 2, width, height, rx: height / 2 }),
      svgText(text, { class: [...text].length === 1 ? "sign single" : "sign", x: 0, y: y + 4 }),
    );
  }

  /** @param {{text: string, x: number, y: number, width: number}} fold */
  #addFold({ text, x, y, width }) {
    this.body.append(
      svg("g", { class: "unfold", "data-unfold": this.card.id }, [
        svg("rect", { x: x - width / 2, y: y - FOLD.height / 2, width, height: FOLD.height, rx: FOLD.height / 2 }),
        svgText(text, { x, y: y + 4 }),
      ]),
    );
  }

  /**
   * @param {{x: number, y: number}} point
   * @param {number} scale
   */
  moveTo(point, scale) {
    place(this.element, point, scale);
  }

  /**
   * @param {Scene} scene of cards, or of nodes
   * @param {Colours} colours
   */
  show(scene, colours) {
    const { id } = this.card.node;
    const card = this.card.id;
    const value = scene.valueOf(id);
    const gradient = scene.gradientOf(id);
    this.value?.show(value, colours, (excerpt) => scene.arrayOf({ node: id, of: "value" }, excerpt));
    const total = gradient?.tensor ?? null;
    const step = gradient?.step ?? 0;
    const verdict = scene.verdictOf(id);
    const sum = this.badge ? sumText(scene.sumOf(id)) : "";
    this.gradient?.show(total, colours, (excerpt) => scene.arrayOf({ step, of: "accumulated" }, excerpt));
    if (value !== this.shownValue || total !== this.shownGradient || gradient?.step !== this.shownStep
      || gradient?.standing !== this.shownStanding || sum !== this.shownSum || verdict !== this.shownVerdict) {
      this.shownValue = value;
      this.shownGradient = total;
      this.shownStep = gradient?.step;
      this.shownStanding = gradient?.standing;
      this.shownSum = sum;
      if (verdict !== this.shownVerdict) this.#showVerdict(verdict);
      if (this.gradient) this.#showBadge(gradient, sum);
      this.#describe(value, gradient);
    }
    const active = scene.active.nodes.has(card);
    this.marks.show([
      value !== null,
      gradient !== null && gradient.standing !== "past",
      active,
      active && card === scene.source,
      active && scene.sense === "backward",
      active && card === scene.receiver,
      gradient?.standing === "now" && !gradient.final,
      gradient?.standing === "past",
      verdict === "right",
      verdict === "differs",
      verdict === "unknown",
    ]);
  }

  /** @param {Verdict | null} verdict on the corner of the box */
  #showVerdict(verdict) {
    this.shownVerdict = verdict;
    this.verdict?.remove();
    const { width, level } = this.face;
    if (verdict === null || level === "dot") return;
    this.verdict = svg("g", { class: "verdict", transform: `translate(${width - 4} 2)` }, [
      svg("circle", { r: 7.5 }), svgText(SIGNS[verdict], { x: 0, y: 4 }),
    ]);
    this.body.append(this.verdict);
  }

  /** @param {KnownGradient | null} gradient @param {string} sum where there is room for it */
  #showBadge(gradient, sum) {
    const { badge, face } = this;
    if (!badge || !face.badge) return;
    const counts = gradient?.standing === "now" && gradient.expected > 1;
    const room = face.badge.to - face.badge.from - BADGE.gap;
    const summed = sum !== "" && sum.length * BADGE.letter <= room;
    const text = summed ? sum
      : counts ? `${gradient.received} of ${gradient.expected}` : gradient ? STANDING[gradient.standing] : "";
    badge.textContent = text;
    if (text && !badge.parentNode) this.body.append(badge);
    badge.classList.toggle("sum", summed);
  }

  /**
   * @param {Tensor | null} value
   * @param {KnownGradient | null} gradient
   */
  #describe(value, gradient) {
    const { node, label, fold, target, hasGradient, reachable } = this.card;
    const kind = fold ? `line, ${fold.operations} operations` : node.role === "operation" ? operationWord(node)
      : isComputed(node) ? `${node.role} made by ${operationWord(node)}` : node.role;
    const parts = [label, target ? `${kind}, the target` : kind, shapeWords(node.shape)];
    parts.push(value ? `value ${brief(value, 3)}` : "not computed yet");
    if (hasGradient && !reachable) parts.push("no gradient: not on the path to the target");
    else if (gradient) {
      const partial = gradient.standing === "now" && !gradient.final;
      const sum = partial ? `, ${gradient.received} of ${gradient.expected} contributions`
        : STANDING_WORDS[gradient.standing];
      parts.push(`gradient ${gradient.tensor ? brief(gradient.tensor, 3) : "on its way"}${sum}`);
    }
    if (this.shownVerdict) parts.push(`as a gradient by hand: ${WORDS[this.shownVerdict]}`);
    this.element.setAttribute("aria-label", parts.join(", "));
  }
}

/** @param {Sum | null} sum @returns {string} "3 + 2 = 5"; "" where there is none, or too much of it */
function sumText(sum) {
  if (!sum || sum.terms.length > MOST_TERMS) return "";
  const [first, ...others] = sum.terms.map(shortNumber);
  const terms = others.map((text) => (text.startsWith(MINUS) ? ` ${MINUS} ${text.slice(1)}` : ` + ${text}`));
  return `${first}${terms.join("")} = ${shortNumber(sum.total)}`;
}
