/** What the page asks its server for piece by piece: fetched when a reader first looks, kept, and tried again. */

import { computed, effect, signal } from "preact";
import { Busy, Refused, Unreachable } from "./api.js";

/** @import { RunDocument } from "../types.js" */
/** @import { Store } from "../state/store.js" */

/**
 * What there is of a piece.
 * @template T
 * @typedef {{state: "coming"} | {state: "here", value: T} | {state: "failed", words: string, lasting: boolean}} Found
 */
/**
 * @template T
 * @typedef {object} Keeping
 * @property {number} [atOnce] pieces under way at one time
 * @property {number} [most] the weight of all pieces kept; of more, those looked at longest ago go
 * @property {(value: T) => number} [weigh]
 */

/** Milliseconds from a failure to the next try, which double with every failure after it, and at most. */
const RETRY = 1000;
const LONGEST = 30_000;

/** @type {{state: "coming"}} */
const COMING = { state: "coming" };

/** @template T */
export class Fetched {
  /**
   * @param {(key: string, signal: AbortSignal) => Promise<T>} fetch
   * @param {Keeping<T>} [keeping]
   */
  constructor(fetch, { atOnce = Infinity, most = Infinity, weigh = () => 1 } = {}) {
    this.fetch = fetch;
    this.atOnce = atOnce;
    this.most = most;
    this.weigh = weigh;
    /** Grows with every piece that arrives or fails, so that readers look again. */
    this.arrivals = signal(0);
    /** True while something that is wanted is on its way, or about to be tried again. */
    this.coming = signal(false);
    /** @type {import("preact").Signal<string | null>} why something has not come yet */
    this.trouble = signal(null);
    /** @type {Map<string, Found<T>>} the ones looked at last at the end */
    this.found = new Map();
    this.weight = 0;
    /** @type {Set<string> | null} what has been looked at since the reader moved; null: all is wanted */
    this.wanted = null;
    /** @type {string[]} keys to ask for, the most urgent at the end */
    this.waiting = [];
    /** @type {Set<string>} */
    this.running = new Set();
    this.given = new AbortController();
    this.failures = 0;
    /** @type {ReturnType<typeof setTimeout> | null} */
    this.later = null;
    this.telling = false;
  }

  /**
   * @param {string} key
   * @returns {Found<T>}
   */
  of(key) {
    this.arrivals.value;
    this.wanted?.add(key);
    const found = this.found.get(key);
    if (!found) {
      this.#want(key);
      return COMING;
    }
    this.found.delete(key);
    this.found.set(key, found);
    return found;
  }

  /**
   * What there is of a piece. Unlike `of`, this asks nobody for it.
   * @param {string} key
   * @returns {Found<T>}
   */
  look(key) {
    this.arrivals.value;
    return this.found.get(key) ?? COMING;
  }

  /** The reader has moved: of what still waits, only what is looked at from now on is asked for. */
  move() {
    this.wanted = new Set();
    queueMicrotask(() => this.#next());
  }

  /** Asks at once for what has failed. */
  retry() {
    this.#forget(() => true);
  }

  /** Gives up what is under way: nobody reads it any more. */
  stop() {
    this.given.abort();
    if (this.later !== null) clearTimeout(this.later);
  }

  /** @param {(failed: {lasting: boolean}) => boolean} chosen the failures that readers will ask about anew */
  #forget(chosen) {
    if (this.later !== null) clearTimeout(this.later);
    this.later = null;
    for (const [key, found] of this.found) if (found.state === "failed" && chosen(found)) this.found.delete(key);
    this.#tell();
  }

