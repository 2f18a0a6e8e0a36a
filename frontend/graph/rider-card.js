/** A plain number at the corner of the operation that reads it. */

import { RIDER } from "./faces.js";
import { Marks, place, svg, svgText } from "./svg.js";

/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { RiderCard } from "./riders.js" */

const RADIUS = 5;

export class RiderView {
  /** @param {RiderCard} card */
  constructor({ rider, text, width }) {
    this.id = rider.id;
    this.element = svg("g", {
      class: "card rider", "data-card": rider.id, "data-node": rider.id, role: "button", tabindex: -1,
      "aria-label": `${rider.label}, a constant`,
    });
    this.element.append(
      svg("rect", { class: "box", width, height: RIDER.height, rx: RADIUS }),
      svgText(text, { class: "label", x: width / 2, y: 13 }),
    );
    this.outline = { x: -3, y: -3, width: width + 6, height: RIDER.height + 6, rx: RADIUS + 3 };
    this.marks = new Marks(this.element, ["known", "active"]);
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
    this.marks.show([scene.valueOf(this.id) !== null, scene.active.nodes.has(this.id)]);
  }
}
