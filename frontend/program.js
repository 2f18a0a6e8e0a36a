/** The program: opened from a lesson or a link, edited, run, and run again when the server was away. */

import { batch } from "preact";
import { Busy, Refused, Unreachable, fetchLesson, postRun } from "./api.js";

/** @import { Leaves, Lesson } from "./types.js" */
/** @import { Store } from "./store.js" */

/** Milliseconds: after the last key before a run; before a running program says so; between tries without a server. */
const PAUSE = 250;
const PATIENCE = 300;
const RETRY = 2500;

/**
 * How a program is shown at first.
 * @typedef {object} Opening
 * @property {number | "opening"} [step]
 * @property {readonly string[]} [unfold] operations to take apart
 * @property {Leaves | null} [leaves]
 * @property {string | null} [target] the variable that the backward pass starts from
 */

export class Program {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {AbortController | null} the run under way; one that is replaced is dropped, whatever it answers */
    this.running = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    /** Counts what is opened: a lesson that comes after a later one was asked for is not shown any more. */
    this.turn = 0;
  }

  /**
   * @param {string} id
   * @param {Opening} [opening]
   * @throws {Refused} when there is no such lesson
   */
  async openLesson(id, opening) {
    const turn = ++this.turn;
    const lesson = await fetchLesson(id);
    if (turn === this.turn) await this.open(lesson.source, opening, lesson);
  }

  /**
   * @param {string} id the lesson the text began as; where there is none of this name any more, the text opens alone
   * @param {string} source
   * @param {Opening} opening
   */
  async openChangedLesson(id, source, opening) {
    const turn = ++this.turn;
    const lesson = await fetchLesson(id).catch((error) => {
      if (error instanceof Refused && error.problem.code === "lesson/unknown") return null;
      throw error;
    });
    if (turn === this.turn) await this.open(source, opening, lesson);
  }

  /**
   * @param {string} source
   * @param {Opening} [opening]
   * @param {Lesson | null} [lesson] the lesson the text comes from
   */
  async open(source, { step = "opening", unfold = [], leaves = null, target = null } = {}, lesson = null) {
    this.turn += 1;
    clearTimeout(this.waiting);
    batch(() => {
      this.store.opened.value = true;
      this.store.lesson.value = lesson;
      this.store.source.value = source;
      this.store.unfold.value = unfold;
      this.store.leaves.value = leaves;
      this.store.target.value = target;
      this.store.selected.value = null;
      this.store.problem.value = null;
    });
    await this.#run(source, step);
  }

  /**
   * The editor's text changed. From then on it says all by itself.
   * @param {string} source
   */
  edit(source) {
    if (source === this.store.source.peek()) return;
    this.store.source.value = source;
    this.#forgetOverrides();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#run(source, this.store.run.peek() ? "keep" : "opening"), PAUSE);
  }

  /** Runs the program as it is written: with its own values, from its own target. */
  async runAsWritten() {
    this.#forgetOverrides();
    await this.#run(this.store.source.peek(), "keep");
  }

  #forgetOverrides() {
    this.store.leaves.value = null;
    this.store.target.value = null;
  }

  /**
   * Takes an operation apart, wherever the program uses it.
   * @param {string} op
   */
  async unfold(op) {
    this.store.unfold.value = [...new Set([...this.store.unfold.peek(), op])].sort();
    await this.#run(this.store.source.peek(), "keep");
  }

  /**
   * Makes an operation one node again.
   * @param {string} op
   */
  async fold(op) {
    this.store.unfold.value = this.store.unfold.peek().filter((one) => one !== op);
    await this.#run(this.store.source.peek(), "keep");
  }

  /**
   * @param {string} source
   * @param {number | "keep" | "opening"} step
   */
  async #run(source, step) {
    clearTimeout(this.waiting);
    this.store.busy.value = null;
    this.running?.abort();
    const controller = new AbortController();
    this.running = controller;
    if (source.trim() === "") {
      this.store.working.value = false;
      this.store.clear();
      return;
    }
    const patience = setTimeout(() => (this.store.working.value = true), PATIENCE);
    try {
      const { unfold, leaves, target } = this.store;
      const program = { source, unfold: [...unfold.peek()], leaves: leaves.peek(), target: target.peek() };
      const run = await postRun(program, controller.signal);
      if (this.running !== controller) return;
      this.store.offline.value = false;
      this.store.show(run, step);
    } catch (error) {
      if (this.running !== controller) return;
      this.#fail(error, source, step);
    } finally {
      clearTimeout(patience);
      if (this.running === controller) this.store.working.value = false;
    }
  }

  /**
   * @param {unknown} error
   * @param {string} source
   * @param {number | "keep" | "opening"} step
   */
  #fail(error, source, step) {
    if (error instanceof Busy) {
      this.store.offline.value = false;
      this.store.busy.value = error.seconds;
      this.waiting = setTimeout(() => this.#run(source, step), 1000 * error.seconds);
    } else if (error instanceof Refused) {
      this.store.offline.value = false;
      const { partial } = error.problem;
      if (partial && !this.store.run.peek()) this.store.show(partial, "opening");
      this.store.problem.value = error.problem;
    } else if (error instanceof Unreachable) {
      this.store.offline.value = true;
      this.waiting = setTimeout(() => this.#run(source, step), RETRY);
    } else {
      throw error;
    }
  }
}