  /** What comes in one answer is told at once. */
  #tell() {
    if (this.telling) return;
    this.telling = true;
    queueMicrotask(() => {
      this.telling = false;
      this.arrivals.value += 1;
      this.#next();
    });
  }

  /** @param {string} key */
  #want(key) {
    if (this.running.has(key) || this.given.signal.aborted) return;
    this.waiting = [...this.waiting.filter((one) => one !== key), key];
    queueMicrotask(() => this.#next());
  }

  /** @param {string} key */
  #isWanted(key) {
    return this.wanted?.has(key) ?? true;
  }

  #next() {
    this.waiting = this.waiting.filter((key) => this.#isWanted(key));
    while (this.running.size < this.atOnce && this.waiting.length > 0) {
      this.#fetch(/** @type {string} */ (this.waiting.pop()));
    }
    this.#report();
  }

  /** @param {string} key */
  async #fetch(key) {
    this.running.add(key);
    try {
      const value = await this.fetch(key, this.given.signal);
      this.failures = 0;
      this.trouble.value = null;
      this.#keep(key, value);
    } catch (error) {
      if (this.given.signal.aborted) return;
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      this.#fail(key, error);
    } finally {
      this.running.delete(key);
    }
    this.#tell();
  }

  /**
   * @param {string} key
   * @param {T} value
   */
  #keep(key, value) {
    this.found.set(key, { state: "here", value });
    this.weight += this.weigh(value);
    for (const [oldest, found] of this.found) {
      if (this.weight <= this.most) break;
      if (found.state !== "here" || oldest === key || this.wanted?.has(oldest)) continue;
      this.found.delete(oldest);
      this.weight -= this.weigh(found.value);
    }
  }

  /**
   * @param {string} key
   * @param {Unreachable | Refused} error
   */
  #fail(key, error) {
    const lasting = isLasting(error);
    this.found.set(key, { state: "failed", words: error.message, lasting });
    this.trouble.value = error.message;
    if (lasting || this.later !== null) return;
    const pause = error instanceof Busy ? 1000 * error.seconds : RETRY * 2 ** this.failures;
    this.failures += 1;
    this.later = setTimeout(() => this.#forget((failed) => !failed.lasting), Math.min(LONGEST, pause));
  }

  #report() {
    this.coming.value = this.later !== null || [...this.running, ...this.waiting].some((key) => this.#isWanted(key));
  }
}

/**
 * Whether the same question gets the same refusal again.
 * @param {Unreachable | Refused} error
 */
function isLasting(error) {
  return error instanceof Refused && !(error instanceof Busy) && error.problem.status < 500;
}

/**
 * The pieces of the current run: with the next one, all that was kept of it is gone. Of a run that follows a hand
 * nothing is fetched before the hand rests.
 * @template T
 * @param {Store} store
 * @param {(run: RunDocument, key: string, signal: AbortSignal) => Promise<T>} fetch
 * @param {Keeping<T>} [keeping]
 * @returns {import("preact").ReadonlySignal<Fetched<T>>}
 */
export function fetchedOfRun(store, fetch, keeping) {
  const id = computed(() => `${store.run.value?.id} ${store.run.value?.motion ? "in motion" : ""}`);
  const fetched = computed(() => {
    id.value;
    const run = /** @type {RunDocument} */ (store.run.peek());
    return new Fetched(async (key, signal) => {
      await run.motion?.rest;
      signal.throwIfAborted();
      return fetch(run, key, signal);
    }, keeping);
  });
  effect(() => {
    const current = fetched.value;
    return () => current.stop();
  });
  return fetched;
}

/**
 * The pieces of the current run that only one part of the page looks at: they are asked for from when it first does.
 * @template T
 * @param {(run: RunDocument, key: string, signal: AbortSignal) => Promise<T>} fetch
 * @param {Keeping<T>} keeping
 * @returns {(store: Store) => Fetched<T>}
 */
export function fetchedByStore(fetch, keeping) {
  /** @type {WeakMap<Store, import("preact").ReadonlySignal<Fetched<T>>>} */
  const known = new WeakMap();
  return (store) => {
    const found = known.get(store) ?? fetchedOfRun(store, fetch, keeping);
    known.set(store, found);
    return found.value;
  };
}
