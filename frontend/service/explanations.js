/** The explanations of the current run, fetched in windows around the step. */

import { effect } from "preact";
import { fetchPart } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Explanation, LineDocument } from "../types.js" */
/** @import { Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */

/** Steps. */
const WINDOW = 100;
/** Windows in memory. */
const KEPT = 30;

export class Explanations {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {import("preact").ReadonlySignal<import("./fetched.js").Fetched<Explanation[]>>} */
    this.windows = fetchedOfRun(store, async (run, key) => {
      const from = Number(key) * WINDOW;
      const to = Math.min(this.#length, from + WINDOW);
      return (await fetchPart(run, "explanations", { from, to })).explanations;
    }, { most: KEPT });
    /** @type {import("preact").ReadonlySignal<import("./fetched.js").Fetched<LineDocument>>} */
    this.lines = fetchedOfRun(store, async (run, key) => {
      const [from, to] = key.split(" ").map(Number);
      return fetchPart(run, "line", { from, to });
    }, { most: KEPT });
    store.explanationOf = (step) => this.of(step);
    effect(() => this.#follow());
  }

  get #length() {
    return this.store.steps.value?.length ?? 0;
  }

  /**
   * @param {number} step
   * @returns {Explanation | null} null while it is on its way
   */
  of(step) {
    const brought = this.store.run.value?.motion?.words.find(({ index }) => index === step);
    if (brought) return brought;
    const window = this.#window(step);
    return window.state === "here" ? window.value[step % WINDOW] : null;
  }

  /**
   * @param {number} step
   * @returns {string | null} why its explanation has not come
   */
  troubleAt(step) {
    const window = this.#window(step);
    return window.state === "failed" ? window.words : null;
  }

  /**
   * @param {{from: number, to: number}} stretch the steps of a line, both included
   * @returns {Found<LineDocument>} asked for from now on
   */
  line({ from, to }) {
    return this.lines.value.of(`${from} ${to + 1}`);
  }

  /** Asks at once for what has failed. */
  retry() {
    this.windows.peek().retry();
  }

  /** @param {number} step */
  #window(step) {
    return this.windows.value.look(String(Math.floor(step / WINDOW)));
  }

  /** The window of the step is fetched first, and the one that comes next on the nearer side. */
  #follow() {
    const step = this.store.step.value;
    const here = Math.floor(step / WINDOW);
    const windows = this.windows.value;
    for (const window of [step % WINDOW < WINDOW / 2 ? here - 1 : here + 1, here]) {
      if (window >= 0 && window * WINDOW < this.#length) windows.of(String(window));
    }
  }
}
