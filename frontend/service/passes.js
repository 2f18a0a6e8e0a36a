/** The series of the current run's passes, fetched when the reading of them is first opened. */

import { joined } from "../run/passes.js";
import { fetchPart } from "./api.js";
import { Fetched, fetchedOfRun } from "./fetched.js";

/** @import { Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { PassesDocument, RunDocument } from "../types.js" */

/** Runs whose series are kept, beside that of the current one. */
const KEPT = 4;

export class Passes {
  /** @param {Store} store */
  constructor(store) {
    /** @type {import("preact").ReadonlySignal<import("./fetched.js").Fetched<PassesDocument>>} */
    this.fetched = fetchedOfRun(store, passesOf);
    /** @type {Map<string, RunDocument>} what is asked for by its id */
    this.runs = new Map();
    /** @type {Fetched<PassesDocument>} */
    this.kept = new Fetched(async (id) => {
      const run = /** @type {RunDocument} */ (this.runs.get(id));
      await run.motion?.rest;
      const found = await passesOf(run);
      this.runs.delete(id);
      return found;
    }, { most: KEPT });
  }

  /**
   * Those of a run that the reader may have gone on from.
   * @param {RunDocument} run
   * @returns {Found<PassesDocument>}
   */
  of(run) {
    if (this.kept.look(run.id).state !== "here") this.runs.set(run.id, run);
    return this.kept.of(run.id);
  }

  /** @returns {Found<PassesDocument>} */
  get() {
    return this.fetched.value.of("all");
  }

  retry() {
    this.fetched.peek().retry();
    this.kept.retry();
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
