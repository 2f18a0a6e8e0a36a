/**
 * Lays out a run's graph at once: in a saved page's bundle this module stands in for `graph/arrange.js`, whose worker
 * is a file.
 */

import { layoutGraph } from "../layout/layout.js";

/** @import { Layout } from "../layout/layout.js" */
/** @import { SizedGraph } from "../graph/arrange.js" */
/** @import { Direction } from "../graph/curve.js" */

export class Arranger {
  /**
   * @param {SizedGraph} graph
   * @param {Direction} direction
   * @param {(layout: Layout) => void} onLayout
   */
  arrange(graph, direction, onLayout) {
    onLayout(layoutGraph(graph, { direction }));
  }

  stop() {}
}
