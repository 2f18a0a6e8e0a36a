/** The gradients of the current run on paper, fetched when the reading is opened. */

import { askAgain, fetchDerivation } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Fetched, Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { DerivationDocument } from "../types.js" */

/** Documents in memory: a pass has a few, by its switches. */
const KEPT = 20;

/** @type {WeakMap<Store, Derivations>} */
const known = new WeakMap();

export class Derivations {
  /** @param {Store} store */
  constructor(store) {
    /** @type {import("preact").ReadonlySignal<Fetched<DerivationDocument>>} */
    this.fetched = fetchedOfRun(store, (run, key) => {
      const [pass, outside, letter] = key.split(" ");
      return askAgain(run, () => fetchDerivation(run.id, { pass, outside, letter }));
    }, { most: KEPT });
  }

  /** @param {Store} store @returns {Derivations} the one of the page */
  static of(store) {
    const found = known.get(store) ?? new Derivations(store);
    known.set(store, found);
    return found;
  }

  /**
   * @param {number} pass
   * @param {boolean} outside
   * @param {string} letter
   * @returns {Found<DerivationDocument>}
   */
  of(pass, outside, letter) {
    return this.fetched.value.of(`${pass} ${outside} ${letter}`);
  }

  retry() {
    this.fetched.peek().retry();
  }
}
