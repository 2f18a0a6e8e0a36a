/** All paths from nodes of the current run to its target, fetched when a node's card first asks. */

import { askAgain, fetchPaths } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Fetched, Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { PathsDocument } from "../types.js" */

/** Documents in memory. */
const KEPT = 50;

/** @type {WeakMap<Store, GradientPaths>} */
const known = new WeakMap();

export class GradientPaths {
  /** @param {Store} store */
  constructor(store) {
    /** @type {import("preact").ReadonlySignal<Fetched<PathsDocument>>} */
    this.fetched = fetchedOfRun(store, (run, key) => {
      const [from, to] = key.split(" ");
      return askAgain(run, () => fetchPaths(run.id, { from, to }));
    }, { most: KEPT });
  }

  /** @param {Store} store @returns {GradientPaths} the one of the page */
  static of(store) {
    const found = known.get(store) ?? new GradientPaths(store);
    known.set(store, found);
    return found;
  }

  /**
   * @param {string} from
   * @param {string} to
   * @returns {Found<PathsDocument>}
   */
  of(from, to) {
    return this.fetched.value.of(`${from} ${to}`);
  }

  retry() {
    this.fetched.peek().retry();
  }
}
