/** Why numbers of the current run are what they are, fetched when a reader asks about one. */

import { askAgain, fetchDiagnosis } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Fetched, Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { DiagnosisDocument } from "../types.js" */

/** Documents in memory. */
const KEPT = 100;

/** @type {WeakMap<Store, Whys>} */
const known = new WeakMap();

export class Whys {
  /** @param {Store} store */
  constructor(store) {
    /** @type {import("preact").ReadonlySignal<Fetched<DiagnosisDocument>>} */
    this.fetched = fetchedOfRun(store, (run, key) => {
      const [node, entry] = key.split(" ");
      return askAgain(run, () => fetchDiagnosis(run.id, { node, entry }));
    }, { most: KEPT });
  }

  /** @param {Store} store @returns {Whys} the one of the page */
  static of(store) {
    const found = known.get(store) ?? new Whys(store);
    known.set(store, found);
    return found;
  }

  /**
   * @param {string} node
   * @param {number} entry of its gradient, in row-major order
   * @returns {Found<DiagnosisDocument>}
   */
  of(node, entry) {
    return this.fetched.value.of(`${node} ${entry}`);
  }

  retry() {
    this.fetched.peek().retry();
  }
}
