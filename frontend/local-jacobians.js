/** The local Jacobians of the current run, fetched when a view first asks, and kept. */

import { signal } from "preact";
import { Refused, Unreachable, askAgain, fetchLocalJacobian } from "./api.js";

/** @import { Store } from "./store.js" */
/** @import { LocalJacobianDocument, RunDocument } from "./types.js" */

export class LocalJacobians {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** Grows with every answer, so that readers look again. */
    this.arrivals = signal(0);
    /** @type {RunDocument | null} the one whose Jacobians are kept */
    this.run = null;
    /** @type {Map<string, LocalJacobianDocument | null>} by node and slot; null: on its way, or there is none */
    this.known = new Map();
  }

  /**
   * @param {string} node
   * @param {number} slot
   * @returns {LocalJacobianDocument | null} null while it is on its way, and where no gradient passes
   */
  of(node, slot) {
    this.arrivals.value;
    const run = this.store.run.value;
    if (run !== this.run) {
      this.run = run;
      this.known = new Map();
    }
    const key = `${node} ${slot}`;
    if (!this.known.has(key)) this.#ask(key, node, slot);
    return this.known.get(key) ?? null;
  }

  /**
   * @param {string} key
   * @param {string} node
   * @param {number} slot
   */
  async #ask(key, node, slot) {
    const { known } = this;
    const run = /** @type {RunDocument} */ (this.run);
    known.set(key, null);
    try {
      known.set(key, await askAgain(run, () => fetchLocalJacobian(run.id, node, slot)));
    } catch (error) {
      if (error instanceof Unreachable) known.delete(key);
      else if (!(error instanceof Refused)) throw error;
      return;
    }
    this.arrivals.value += 1;
  }
}
