/** The series of the current run's passes, fetched when the reading of them is first opened. */

import { joined } from "../run/passes.js";
import { fetchPart } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { PassesDocument, RunDocument } from "../types.js" */

export class Passes {
  /** @param {Store} store */
  constructor(store) {
    /** @type {import("preact").ReadonlySignal<import("./fetched.js").Fetched<PassesDocument>>} */
    this.fetched = fetchedOfRun(store, passesOf);
  }

  /** @returns {Found<PassesDocument>} */
  get() {
    return this.fetched.value.of("all");
  }

  retry() {
    this.fetched.peek().retry();
  }
}

/**
 * @param {RunDocument} run
 * @returns {Promise<PassesDocument>}
 */
export async function passesOf(run) {
  /** @type {PassesDocument[]} */
  const parts = [await fetchPart(run, "passes", { from: 0 })];
  for (let { next } = parts[0]; next !== null; { next } = parts[parts.length - 1]) {
    parts.push(await fetchPart(run, "passes", { from: next }));
  }
  return joined(parts);
}
