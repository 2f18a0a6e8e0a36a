/** Arranges a run's graph for a canvas: small graphs at once, large ones in a worker while the page stays usable. */

import { fitBands, fittingBands, isHopeless } from "../layout/bands.js";
import { arranged } from "./drawn.js";

/** @import { BandNode, EdgeEnds } from "../layout/bands.js" */
/** @import { Places } from "../layout/kept.js" */
/** @import { Arranged } from "./drawn.js" */
/** @typedef {{nodes: BandNode[], edges: EdgeEnds[]}} Graph */
/** @typedef {{width: number, height: number, margin: number}} Canvas */
/**
 * @typedef {object} Wish
 * @property {Places | null} before where the cards stood before the graph changed
 * @property {number | null} only so many of the levels will do, the largest; null: the graph is arranged in any case
 */

const AT_ONCE = 200;

export class Arranger {
  /** @param {(waiting: boolean) => void} onWaiting */
  constructor(onWaiting) {
    this.onWaiting = onWaiting;
    this.ticket = 0;
    /** @type {Worker | null} */
    this.worker = null;
  }

  /**
   * Only the latest request is answered.
   * @param {Graph} graph
   * @param {Arranged["levels"]} levels
   * @param {Canvas} canvas
   * @param {Wish} wish
   * @param {(graph: Arranged | null) => void} onArranged null: it fits at none of the levels that will do
   */
  arrange(graph, levels, canvas, wish, onArranged) {
    this.ticket++;
    this.stop();
    const allowed = wish.only === null ? levels : levels.slice(0, wish.only);
    if (graph.nodes.length <= AT_ONCE) {
      const fitted = wish.only === null ? fitBands(graph, levels, canvas, wish.before)
        : fittingBands(graph, allowed, canvas, wish.before);
      onArranged(fitted && arranged(fitted, levels, canvas));
      return;
    }
    const ticket = this.ticket;
    this.onWaiting(true);
    this.worker = layoutWorker();
    this.worker.addEventListener("message", ({ data }) => {
      if (data.ticket !== ticket) return;
      this.stop();
      onArranged(data.fitted && arranged(data.fitted, levels, canvas));
    });
    const sizes = allowed.map((level, index) => {
      const { name, gapX, gapY, channel, lane, least } = level;
      const asked = (wish.only === null && index === levels.length - 1) || !isHopeless(graph.nodes.length, level, canvas);
      const faces = asked ? [...level.sizes] : [];
      return { name, gapX, gapY, channel, lane, least, sizes: new Map(faces.map(([id, face]) => [id, sizeOf(face)])) };
    });
    this.worker.postMessage({ ticket, graph, levels: sizes, canvas, wish });
  }

  stop() {
    this.worker?.terminate();
    this.worker = null;
    this.onWaiting(false);
  }
}

/** @param {import("../layout/bands.js").CardSize} face */
function sizeOf({ width, height, port, inlet }) {
  return { width, height, port, inlet };
}

/** @returns {Worker} that answers as layout/worker.js says */
export function layoutWorker() {
  const address = new URL("../layout/worker.js", import.meta.url).href;
  // The page allows script addresses only through a policy, and this one allows a single address.
  const { trustedTypes } = /** @type {{trustedTypes?: {createPolicy: (name: string, rules: object) => any}}} */ (
    globalThis
  );
  workerPolicy ??= trustedTypes?.createPolicy("gradwalk-layout", { createScriptURL: () => address });
  return new Worker(workerPolicy ? workerPolicy.createScriptURL(address) : address, { type: "module" });
}

/** @type {{createScriptURL: (address: string) => any} | undefined} */
let workerPolicy;
