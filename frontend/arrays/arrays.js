/** Arrays of the current run that its document is too short for: fetched when a view first asks, and kept. */

import { signal } from "preact";
import { Refused, Unreachable, askAgain, fetchTensors } from "../api.js";
import { parametersOf } from "./excerpt.js";
import { readFrame } from "./frame.js";

/** @import { Store } from "../store.js" */
/** @import { RunDocument, TensorHeader } from "../types.js" */
/** @import { Excerpt } from "./excerpt.js" */
/** @import { Entries } from "./frame.js" */

/**
 * @typedef {{node: string, of: "value"} | {step: number, of: "upstream"|"local"|"contribution"|"accumulated"}} Origin
 * whose array it is
 */
/**
 * @typedef {{state: "coming"} | {state: "here", entries: Entries} | {state: "failed", words: string}} Found
 * what there is of an excerpt
 */

/** Entries: as many as 32 MB of float64. */
const KEPT = 4_194_304;
/** So many tensors are asked for in one address. */
const AT_ONCE = 100;

/** @type {Found} */
const COMING = { state: "coming" };

export class Arrays {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** Grows with every answer, so that readers look again. */
    this.arrivals = signal(0);
    /** @type {RunDocument | null} the one whose arrays are kept */
    this.run = null;
    this.running = new AbortController();
    /** @type {Map<string, Found>} the ones asked for last at the end */
    this.found = new Map();
    this.size = 0;
    /** @type {Map<string, Set<string>>} what to ask for in the next address → whose */
    this.wanted = new Map();
  }

  /**
   * @param {Origin} origin
   * @param {Excerpt} excerpt
   * @returns {Found}
   */
  of(origin, excerpt) {
    this.arrivals.value;
    this.#follow(this.store.run.value);
    const owner = "node" in origin ? origin.node : String(origin.step);
    const query = `of=${origin.of}&${parametersOf(excerpt)}`;
    const found = this.found.get(`${owner}?${query}`);
    if (found) return found;
    this.#want(owner, `${"node" in origin ? "ids" : "steps"}?${query}`);
    return COMING;
  }

  /** Asks again for what has failed. */
  retry() {
    for (const [key, found] of this.found) if (found.state === "failed") this.found.delete(key);
    this.arrivals.value += 1;
  }

  /** @param {RunDocument | null} run */
  #follow(run) {
    if (run === this.run) return;
    this.run = run;
    this.running.abort();
    this.running = new AbortController();
    this.found.clear();
    this.wanted.clear();
    this.size = 0;
  }

  /**
   * What is asked for in one go shares its addresses.
   * @param {string} owner
   * @param {string} query
   */
  #want(owner, query) {
    if (this.wanted.size === 0) queueMicrotask(() => this.#ask());
    const owners = this.wanted.get(query) ?? new Set();
    this.wanted.set(query, owners.add(owner));
    this.found.set(`${owner}?${query.slice(query.indexOf("?") + 1)}`, COMING);
  }

  #ask() {
    for (const [query, owners] of this.wanted) {
      const all = [...owners];
      for (let from = 0; from < all.length; from += AT_ONCE) this.#fetch(all.slice(from, from + AT_ONCE), query);
    }
    this.wanted.clear();
  }

  /**
   * @param {string[]} owners
   * @param {string} query
   */
  async #fetch(owners, query) {
    const { running } = this;
    const run = /** @type {RunDocument} */ (this.run);
    const [kind, parameters] = query.split("?");
    try {
      const ask = () => fetchTensors(run.id, `${kind}=${owners.join(",")}&${parameters}`, running.signal);
      for (const { header, entries } of readFrame(await askAgain(run, ask))) {
        this.#keep(`${ownerOf(header)}?${parameters}`, entries);
      }
    } catch (error) {
      if (running.signal.aborted) return;
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      for (const owner of owners) this.found.set(`${owner}?${parameters}`, { state: "failed", words: error.message });
    }
    if (!running.signal.aborted) this.arrivals.value += 1;
  }

  /**
   * @param {string} key
   * @param {Entries} entries
   */
  #keep(key, entries) {
    this.found.delete(key);
    this.found.set(key, { state: "here", entries });
    this.size += entries.length;
    for (const [oldest, found] of this.found) {
      if (this.size <= KEPT) break;
      if (found.state !== "here" || oldest === key) continue;
      this.found.delete(oldest);
      this.size -= found.entries.length;
    }
  }
}

/** @param {TensorHeader} header */
function ownerOf({ node, step }) {
  return node ?? String(step);
}
