/** A card: the name of a node, what made it, its value above the line and its gradient below. */

import { operationWord } from "../run/describe.js";
import { brief, shapeWords } from "../format.js";
import { CARD } from "./measure.js";
import { moveTo, svg, svgText, titled } from "./svg.js";
import { TensorBlock } from "./tensor-block.js";

/** @import { Tensor } from "../types.js" */
/** @import { KnownGradient, Standing } from "../run/timeline.js" */
/** @import { Point } from "../layout/layout.js" */
/** @import { Card } from "./measure.js" */
/** @import { Colours } from "./picture.js" */
/** @import { Scene } from "../run/scene.js" */

const RADIUS = { operation: 14, leaf: 5 };
const TARGET_INSET = 3.5;
const FORK_RADIUS = 3.5;

/** @type {Record<Standing, string>} on a card, where no contributions are counted */
const STANDING = { now: "", kept: "kept", past: "past" };
/** @type {Record<Standing, string>} */
const STANDING_WORDS = { now: "", kept: ", kept in .grad", past: ", of an earlier pass" };

export class CardView {
  /**
   * @param {Card} card
   * @param {"right" | "down"} direction where the outgoing edges leave
   */
  constructor(card, direction) {
    this.card = card;
    const { node, width, height, gradient } = card;
    const rx = node.role === "operation" ? RADIUS.operation : RADIUS.leaf;
    const marks = { class: `card ${node.role}`, "data-card": node.id, "data-node": node.id };
    this.element = svg("g", { ...marks, role: "button", tabindex: -1 });
    this.element.classList.toggle("target", card.target);
    this.element.append(svg("rect", { class: "ring", x: -4, y: -4, width: width + 8, height: height + 8, rx: rx + 4 }));
    this.element.append(svg("rect", { class: "box", width, height, rx }));
    if (card.target) {
      const inset = {
        x: TARGET_INSET,
        y: TARGET_INSET,
        width: width - 2 * TARGET_INSET,
        height: height - 2 * TARGET_INSET,
      };
      this.element.append(svg("rect", { class: "inner", ...inset, rx: rx - TARGET_INSET }));
    }
    this.#addHeader();

    this.value = new TensorBlock(card.value, "value");
    this.element.append(this.value.element);
    this.badge = svgText("", { class: "badge", x: width - CARD.pad, y: card.ruleY + 4 });
    if (card.ruleY > 0) this.#addRule();
    this.gradient = gradient ? new TensorBlock(gradient, "gradient") : null;
    if (this.gradient) this.element.append(this.gradient.element);
    if (card.uses > 1) {
      const port = direction === "right" ? { cx: width, cy: height / 2 } : { cx: width / 2, cy: height };
      this.element.append(svg("circle", { class: "fork", ...port, r: FORK_RADIUS }));
    }
    /** @type {Tensor | null | undefined} undefined before the first call of `show` */
    this.shownValue = undefined;
    /** @type {Tensor | null} */
    this.shownGradient = null;
    /** @type {number | undefined} the step that it is from */
    this.shownStep = undefined;
    /** @type {Standing | undefined} */
    this.shownStanding = undefined;
  }

  #addHeader() {
    const { card } = this;
    this.element.append(svgText(card.label, { class: "label", x: CARD.pad, y: CARD.labelY }));
    const sign = card.detail.length === 1 ? " sign" : "";
    this.element.append(svgText(card.detail, { class: `detail${sign}`, x: card.detailEnd, y: CARD.labelY }));
    if (card.shape)
      this.element.append(svgText(card.shape, { class: "shape", x: card.width - CARD.pad, y: CARD.labelY }));
    const hints = card.label === card.node.label ? [] : [card.node.label];
    if (!card.reachable) hints.push("no gradient: not on the path to the target");
    if (hints.length > 0) this.element.append(titled(hints.join(", ")));
  }

  #addRule() {
    const { ruleY, width, reachable } = this.card;
    this.element.append(svgText("∂", { class: "partial", x: CARD.pad, y: ruleY + 4.5 }));
    this.rule = svg("line", { class: "rule", x1: CARD.pad + 12, x2: width - CARD.pad, y1: ruleY, y2: ruleY });
    if (reachable) this.element.append(this.rule);
    else {
      this.badge.textContent = "no gradient";
      this.element.append(this.badge);
    }
  }

  /** @param {Point} point */
  moveTo(point) {
    moveTo(this.element, point);
  }

  /**
   * @param {Scene} scene
   * @param {Colours} colours
   */
  show(scene, colours) {
    const { id } = this.card.node;
    const value = scene.valueOf(id);
    const gradient = scene.gradientOf(id);
    this.value.show(value, colours, (excerpt) => scene.arrayOf({ node: id, of: "value" }, excerpt));
    const total = gradient?.tensor ?? null;
    const step = gradient?.step ?? 0;
    this.gradient?.show(total, colours, (excerpt) => scene.arrayOf({ step, of: "accumulated" }, excerpt));
    if (value !== this.shownValue || total !== this.shownGradient || gradient?.step !== this.shownStep
      || gradient?.standing !== this.shownStanding) {
      this.shownValue = value;
      this.shownGradient = total;
      this.shownStep = gradient?.step;
      this.shownStanding = gradient?.standing;
      if (this.gradient) this.#showBadge(gradient);
      this.#describe(value, gradient);
    }
    const { classList } = this.element;
    const active = scene.active.nodes.has(id);
    classList.toggle("known", value !== null);
    classList.toggle("active", active);
    classList.toggle("backward", active && scene.sense === "backward");
    classList.toggle("receiving", active && id === scene.receiver);
    classList.toggle("partial-sum", gradient?.standing === "now" && !gradient.final);
    classList.toggle("past-gradient", gradient?.standing === "past");
  }

  /** @param {KnownGradient | null} gradient */
  #showBadge(gradient) {
    const counts = gradient?.standing === "now" && gradient.expected > 1;
    const text = counts ? `${gradient.received} of ${gradient.expected}` : gradient ? STANDING[gradient.standing] : "";
    this.badge.textContent = text;
    if (text && !this.badge.parentNode) this.element.append(this.badge);
    this.rule?.setAttribute("x2", String(this.card.width - CARD.pad - (text ? 42 : 0)));
  }

  /**
   * @param {Tensor | null} value
   * @param {KnownGradient | null} gradient
   */
  #describe(value, gradient) {
    const { node, target, ruleY, reachable } = this.card;
    const kind = node.role === "operation" ? operationWord(node) : node.role;
    const parts = [node.label, target ? `${kind}, the target` : kind, shapeWords(node.shape)];
    parts.push(value ? `value ${brief(value, 3)}` : "not computed yet");
    if (ruleY > 0 && !reachable) parts.push("no gradient: not on the path to the target");
    else if (gradient) {
      const partial = gradient.standing === "now" && !gradient.final;
      const sum = partial ? `, ${gradient.received} of ${gradient.expected} contributions`
        : STANDING_WORDS[gradient.standing];
      parts.push(`gradient ${gradient.tensor ? brief(gradient.tensor, 3) : "on its way"}${sum}`);
    }
    this.element.setAttribute("aria-label", parts.join(", "));
  }
}
