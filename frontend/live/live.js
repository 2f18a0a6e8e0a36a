/**
 * A number of a leaf in the reader's hand: the run follows it, and when the reader lets go, the program has it. One
 * request is under way at a time, for the latest number, so that no older picture ever comes after a newer one.
 */

import { batch, effect } from "preact";
import { Refused, Unreachable, postChanges, postRun } from "../service/api.js";
import { changed } from "../run/course.js";
import { addedAt, kindOf, nestedWith, numberIn } from "../run/leaves.js";

/** @import { Program } from "../page/program.js" */
/** @import { Hold, Store } from "../state/store.js" */
/** @import { ChangesRequest, GraphNode, RunDocument, RunRequest } from "../types.js" */

/** Milliseconds after which a hand that does not move rests: only then is more of its run fetched. */
const REST = 400;

export class Live {
  /**
   * @param {Store} store
   * @param {Program} program
   */
  constructor(store, program) {
    this.store = store;
    this.program = program;
    /** @type {Promise<void>} the requests of this hold, one after the other */
    this.following = Promise.resolve();
    this.busy = false;
    /** The program is being given the number. */
    this.letting = false;
    /** @type {Promise<void>} it has it */
    this.given = Promise.resolve();
    /** @type {RunDocument | null} the run that the hold has put into the picture, or that it leaves to the program */
    this.shown = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    // Another program is another matter, and so is a step that the reader goes to.
    effect(() => {
      const run = store.run.value;
      if (run !== this.shown && store.hold.peek() && !this.letting) this.#end();
    });
    effect(() => {
      store.step.value;
      store.selected.value;
      const hold = store.hold.peek();
      if (hold?.released) this.#end();
      // What the program cannot keep ends with the look at it.
      else if (hold?.inside) void this.putBack();
    });
  }

  /** @param {GraphNode} node @returns {boolean} whether its numbers can be changed by hand */
  canHold(node) {
    const { store } = this;
    const run = store.run.value;
    return run !== null && !store.stale.value && !store.partial.value && !run.outline
      && node.op === "leaf" && node.role !== "constant" && node.value.data !== null && node.label === node.name
      && node.shape.every((size) => size > 0);
  }

  /** @param {GraphNode} node @returns {boolean} whether something can be added to what it computes, to watch the target */
  canNudge(node) {
    const { store } = this;
    const run = store.run.value;
    return run !== null && !store.stale.value && !store.partial.value && !run.outline && node.id !== run.target
      && node.op !== "leaf" && node.previous === null && kindOf(node) === "real" && node.value.data !== null
      && node.shape.every((size) => size > 0);
  }

  /**
   * Does nothing while the run of the text is on its way.
   * @param {GraphNode} node of the run that is shown
   * @param {number} place of an entry, counted through all
   */
  take(node, place) {
    const { store } = this;
    const run = store.run.peek();
    if (!run || this.letting || run.source !== store.program.source.peek()) return;
    if (store.hold.peek()?.released === false) {
      // One at a time: what was in hand before is let go of first.
      void this.letGo();
      return;
    }
    const before = numberIn(node, place);
    this.shown = run;
    store.hold.value = {
      node: node.id, place, base: run, before, now: before, released: false, sameCourse: true, trouble: null,
      inside: node.op !== "leaf",
    };
  }

  /** @param {number} value of its kind: 0 or 1 for a boolean */
  move(value) {
    const hold = this.store.hold.peek();
    if (!hold || hold.released || this.letting || value === hold.now) return;
    this.store.hold.value = { ...hold, now: value };
    clearTimeout(this.resting);
    if (!this.busy) this.following = this.#follow();
  }

  async #follow() {
    this.busy = true;
    try {
      for (let hold = this.store.hold.peek(), shown = NaN; hold && !Object.is(hold.now, shown); hold = this.store.hold.peek()) {
        shown = hold.now;
        await this.#ask(hold);
      }
    } finally {
      this.busy = false;
    }
  }

  /** @param {Hold} hold */
  async #ask(hold) {
    const { store } = this;
    const { base, node: id, place, now } = hold;
    const node = /** @type {GraphNode} */ (base.nodes.find((one) => one.id === id));
    const step = store.step.peek();
    const leaves = hold.inside ? {} : { [/** @type {string} */ (node.name)]: nestedWith(node, place, now) };
    const asked = hold.inside ? { nudges: { [id]: addedAt(node, place, now - hold.before) } } : { leaves, explain: [step, step + 1] };
    try {
      const answer = await postChanges(base, /** @type {ChangesRequest} */ (asked));
      const latest = store.hold.peek();
      if (latest?.base !== base || latest.node !== id) return;
      const request = /** @type {RunRequest} */ ({ ...base.request, leaves: { ...base.request?.leaves, ...leaves } });
      const run = answer.document ? { ...answer.document, request } : changed(base, answer, request);
      const rest = hold.inside ? new Promise(() => {}) : this.#restOf(request);
      this.#show({ ...run, motion: { words: answer.explanations, rest } });
      store.hold.value = { ...latest, sameCourse: answer.same_course, trouble: null };
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      const latest = store.hold.peek();
      if (latest) store.hold.value = { ...latest, trouble: error.message };
    }
  }

  /**
   * @param {RunRequest} request
   * @returns {Promise<void>} resolves once the hand has rested and the server keeps the run; never, where it moves on
   */
  #restOf(request) {
    clearTimeout(this.resting);
    return new Promise((resolve) => {
      this.resting = setTimeout(() => postRun(request).then(() => resolve(), () => {
        // What is not here then comes with the run that the program has.
      }), REST);
    });
  }

  /** @param {RunDocument} run */
  #show(run) {
    batch(() => {
      this.store.show(run, "keep");
      this.shown = this.store.run.peek();
    });
  }

  /** The program gets the number: in its text where it is written there, or else beside it. */
  async letGo() {
    const { store } = this;
    const hold = store.hold.peek();
    if (!hold || hold.released || this.letting) return;
    if (hold.inside || Object.is(hold.now, hold.before)) {
      await this.putBack();
      return;
    }
    this.letting = true;
    /** @type {() => void} */
    let done = () => {};
    this.given = new Promise((resolve) => (done = resolve));
    await this.following;
    const node = /** @type {GraphNode} */ (hold.base.nodes.find((one) => one.id === hold.node));
    try {
      await this.program.setValue(node, hold.place, hold.now);
    } finally {
      this.letting = false;
      done();
    }
    if (store.program.problem.peek()) {
      this.#end();
      return;
    }
    this.shown = store.run.peek();
    const latest = store.hold.peek();
    if (latest) store.hold.value = { ...latest, released: true };
  }

  /** All is as it was. */
  async putBack() {
    const { store } = this;
    const hold = store.hold.peek();
    if (!hold) return;
    this.#end();
    await this.following;
    const node = /** @type {GraphNode} */ (hold.base.nodes.find((one) => one.id === hold.node));
    if (hold.released) await this.program.setValue(node, hold.place, hold.before);
    else store.show(hold.base, "keep");
  }

  /** The comparison is over. */
  end() {
    this.#end();
  }

  #end() {
    clearTimeout(this.resting);
    this.store.hold.value = null;
  }
}

