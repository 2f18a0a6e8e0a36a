/** The local Jacobians of the current run, fetched when a view first asks. */

import { Refused, fetchPart } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Fetched, Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { LocalJacobianDocument, RunDocument } from "../types.js" */

/** Matrices in memory. */
const KEPT = 200;

export class LocalJacobians {
  /** @param {Store} store */
  constructor(store) {
    /** @type {import("preact").ReadonlySignal<Fetched<LocalJacobianDocument | null>>} */
    this.fetched = fetchedOfRun(store, fetchWhereThereIsOne, { most: KEPT });
  }

  /**
   * @param {string} node
   * @param {number} slot
   * @returns {Found<LocalJacobianDocument | null>} null where no gradient passes
   */
  of(node, slot) {
    return this.fetched.value.of(`${node} ${slot}`);
  }

  retry() {
    this.fetched.peek().retry();
  }
}

/**
 * @param {RunDocument} run
 * @param {string} key
 */
async function fetchWhereThereIsOne(run, key) {
  const [node, slot] = key.split(" ");
  try {
    return await fetchPart(run, `nodes/${node}/local-jacobian`, { slot });
  } catch (error) {
    if (error instanceof Refused && error.problem.code === "local-jacobian/none") return null;
    throw error;
  }
}
