/**
 * The steps of a run. A long run comes with its first steps in full and with all of them in outline; the others are
 * fetched a page at a time where a reader stands, and the pages used last are kept.
 */

import { PAGE } from "./api.js";
import { Fetched } from "./fetched.js";
import { outlineOf } from "../run/timeline.js";

/** @import { RunDocument, Step } from "../types.js" */
/** @typedef {(run: RunDocument, from: number, to: number) => Promise<Step[]>} FetchSteps `to` is left out */

/** Pages in memory, beside those that the current step shows. */
const KEPT = 8;
const AT_ONCE = 2;

export class Steps {
  /**
   * @param {RunDocument} run
   * @param {FetchSteps} fetchSteps never asked for a run that is whole
   */
  constructor(run, fetchSteps) {
    this.run = run;
    this.length = outlineOf(run).length;
    /** @type {Fetched<Step[]>} */
    this.pages = new Fetched((key) => {
      const from = Number(key) * PAGE;
      return fetchSteps(run, from, Math.min(this.length, from + PAGE));
    }, { atOnce: AT_ONCE, most: KEPT });
    /** Grows with every page that arrives, so that readers look again. */
    this.arrivals = this.pages.arrivals;
    /** True while something that the current step shows is on its way. */
    this.coming = this.pages.coming;
    /** Why it has not come yet. */
    this.trouble = this.pages.trouble;
    /** @type {number | null} */
    this.visited = null;
  }

  /**
   * @param {number} index
   * @returns {Step | null} null while it is on its way
   */
  of(index) {
    if (index < this.run.steps.length) return this.run.steps[index];
    if (index >= this.length) return null;
    const page = this.pages.of(pageOf(index));
    return page.state === "here" ? page.value[index % PAGE] : null;
  }

  /**
   * Whether a step is here in full. Unlike `of`, this asks nobody for it.
   * @param {number} index
   */
  has(index) {
    return index < this.run.steps.length || this.pages.look(pageOf(index)).state === "here";
  }

  /**
   * The reader stands at a step: its page is fetched first, and the one that comes next on the nearer side.
   * @param {number} index
   */
  visit(index) {
    if (index !== this.visited) this.pages.move();
    this.visited = index;
    const near = index + (index % PAGE < PAGE / 2 ? -PAGE : PAGE);
    if (near >= 0) this.of(near);
    this.of(index);
  }

  /** Asks at once for what has failed. */
  retry() {
    this.pages.retry();
  }

  /** Nobody reads the run any more. */
  stop() {
    this.pages.stop();
  }
}

/** @param {number} index */
function pageOf(index) {
  return String(Math.floor(index / PAGE));
}
