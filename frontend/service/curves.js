/** The curves of operations of the current run, fetched when a view first asks. */

import { Refused, fetchPart } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Fetched, Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { CurveDocument, RunDocument } from "../types.js" */

/** Curves in memory. */
const KEPT = 100;

export class Curves {
  /** @param {Store} store */
  constructor(store) {
    /** @type {import("preact").ReadonlySignal<Fetched<CurveDocument | null>>} */
    this.fetched = fetchedOfRun(store, fetchWhereThereIsOne, { most: KEPT });
  }

  /**
   * @param {string} node
   * @param {number} slot
   * @returns {Found<CurveDocument | null>} null where the operation has none
   */
  of(node, slot) {
    return this.fetched.value.of(`${node} ${slot}`);
  }
}

/**
 * @param {RunDocument} run
 * @param {string} key
 */
async function fetchWhereThereIsOne(run, key) {
  const [node, slot] = key.split(" ");
  try {
    return await fetchPart(run, `nodes/${node}/curve`, { slot });
  } catch (error) {
    if (error instanceof Refused && error.problem.code === "curve/none") return null;
    throw error;
  }
}
