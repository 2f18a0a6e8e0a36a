/** Lights entries on the cards of the graph, and says which one the pointer is on, where cells are large enough. */

import { keyOf } from "../run/spots.js";
import { CardView } from "./cards.js";
import { svg } from "./svg.js";

/** @import { Light, Lights, Side, Spot } from "../run/spots.js" */
/** @import { TensorBlock } from "./tensor-block.js" */
/** @import { GraphView } from "./view.js" */

/** Pixels of the screen: a smaller cell is none to point at. */
const LEAST = 7;
/** A cell lies around its fill. */
const AROUND = 1;
const RADIUS = 4;

export class CardLights {
  /** @param {GraphView} view */
  constructor(view) {
    this.view = view;
    /** @type {SVGElement[]} */
    this.shown = [];
  }

  /** @param {(spot: Spot | null) => void} point */
  listen(point) {
    const { surface } = this.view;
    /** @type {Spot | null} */
    let before = null;
    const at = (/** @type {Spot | null} */ spot) => {
      // Where the pointer is on no number, what the keyboard asks for stays.
      if (spot || before) point(spot);
      before = spot;
    };
    surface.addEventListener("pointermove", (event) => event.buttons === 0 && at(this.#spotUnder(event)));
    surface.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && at(null));
    surface.addEventListener("click", (event) => at(this.#spotUnder(event)));
  }

  /** @param {MouseEvent} event */
  #spotUnder(event) {
    const element = event.target instanceof Element ? event.target.closest("[data-card]") : null;
    const card = this.view.stage.cards.get(element?.getAttribute("data-card") ?? "");
    if (!(card instanceof CardView)) return null;
    for (const [of, block] of blocksOf(card)) {
      const entry = entryUnder(block, event);
      if (entry !== null) return { node: card.card.node.id, of, entry };
    }
    return null;
  }

  /** @param {Lights} lights */
  show(lights) {
    for (const element of this.shown) element.remove();
    this.shown = [];
    if (lights.size === 0) return;
    for (const card of this.view.stage.cards.values()) {
      if (!(card instanceof CardView)) continue;
      for (const [of, block] of blocksOf(card)) {
        const lit = lights.get(keyOf({ node: card.card.node.id, of }));
        if (lit && block.shown && isWhole(block)) this.#light(block, lit);
      }
    }
  }

  /**
   * @param {TensorBlock} block
   * @param {Map<number, Light>} lit
   */
  #light({ element, block }, lit) {
    const { x, y, pitchX, pitchY, width, height, gap, columns, kind } = block;
    const single = kind === "number" || kind === "plain";
    for (const [entry, how] of lit) {
      const [across, down] = [single ? width : pitchX - gap, single ? height : pitchY - gap];
      const mark = svg("rect", {
        class: "lit-cell", "data-lit": how, rx: Math.min(RADIUS, across / 3),
        x: x + (entry % columns) * pitchX - AROUND, y: y + Math.floor(entry / columns) * pitchY - AROUND,
        width: across + 2 * AROUND, height: down + 2 * AROUND,
      });
      element.append(mark);
      this.shown.push(mark);
    }
  }
}

/**
 * @param {CardView} card
 * @returns {[Side, TensorBlock][]}
 */
function blocksOf({ value, gradient }) {
  return [...(value ? [/** @type {[Side, TensorBlock]} */ (["value", value])] : []),
    ...(gradient ? [/** @type {[Side, TensorBlock]} */ (["gradient", gradient])] : [])];
}

/** Whether a cell of it is an entry. @param {TensorBlock} block */
function isWhole({ block: { kind, excerpt, picture } }) {
  return kind !== "empty" && excerpt === null && picture === null;
}

/**
 * @param {TensorBlock} block
 * @param {MouseEvent} event
 * @returns {number | null}
 */
function entryUnder(block, { clientX, clientY }) {
  if (block.shown === null || !isWhole(block)) return null;
  const { frame, element, block: { rows, columns } } = block;
  const matrix = /** @type {SVGGraphicsElement} */ (element).getScreenCTM();
  if (!matrix) return null;
  const point = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
  const [across, down] = [(point.x - frame.x) / frame.width, (point.y - frame.y) / frame.height];
  if (across < 0 || across >= 1 || down < 0 || down >= 1) return null;
  if (Math.min((frame.width * matrix.a) / columns, (frame.height * matrix.d) / rows) < LEAST) return null;
  return Math.floor(down * rows) * columns + Math.floor(across * columns);
}
