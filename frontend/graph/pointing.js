/** What is pointed at: with the mouse, by touch, and with the keyboard from card to card. */

import { neighbour } from "./neighbours.js";
import { overlap } from "./sight.js";

/** @import { Box } from "../layout/layout.js" */
/** @import { GraphView } from "./view.js" */

export class Pointing {
  /**
   * @param {GraphView} view
   * @param {{dragged: () => boolean}} hand
   */
  constructor(view, hand) {
    this.view = view;
    /** @type {string | null} the card that the Tab key reaches */
    this.tabStop = null;
    const { surface, store } = view;
    surface.addEventListener("pointermove", (event) => {
      if (event.buttons === 0) store.hover.value = this.#nodeAt(event);
    });
    surface.addEventListener("pointerleave", () => (store.hover.value = null));
    surface.addEventListener("click", (event) => {
      if (!hand.dragged()) store.select(this.#nodeAt(event));
    });
    surface.addEventListener("focusin", (event) => {
      const node = cardOf(event);
      if (node === null) return;
      this.tabStop = node;
      this.offerTabStop();
    });
    surface.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** One card at a time takes part in the order of the Tab key; the others are reached from it. */
  offerTabStop() {
    const { cards } = this.view.stage;
    if (this.tabStop === null || !cards.has(this.tabStop)) this.tabStop = cards.keys().next().value ?? null;
    for (const [id, { element }] of cards) element.setAttribute("tabindex", id === this.tabStop ? "0" : "-1");
  }

  /**
   * The node below the pointer; from far away there are no cards to ask.
   * @param {PointerEvent | MouseEvent} event
   * @returns {string | null}
   */
  #nodeAt(event) {
    const { far, surface, camera } = this.view;
    const layout = this.view.sheet.peek()?.layout;
    if (!far || !layout) return cardOf(event);
    const { left, top } = surface.getBoundingClientRect();
    const { x, y, scale } = camera.view;
    const point = {
      x: x + (event.clientX - left - camera.width / 2) / scale,
      y: y + (event.clientY - top - camera.height / 2) / scale,
      width: 0,
      height: 0,
    };
    for (const [id, box] of layout.nodes) if (overlap(box, point)) return id;
    return null;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { store, stage, camera, palette } = this.view;
    const node = cardOf(event);
    const sheet = this.view.sheet.peek();
    const scene = this.view.scene.peek();
    if (node === null || !sheet || !scene) return;
    const { key } = event;
    if (key === "Enter" || key === " ") {
      store.select(store.selected.peek() === node ? null : node);
    } else if (
      event.altKey &&
      (key === "ArrowLeft" || key === "ArrowRight" || key === "ArrowUp" || key === "ArrowDown")
    ) {
      const next = neighbour(node, key, sheet);
      if (next !== null) {
        camera.reveal(/** @type {Box} */ (sheet.layout.nodes.get(next)));
        const card = stage.cards.get(next) ?? stage.mountCard(next, scene, palette.peek());
        card.element.focus({ preventScroll: true });
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {Event} event @returns {string | null} */
function cardOf(event) {
  return event.target instanceof Element
    ? (event.target.closest("[data-node]")?.getAttribute("data-node") ?? null)
    : null;
}
