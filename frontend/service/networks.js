/** The dense layers of the current run, fetched when the reading of them is opened. */

import { askAgain, fetchNetwork } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Fetched, Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { NetworkDocument } from "../types.js" */

/** Documents in memory, one a pass. */
const KEPT = 20;

/** @type {WeakMap<Store, Networks>} */
const known = new WeakMap();

export class Networks {
  /** @param {Store} store */
  constructor(store) {
    /** @type {import("preact").ReadonlySignal<Fetched<NetworkDocument>>} */
    this.fetched = fetchedOfRun(store, (run, key) => askAgain(run, () => fetchNetwork(run.id, key)), { most: KEPT });
  }

  /** @param {Store} store @returns {Networks} the one of the page */
  static of(store) {
    const found = known.get(store) ?? new Networks(store);
    known.set(store, found);
    return found;
  }

  /** @param {number | null} pass null of a run without one @returns {Found<NetworkDocument>} */
  of(pass) {
    return this.fetched.value.of(pass === null ? "" : `pass=${pass}`);
  }

  retry() {
    this.fetched.peek().retry();
  }
}
