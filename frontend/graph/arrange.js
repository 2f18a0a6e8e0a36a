/** Arranges a run's graph for a canvas: small graphs at once, large ones in a worker while the page stays usable. */

import { fitBands } from "../layout/bands.js";
import { arranged } from "./drawn.js";

/** @import { BandNode, EdgeEnds } from "../layout/bands.js" */
/** @import { Arranged } from "./drawn.js" */
/** @typedef {{nodes: BandNode[], edges: EdgeEnds[]}} Graph */
/** @typedef {{width: number, height: number, margin: number}} Canvas */

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
   * @param {(graph: Arranged) => void} onArranged
   */
  arrange(graph, levels, canvas, onArranged) {
    this.ticket++;
    this.stop();
    if (graph.nodes.length <= AT_ONCE) {
      onArranged(arranged(fitBands(graph, levels, canvas), levels, canvas));
      return;
    }
    const ticket = this.ticket;
    this.onWaiting(true);
    this.worker = layoutWorker();
    this.worker.addEventListener("message", ({ data }) => {
      if (data.ticket !== ticket) return;
      this.stop();
      onArranged(arranged(data.fitted, levels, canvas));
    });
    const sizes = levels.map((level) => ({ ...level, sizes: new Map([...level.sizes].map(([id, face]) => [id, sizeOf(face)])) }));
    this.worker.postMessage({ ticket, graph, levels: sizes, canvas });
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

/** @returns {Worker} */
function layoutWorker() {
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
