/** The ribbons of some paths, under the cards: each in the tint of its path in the list. */

import { beside } from "../run/ribbons.js";
import { sharedTint } from "../run/tints.js";
import { pathData } from "./curve.js";
import { svg } from "./svg.js";

/** @import { Point } from "../layout/bands.js" */
/** @import { Ribbon } from "../run/ribbons.js" */

export class Ribbons {
  /** @param {SVGElement} layer */
  constructor(layer) {
    this.layer = layer;
  }

  /** @param {readonly Ribbon[]} ribbons @param {ReadonlyMap<string, Point[]>} wires where they are */
  show(ribbons, wires) {
    this.layer.replaceChildren(...ribbons.flatMap(({ edge, path, width, offset, negative }) => {
      const points = wires.get(edge);
      if (!points) return [];
      const className = `ribbon${negative ? " negative" : ""}`;
      return svg("path", {
        class: className, d: pathData(beside(points, offset)), "stroke-width": width, "data-shared": sharedTint(path), "data-path": path,
      });
    }));
  }
}
