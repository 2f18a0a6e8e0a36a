/** The tangents of the current run by one entry of a leaf: a window of rows of its tape at a time. */

import { fetchPart } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Fetched, Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { RunDocument, TapeDocument, Tensor } from "../types.js" */

/** Rows of one window. */
const WINDOW = 200;
/** Windows in memory. */
const KEPT = 100;

/** @type {WeakMap<Store, Tangents>} they outlive the panels that show them, which come and go */
const known = new WeakMap();

/** @param {Store} store @returns {Tangents} */
export function tangentsFor(store) {
  const found = known.get(store) ?? new Tangents(store);
  known.set(store, found);
  return found;
}

class Tangents {
  /** @param {Store} store */
  constructor(store) {
    /** @type {import("preact").ReadonlySignal<Fetched<TapeDocument>>} */
    this.fetched = fetchedOfRun(store, fetchWindow, { most: KEPT, atOnce: 2 });
  }

  /**
   * @param {string} seed "n3[0,2]"
   * @param {number} place of a row
   * @returns {Tensor | null} null while it is on its way, and where there is none
   */
  at(seed, place) {
    const found = this.window(seed, place);
    return found.state === "here" ? found.value.rows[place % WINDOW]?.tangent ?? null : null;
  }

  /**
   * @param {string} seed
   * @param {number} place
   * @returns {Found<TapeDocument>} that has the row
   */
  window(seed, place) {
    return this.fetched.value.of(`${Math.floor(place / WINDOW)} ${seed}`);
  }
}

/**
 * @param {RunDocument} run
 * @param {string} key
 */
function fetchWindow(run, key) {
  const [, number, seed] = /** @type {RegExpExecArray} */ (/^(\d+) (.*)$/s.exec(key));
  const from = WINDOW * Number(number);
  return fetchPart(run, "tape", { seed, from, to: from + WINDOW });
}
