/** The card of the operation that a program stopped at: its inputs as boxes with their sizes, those that clash in red. */

import { place, svg, svgText } from "./svg.js";

/** @import { Failure, MaybeFailed } from "../run/mistake.js" */
/** @import { CardSize } from "../layout/bands.js" */
/** @import { TextWidth } from "./text-width.js" */

/**
 * @typedef {object} Failed
 * @property {MaybeFailed} failed
 * @property {Failure} failure
 * @property {number} top always 0
 * @property {number} tail always 0
 * @property {{x: number, width: number, height: number, left: number}[]} boxes of the inputs, side by side
 */
/** @typedef {Failed & CardSize} FailedCard it has one size at every level */

const CARD = { pad: 12, labelY: 21 };

const HEADER_GAP = 18;
const SIDE = { most: 64, least: 30, unit: 15 };
const SIGN_WIDTH = 34;
const TOP = 58;
const BOTTOM = 16;
const RADIUS = 9;

/** @param {number | undefined} size */
function side(size) {
  return size === undefined ? SIDE.least : Math.max(SIDE.least, Math.min(SIDE.most, SIDE.unit * size));
}

/**
 * @param {MaybeFailed} failed
 * @param {TextWidth} textWidth
 * @returns {FailedCard}
 */
export function measureFailed(failed, textWidth) {
  const failure = /** @type {Failure} */ (failed.failure);
  const stop = stopWords(failure);
  let x = CARD.pad;
  const boxes = failure.inputs.map(({ shape, label }, index) => {
    const left = shape.length > 1 ? rowsText(shape).length * 9 + 6 : 0;
    const width = Math.max(side(shape.at(-1)), textWidth(label, "label") + 12, textWidth(columnsText(shape), "cell") + 8);
    const box = { x: x + left, left, width, height: shape.length > 1 ? side(shape.at(-2)) : SIDE.least };
    x = box.x + width + (index < failure.inputs.length - 1 ? SIGN_WIDTH : 0);
    return box;
  });
  const header = textWidth(failure.text, "label") + HEADER_GAP + textWidth(stop, "detail") + 2 * CARD.pad;
  const wide = x + CARD.pad;
  const width = Math.ceil(Math.max(wide, header, 150));
  for (const box of boxes) box.x += (width - wide) / 2;
  const height = TOP + Math.max(SIDE.least, ...boxes.map((box) => box.height)) + BOTTOM;
  return { failed, failure, width, height, port: Math.round(height / 2), inlet: 3, top: 0, tail: 0, boxes };
}

/** @param {Failure} failure */
function stopWords({ line }) {
  return line === null ? "stops here" : `line ${line} stops here`;
}

/** @param {number[]} shape all axes but the last */
function rowsText(shape) {
  return shape.slice(0, -1).join("×");
}

/** @param {number[]} shape */
function columnsText(shape) {
  return shape.length === 0 ? "a number" : String(shape.at(-1));
}

export class FailedView {
  /** @param {FailedCard} card */
  constructor(card) {
    const { failed, failure, width, height, boxes } = card;
    this.face = card;
    this.outline = { x: -4, y: -4, width: width + 8, height: height + 8, rx: RADIUS + 4 };
    this.element = svg("g", { class: "card failed", "data-card": failed.id, "data-node": failed.id, role: "button", tabindex: -1 });
    this.element.append(
      svg("rect", { class: "box", width, height, rx: RADIUS }),
      svgText(failure.text, { class: "label", x: CARD.pad, y: CARD.labelY }),
      svgText(stopWords(failure), { class: "detail", x: width - CARD.pad, y: CARD.labelY }),
    );
    const middle = TOP + Math.max(SIDE.least, ...boxes.map((box) => box.height)) / 2;
    boxes.forEach((box, index) => this.#addInput(failure.inputs[index], box, middle));
    boxes.slice(1).forEach((box, index) => {
      const before = boxes[index];
      const x = (before.x + before.width + box.x - box.left) / 2;
      this.element.append(svgText(index === 0 && boxes.length === 2 ? failure.sign : ",", { class: "between", x, y: middle + 5 }));
    });
    const words = failure.inputs.map(({ label, shape }) => `${label} of shape ${shape.join("×") || "a single number"}`);
    this.element.setAttribute("aria-label", `${failure.text}: ${stopWords(failure)}. ${words.join(", ")} do not fit.`);
  }

  /**
   * @param {Failure["inputs"][number]} input
   * @param {FailedCard["boxes"][number]} box
   * @param {number} middle
   */
  #addInput({ label, shape, clashes }, { x, left, width, height }, middle) {
    const y = middle - height / 2;
    const last = shape.length - 1;
    const clash = (/** @type {boolean} */ is) => (is ? "size clash" : "size");
    this.element.append(
      svg("rect", { class: "input", x, y, width, height, rx: 3 }),
      svgText(label, { class: "label middle", x: x + width / 2, y: middle + 4.5 }),
      svgText(columnsText(shape), { class: clash(clashes.has(last)), x: x + width / 2, y: y - 6 }),
    );
    if (left > 0) {
      const rows = [...clashes].some((axis) => axis < last);
      this.element.append(svgText(rowsText(shape), { class: clash(rows), x: x - left / 2 - 1, y: middle + 4.5 }));
    }
  }

  /**
   * @param {{x: number, y: number}} point
   * @param {number} scale
   */
  moveTo(point, scale) {
    place(this.element, point, scale);
  }

  /** The card says the same at every step. */
  show() {}
}
