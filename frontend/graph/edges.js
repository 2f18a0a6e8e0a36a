/** Edges: neutral before their target is computed, then in the colour of what has last flowed over them. */

import { FAILED } from "../run/mistake.js";
import { pathData } from "./curve.js";
import { svg } from "./svg.js";

/** @import { Point } from "../layout/bands.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Scene } from "../run/scene.js" */

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
          orient: "auto-start-reverse",
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
   * @param {boolean} hidden its place is a constant's at the corner of the card: there is nothing to draw
   */
  constructor(id, hidden) {
    this.id = id;
    this.element = svg("path", { "data-edge": id });
    this.element.style.display = hidden ? "none" : "";
    this.state = "";
  }

  /** @param {Point[]} points */
  follow(points) {
    this.element.setAttribute("d", pathData(points));
  }

  /**
   * @param {Scene} scene of cards, or of nodes
   * @param {boolean} near an end is pointed at
   */
  show(scene, near) {
    const state = this.id.startsWith(FAILED) ? FAILED : scene.stateOf(this.id);
    const active = scene.active.edges.has(this.id) ? " active" : "";
    const shown = `edge ${state}${active}${near ? " near" : ""}`;
    if (shown === this.state) return;
    this.state = shown;
    this.element.setAttribute("class", shown);
    // The head says where the last thing that flowed here has gone.
    const head = `url(#arrow-${near && state === "idle" ? "near" : state})`;
    const [there, elsewhere] = state === "backward" ? ["marker-start", "marker-end"] : ["marker-end", "marker-start"];
    this.element.setAttribute(there, head);
    this.element.removeAttribute(elsewhere);
    // Later siblings paint over earlier ones: an active edge must not hide below an idle one of the same trunk.
    if (active || near) this.element.parentNode?.append(this.element);
  }
}

export class UpdateView {
  /** @param {string} to card of the new version */
  constructor(to) {
    this.to = to;
    this.element = svg("path", { class: "update", "marker-end": "url(#arrow-idle)" });
  }

  /** @param {Point[]} points */
  follow(points) {
    this.element.setAttribute("d", pathData(points));
  }

  /** @param {CollapsedScene} scene */
  show(scene) {
    const known = scene.progressOf(this.to)?.values.known ?? scene.valueOf(this.to) !== null;
    this.element.classList.toggle("known", Boolean(known));
  }
}
