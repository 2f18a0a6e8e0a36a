/** The explanations of the current run, fetched in windows around the step and kept. */

import { effect, signal } from "preact";
import { Refused, Unreachable, askAgain, fetchExplanations } from "./api.js";

/** @import { Explanation, RunDocument } from "./types.js" */
/** @import { Store } from "./store.js" */

const WINDOW = 100;

export class Explanations {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {Map<number, Explanation>} */
    this.known = new Map();
    /** @type {Set<number>} the windows asked for */
    this.asked = new Set();
    /** Grows with every window that arrives, so that readers look again. */
    this.arrivals = signal(0);
    this.run = "";
    effect(() => this.#follow());
  }

  /**
   * @param {number} step
   * @returns {Explanation | null} null while it is on its way
   */
  of(step) {
    this.arrivals.value;
    return this.run === this.store.run.value?.id ? this.known.get(step) ?? null : null;
  }

  #follow() {
    const run = this.store.run.value;
    const length = this.store.steps.value?.length ?? 0;
    const step = this.store.step.value;
    if (!run) return;
    if (run.id !== this.run) {
      this.run = run.id;
      this.known = new Map();
      this.asked = new Set();
    }
    const window = Math.floor(step / WINDOW);
    this.#ask(window, length);
    this.#ask(step % WINDOW < WINDOW / 2 ? window - 1 : window + 1, length);
  }

  /**
   * @param {number} window
   * @param {number} length
   */
  async #ask(window, length) {
    const from = window * WINDOW;
    if (from < 0 || from >= length || this.asked.has(window)) return;
    this.asked.add(window);
    const { run, known, asked } = this;
    try {
      const ask = () => fetchExplanations(run, from, Math.min(length, from + WINDOW));
      for (const explanation of await askAgain(/** @type {RunDocument} */ (this.store.run.peek()), ask)) {
        known.set(explanation.index, explanation);
      }
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      asked.delete(window);
      return;
    }
    this.arrivals.value += 1;
  }
}
