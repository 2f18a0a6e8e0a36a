/**
 * The steps of a run. A long run comes with its first steps in full and with all of them in outline; the others are
 * fetched a page at a time where a reader stands, and the pages used last are kept.
 */

import { signal } from "preact";
import { Busy, PAGE, Refused, Unreachable } from "./api.js";
import { outlineOf } from "./timeline.js";

/** @import { RunDocument, Step } from "./types.js" */
/** @typedef {(run: RunDocument, from: number, to: number) => Promise<Step[]>} FetchSteps `to` is left out */

/** Pages in memory, beside those that the current step shows. */
const KEPT = 8;
const AT_ONCE = 2;
/** Milliseconds between tries where no answer comes. */
const RETRY = 2500;

export class Steps {
  /**
   * @param {RunDocument} run
   * @param {FetchSteps} fetchSteps never asked for a run that is whole
   */
  constructor(run, fetchSteps) {
    this.run = run;
    this.fetchSteps = fetchSteps;
    this.length = outlineOf(run).length;
    /** @type {Map<number, Step[]>} the ones used last at the end */
    this.pages = new Map();
    /** @type {Set<number>} the pages that the current step shows something of */
    this.wanted = new Set();
    /** @type {number[]} pages to ask for, the most urgent at the end */
    this.waiting = [];
    /** @type {Set<number>} */
    this.running = new Set();
    /** Grows with every page that arrives, so that readers look again. */
    this.arrivals = signal(0);
    /** True while something that the current step shows is on its way. */
    this.coming = signal(false);
    /** @type {import("preact").Signal<string | null>} why it has not come yet */
    this.trouble = signal(null);
  }

  /**
   * @param {number} index
   * @returns {Step | null} null while it is on its way
   */
  of(index) {
    this.arrivals.value;
    return this.#find(index);
  }

  /**
   * Whether a step is here in full. Unlike `of`, this asks nobody for it.
   * @param {number} index
   */
  has(index) {
    return index < this.run.steps.length || this.pages.has(Math.floor(index / PAGE));
  }

  /** @param {number} index */
  #find(index) {
    const { run } = this;
    if (index < run.steps.length) return run.steps[index];
    if (index >= this.length) return null;
    const number = Math.floor(index / PAGE);
    this.wanted.add(number);
    const page = this.pages.get(number);
    if (!page) {
      this.#want(number);
      return null;
    }
    this.pages.delete(number);
    this.pages.set(number, page);
    return page[index % PAGE];
  }

  /**
   * The reader stands at a step: its page is fetched first, and the one that comes next on the nearer side.
   * @param {number} index
   */
  visit(index) {
    this.wanted.clear();
    const near = index + (index % PAGE < PAGE / 2 ? -PAGE : PAGE);
    if (near >= 0) this.#find(near);
    this.#find(index);
    this.#report();
  }

  /** @param {number} number */
  #want(number) {
    if (this.running.has(number)) return;
    this.waiting = [...this.waiting.filter((one) => one !== number), number];
    queueMicrotask(() => this.#next());
  }

  /** Where a reader drags through a run, most pages are no longer wanted when their turn comes. */
  #next() {
    this.waiting = this.waiting.filter((number) => this.wanted.has(number));
    while (this.running.size < AT_ONCE && this.waiting.length > 0) {
      this.#fetch(/** @type {number} */ (this.waiting.pop()));
    }
    this.#report();
  }

  /** @param {number} number */
  async #fetch(number) {
    this.running.add(number);
    const from = number * PAGE;
    try {
      this.pages.set(number, await this.fetchSteps(this.run, from, Math.min(this.length, from + PAGE)));
      this.trouble.value = null;
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      this.trouble.value = error.message;
      this.waiting.push(number);
      setTimeout(() => this.#next(), error instanceof Busy ? 1000 * error.seconds : RETRY);
      return;
    } finally {
      this.running.delete(number);
    }
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= KEPT) break;
      if (!this.wanted.has(oldest)) this.pages.delete(oldest);
    }
    this.arrivals.value += 1;
    this.#next();
  }

  #report() {
    this.coming.value = [...this.running, ...this.waiting].some((number) => this.wanted.has(number));
  }
}
