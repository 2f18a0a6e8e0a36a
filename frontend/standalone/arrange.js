/**
 * Arranges a run's graph at once: in a saved page's bundle this module stands in for `graph/arrange.js`, whose worker
 * is a file.
 */

import { fitBands } from "../layout/bands.js";
import { arranged } from "../graph/drawn.js";

/** @import { Canvas, Graph } from "../graph/arrange.js" */
/** @import { Arranged } from "../graph/drawn.js" */

export class Arranger {
  /**
   * @param {Graph} graph
   * @param {Arranged["levels"]} levels
   * @param {Canvas} canvas
   * @param {(graph: Arranged) => void} onArranged
   */
  arrange(graph, levels, canvas, onArranged) {
    onArranged(arranged(fitBands(graph, levels, canvas), levels, canvas));
  }

  stop() {}
}
