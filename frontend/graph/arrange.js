/** Lays out a run's graph: small graphs at once, large ones in a worker while the page stays usable. */

import { layoutGraph } from "../layout/layout.js";

/** @import { EdgeEnds, Layout, NodeSize } from "../layout/layout.js" */
/** @import { Direction } from "./curve.js" */
/** @typedef {{nodes: NodeSize[], edges: EdgeEnds[]}} SizedGraph */

const AT_ONCE = 160;

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
   * @param {SizedGraph} graph
   * @param {Direction} direction
   * @param {(layout: Layout) => void} onLayout
   */
  arrange(graph, direction, onLayout) {
    this.ticket++;
    this.stop();
    if (graph.nodes.length <= AT_ONCE) {
      onLayout(layoutGraph(graph, { direction }));
      return;
    }
    const ticket = this.ticket;
    this.onWaiting(true);
    this.worker = layoutWorker();
    this.worker.addEventListener("message", ({ data }) => {
      if (data.ticket !== ticket) return;
      this.stop();
      onLayout(data.layout);
    });
    this.worker.postMessage({ ticket, graph, options: { direction } });
  }

  stop() {
    this.worker?.terminate();
    this.worker = null;
    this.onWaiting(false);
  }
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
