/**
 * Arranges a run's graph at once: in a saved page's bundle this module stands in for `graph/arrange.js`, whose worker
 * is a file.
 */

import { fitBands, fittingBands } from "../layout/bands.js";
import { arranged } from "../graph/drawn.js";

/** @import { Canvas, Graph, Wish } from "../graph/arrange.js" */
/** @import { Arranged } from "../graph/drawn.js" */

export class Arranger {
  /**
   * @param {Graph} graph
   * @param {Arranged["levels"]} levels
   * @param {Canvas} canvas
   * @param {Wish} wish
   * @param {(graph: Arranged | null) => void} onArranged
   */
  arrange(graph, levels, canvas, { before, only }, onArranged) {
    const fitted = only === null ? fitBands(graph, levels, canvas, before)
      : fittingBands(graph, levels.slice(0, only), canvas, before);
    onArranged(fitted && arranged(fitted, levels, canvas));
  }

  stop() {}
}
