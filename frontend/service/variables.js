/** What the names of the program stand for at the reader's step, fetched while a view looks at it. */

import { effect } from "preact";
import { fetchPart } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Held } from "../types.js" */
/** @import { Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */

/** Steps in memory. */
const KEPT = 200;

export class Variables {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {import("preact").ReadonlySignal<import("./fetched.js").Fetched<Record<string, Held>>>} */
    this.fetched = fetchedOfRun(
      store,
      async (run, step) => (await fetchPart(run, "variables", { step })).variables,
      { atOnce: 1, most: KEPT },
    );
    // A reader who runs through the steps is not answered for those that are past.
    effect(() => {
      store.step.value;
      this.fetched.value.move();
    });
  }

  /**
   * @param {number} step
   * @returns {Found<Record<string, Held>>} asked for from now on; at the last step it came with the run
   */
  at(step) {
    const run = this.store.run.value;
    const last = (this.store.timeline.value?.length ?? 1) - 1;
    if (run && step >= last) return { state: "here", value: run.variables };
    return this.fetched.value.of(String(step));
  }

  retry() {
    this.fetched.peek().retry();
  }
}
