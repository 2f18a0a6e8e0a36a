/** Arrays of the current run that its document is too short for: fetched when a view first asks, many at a time. */

import { askAgain, fetchTensors } from "../api.js";
import { fetchedOfRun } from "../fetched.js";
import { parametersOf } from "./excerpt.js";
import { readFrame } from "./frame.js";

/** @import { Fetched } from "../fetched.js" */
/** @import { Store } from "../../state/store.js" */
/** @import { RunDocument, TensorHeader } from "../../types.js" */
/** @import { Excerpt } from "./excerpt.js" */
/** @import { Entries } from "./frame.js" */

/**
 * @typedef {{node: string, of: "value"} | {step: number, of: "upstream"|"local"|"contribution"|"accumulated"|"earlier"|"gradient"}} Origin
 * whose array it is
 */
/** @typedef {import("../fetched.js").Found<Entries>} Found what there is of an excerpt */
/** @typedef {{owner: string, resolve: (entries: Promise<Entries>) => void}} Asked whose array is asked for */

/** Entries: as many as 32 MB of float64. */
const KEPT = 4_194_304;
/** So many tensors are asked for in one address. */
const AT_ONCE = 100;

export class Arrays {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {Map<string, Asked[]>} what to ask for in the next address → whose */
    this.together = new Map();
    /** @type {import("preact").ReadonlySignal<Fetched<Entries>>} */
    this.fetched = fetchedOfRun(store, (run, key, signal) => this.#fetch(run, key, signal),
      { most: KEPT, weigh: (entries) => entries.length });
  }

  /** Grows with every answer, so that readers look again. */
  get arrivals() {
    return this.fetched.value.arrivals;
  }

  /**
   * @param {Origin} origin
   * @param {Excerpt} excerpt
   * @returns {Found}
   */
  of(origin, excerpt) {
    const [kind, owner] = "node" in origin ? ["ids", origin.node] : ["steps", origin.step];
    return this.fetched.value.of(`${kind} ${owner} of=${origin.of}&${parametersOf(excerpt)}`);
  }

  /** Asks again for what has failed. */
  retry() {
    this.fetched.peek().retry();
  }

  /**
   * What is asked for in one go shares its addresses.
   * @param {RunDocument} run
   * @param {string} key
   * @param {AbortSignal} signal
   * @returns {Promise<Entries>}
   */
  #fetch(run, key, signal) {
    const [kind, owner, parameters] = key.split(" ");
    const query = `${kind} ${parameters}`;
    if (this.together.size === 0) queueMicrotask(() => this.#ask(run, signal));
    const asked = this.together.get(query) ?? [];
    this.together.set(query, asked);
    return new Promise((resolve) => asked.push({ owner, resolve }));
  }

  /**
   * @param {RunDocument} run
   * @param {AbortSignal} signal
   */
  #ask(run, signal) {
    for (const [query, asked] of this.together) {
      const [kind, parameters] = query.split(" ");
      for (let from = 0; from < asked.length; from += AT_ONCE) {
        const part = asked.slice(from, from + AT_ONCE);
        const path = `${kind}=${part.map(({ owner }) => owner).join(",")}&${parameters}`;
        const frame = askAgain(run, () => fetchTensors(run.id, path, signal)).then(readFrame);
        for (const { owner, resolve } of part) resolve(frame.then((tensors) => entriesOf(tensors, owner)));
      }
    }
    this.together.clear();
  }
}

/**
 * @param {{header: TensorHeader, entries: Entries}[]} tensors
 * @param {string} owner
 * @returns {Entries}
 */
function entriesOf(tensors, owner) {
  const found = tensors.find(({ header: { node, step } }) => (node ?? String(step)) === owner);
  if (!found) throw new Error(`The service left out the array of ${owner}.`);
  return found.entries;
}
