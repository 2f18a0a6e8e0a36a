/** Edges: neutral before their target is computed, then in the colour of what has last flowed over them. */

import { FAILED } from "../run/mistake.js";
import { pathData } from "./curve.js";
import { svg } from "./svg.js";

/** @import { Point } from "../layout/layout.js" */
/** @import { Direction } from "./curve.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */

const ARROWS = ["idle", "near", "forward", "backward", "failed"];
const ARROW = "M0 0.8L7 4L0 7.2L1.6 4Z";

/** @returns {SVGDefsElement} one arrowhead for each colour of an edge */
export function arrowheads() {
  return svg(
    "defs",
    {},
    ARROWS.map((state) =>
      svg(
        "marker",
        {
          id: `arrow-${state}`,
          class: `arrow ${state}`,
          viewBox: "0 0 8 8",
          refX: 6.6,
          refY: 4,
          markerWidth: 8,
          markerHeight: 8,
          orient: "auto",
          markerUnits: "userSpaceOnUse",
        },
        [svg("path", { d: ARROW })],
      ),
    ),
  );
}

export class EdgeView {
  /**
   * @param {string} id
   * @param {Point[]} points
   * @param {Direction} direction
   */
  constructor(id, points, direction) {
    this.id = id;
    this.element = svg("path", { "data-edge": id, d: pathData(points, direction) });
    this.state = "";
  }

  /**
   * @param {CollapsedScene} scene
   * @param {boolean} near an end is pointed at
   */
  show(scene, near) {
    const state = this.id.startsWith(FAILED) ? FAILED : scene.stateOf(this.id);
    const active = scene.active.edges.has(this.id) ? " active" : "";
    const shown = `edge ${state}${active}${near ? " near" : ""}`;
    if (shown === this.state) return;
    this.state = shown;
    this.element.setAttribute("class", shown);
    this.element.setAttribute("marker-end", `url(#arrow-${near && state === "idle" ? "near" : state})`);
    // Later siblings paint over earlier ones: an active edge must not hide below an idle one of the same trunk.
    if (active || near) this.element.parentNode?.append(this.element);
  }
}

export class UpdateView {
  /**
   * @param {string} to the card of the new version
   * @param {Point[]} points
   * @param {Direction} direction
   */
  constructor(to, points, direction) {
    this.to = to;
    this.element = svg("path", { class: "update", d: pathData(points, direction), "marker-end": "url(#arrow-idle)" });
  }

  /** @param {CollapsedScene} scene */
  show(scene) {
    const known = scene.progressOf(this.to)?.values.known ?? scene.valueOf(this.to) !== null;
    this.element.classList.toggle("known", Boolean(known));
  }
}
