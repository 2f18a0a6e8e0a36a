/** The program: opened from a lesson or a link, edited, kept, run, and run again when the server was away. */

import { batch } from "preact";
import { Busy, Refused, Unreachable, fetchLesson, postRun } from "../service/api.js";
import { Drafts } from "./drafts.js";
import { beginningOf } from "../run/beginning.js";
import { NotWritten, editedText } from "../run/edited.js";
import { nestedWith } from "../run/leaves.js";
import { descends, replaces } from "../run/kinship.js";
import { partialOf } from "../run/mistake.js";

/** @import { Anchor } from "../run/anchor.js" */
/** @import { GraphNode, Leaves, Lesson, RunDocument } from "../types.js" */
/** @import { Draft } from "./drafts.js" */
/** @import { Store } from "../state/store.js" */

/** Milliseconds: after the last key before a run; before a running program says so; between tries without a server. */
const PAUSE = 250;
const PATIENCE = 300;
const RETRY = 2500;

const PARTED = "Another tab has changed this program as well. Both versions are kept.";

/**
 * How a program is shown at first.
 * @typedef {object} Opening
 * @property {Anchor | "opening"} [step]
 * @property {readonly string[]} [unfold] operations to take apart
 * @property {Leaves | null} [leaves]
 * @property {string | null} [target] the variable that the backward pass starts from
 * @property {Record<string, string> | null} [files] small texts that the program reads
 * @property {number | null} [pass] that is shown of a loop too long to be kept whole; null: the last
 */

/**
 * What a text is beside its letters.
 * @typedef {object} Origin
 * @property {Lesson | null} lesson the lesson the text comes from
 * @property {Draft | null} draft what holds it where the reader has a hand in it
 */

/** @typedef {{run: RunDocument, step: number, parted: number}} Left `parted`: the step at the mistake */

/** @type {Origin} */
const NOWHERE = { lesson: null, draft: null };

export class Program {
  /**
   * @param {Store} store
   * @param {Drafts} [drafts]
   */
  constructor(store, drafts = new Drafts()) {
    this.store = store;
    this.drafts = drafts;
    /** @type {AbortController | null} the run under way; one that is replaced is dropped, whatever it answers */
    this.running = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    /** Counts what is opened or typed: a lesson that comes after something later is not shown any more. */
    this.turn = 0;
    /** @type {Left | null} where the reader was before a mistake took them to its place */
    this.left = null;
    /** The text is that of another program than the picture: until its own stands, or none. */
    this.another = false;
  }

  /**
   * The lesson's own text, with the offer of the reader's version where there is one.
   * @param {string} id
   * @param {Opening} [opening]
   * @throws {Refused} when there is no such lesson
   */
  async openLesson(id, opening) {
    const turn = ++this.turn;
    const lesson = await fetchLesson(id);
    if (turn !== this.turn) return;
    const ran = this.open(lesson.source, opening, { lesson, draft: null });
    this.#offer(this.drafts.ofLesson(lesson));
    await ran;
  }

  /**
   * The lesson as the reader left it.
   * @param {string} id
   * @throws {Refused} when there is no such lesson
   */
  async returnToLesson(id) {
    const turn = ++this.turn;
    const lesson = await fetchLesson(id);
    if (turn !== this.turn) return;
    const draft = this.drafts.ofLesson(lesson);
    await this.open(draft?.source ?? lesson.source, {}, { lesson, draft });
  }

  /**
   * @param {string} id the lesson the text began as; where there is none of this name any more, the text opens alone
   * @param {string} source
   * @param {Opening} opening
   */
  async openChangedLesson(id, source, opening) {
    const turn = ++this.turn;
    const lesson = await lessonIfAny(id);
    if (turn !== this.turn) return;
    const draft = lesson && this.drafts.ofLesson(lesson);
    const same = draft?.source === source;
    const ran = this.open(source, opening, { lesson, draft: same ? draft : null });
    if (!same) this.#offer(draft);
    await ran;
  }

  /**
   * A text that a link or an example gives.
   * @param {string} source
   * @param {Opening} [opening]
   */
  async openText(source, opening) {
    const draft = this.drafts.all().find((one) => one.lesson === null && one.source === source) ?? null;
    await this.open(source, opening, { lesson: null, draft });
  }

  /**
   * Shows the text at once and asks for its lesson afterwards.
   * @param {Draft} draft
   * @param {Opening} [opening]
   */
  async openDraft(draft, opening) {
    const turn = ++this.turn;
    if (draft.lesson !== null) {
      batch(() => {
        this.store.program.opened.value = true;
        this.store.program.source.value = draft.source;
        this.store.program.draft.value = draft;
        if (this.store.program.lesson.value?.id !== draft.lesson) this.store.program.lesson.value = null;
      });
    }
    const lesson = draft.lesson === null ? null : await lessonIfAny(draft.lesson);
    // The address may be a moment older than what the reader has attached since.
    if (turn === this.turn) await this.open(draft.source, { ...opening, files: draft.files }, { lesson, draft });
  }

  /** @param {Draft | null} draft of another text than the one shown */
  #offer(draft) {
    this.store.program.offer.value = draft && draft.source !== this.store.program.source.peek() ? draft : null;
  }

  /**
   * @param {string} source
   * @param {Opening} [opening]
   * @param {Origin} [origin]
   */
  async open(source, { step = "opening", unfold = [], leaves = null, target = null, files, pass = null } = {}, origin = NOWHERE) {
    this.turn += 1;
    this.left = null;
    this.another = false;
    clearTimeout(this.waiting);
    batch(() => {
      this.store.program.opened.value = true;
      this.store.program.lesson.value = origin.lesson;
      this.store.program.draft.value = origin.draft;
      this.store.program.source.value = source;
      this.store.program.unfold.value = unfold;
      this.store.program.leaves.value = leaves;
      this.store.program.target.value = target;
      this.store.program.pass.value = pass;
      this.store.program.files.value = files ?? origin.draft?.files ?? null;
      this.store.selected.value = null;
      this.store.program.problem.value = null;
      this.store.program.offer.value = null;
    });
    await this.#run(source, step);
  }

  /**
   * The editor's text changed. From then on it says all by itself.
   * @param {string} source
   */
  edit(source) {
    const before = this.store.program.source.peek();
    if (source === before) return;
    this.turn += 1;
    const another = replaces(before, source);
    if (another) {
      this.store.program.replacements.value += 1;
      this.store.program.draft.value = null;
    }
    this.store.program.source.value = source;
    this.keep();
    this.#runSoon(source, another);
  }

  /**
   * Another value of a leaf, in the text; resolves once the run of it is shown.
   * @param {string} label
   * @param {number | boolean} value
   * @param {number | readonly number[]} [index]
   * @throws {NotWritten} where the text does not hold the value
   */
  async editValue(label, value, index) {
    const run = this.store.run.peek();
    if (!run || run.source !== this.store.program.source.peek()) throw new NotWritten("The program that is written has not run.");
    const source = editedText(run, label, value, index);
    this.#forgetOverrides();
    const ran = this.#run(source, "keep");
    // The text changes while the answer is on its way.
    this.edit(source);
    clearTimeout(this.waiting);
    await ran;
  }

  /**
   * Another number of a leaf, in the text where it is written there, and else as one of the values beside the text;
   * resolves once the run of it is shown.
   * @param {GraphNode} node
   * @param {number} place of the entry, counted through all
   * @param {number} value 0 or 1 for a boolean
   */
  async setValue(node, place, value) {
    const { store } = this;
    const run = store.run.peek();
    if (!run || run.source !== store.program.source.peek()) return;
    const { [node.label]: own, ...others } = store.program.leaves.peek() ?? {};
    try {
      if (own !== undefined) throw new NotWritten("What the text has is replaced.");
      this.edit(editedText(run, node.label, node.dtype === "bool" ? value === 1 : value, place));
      // What stands beside the text holds for the others as before.
      store.program.leaves.value = Object.keys(others).length > 0 ? others : null;
    } catch (error) {
      if (!(error instanceof NotWritten)) throw error;
      store.program.leaves.value = { ...others, [node.label]: nestedWith(node, place, value) };
    }
    await this.#run(store.program.source.peek(), "keep");
  }

  /**
   * An undone replacement: the text and what it was are back.
   * @param {string} source
   * @param {Origin} origin
   */
  bringBack(source, { lesson, draft }) {
    this.turn += 1;
    const another = !descends(this.store.program.source.peek(), source);
    batch(() => {
      this.store.program.lesson.value = lesson;
      this.store.program.draft.value = draft && (this.drafts.find(draft.id) ?? draft);
      this.store.program.source.value = source;
      this.store.program.offer.value = null;
    });
    this.keep();
    this.#runSoon(source, another);
  }

  /** @param {string} source @param {boolean} [another] a program that has nothing of the one before */
  #runSoon(source, another = false) {
    this.#forgetOverrides();
    this.another ||= another;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#run(source, this.store.run.peek() && !this.another ? "keep" : "opening"), PAUSE);
  }

  /**
   * Keeps the text where it is the reader's own. One that was erased stays kept as it was: whatever is typed next is
   * another.
   */
  keep() {
    const { store, drafts } = this;
    const source = store.program.source.peek();
    const lesson = store.program.lesson.peek();
    const known = store.program.draft.peek();
    if (source.trim() === "") {
      store.program.draft.value = null;
    } else if (lesson?.source === source && store.program.files.peek() === null) {
      if (known && drafts.find(known.id)?.revision === known.revision) drafts.drop(known.id);
      store.program.draft.value = null;
      store.program.kept.value = true;
    } else {
      const text = { lesson: lesson?.id ?? null, name: known?.name ?? null, source, files: store.program.files.peek() };
      const { draft, kept, parted } = drafts.keep(text, known);
      store.program.draft.value = draft;
      store.program.kept.value = kept;
      if (parted) store.notice.value = PARTED;
    }
  }

  /**
   * Another tab has kept something: where it has written over the text of this one, this one is kept anew.
   * @param {string | null} before
   * @param {string | null} after
   */
  keptElsewhere(before, after) {
    const { draft, kept } = this.store.program;
    const own = draft.peek();
    if (!own || !this.drafts.isOverwritten(own, before, after)) return;
    const { lesson, name, source, files } = own;
    const anew = this.drafts.keep({ lesson, name, source, files }, null);
    draft.value = anew.draft;
    kept.value = anew.kept;
    this.store.notice.value = PARTED;
  }

  /** @param {string} name for a program of the reader's own */
  rename(name) {
    const draft = this.store.program.draft.peek();
    const { lesson, source, files } = this.store.program;
    const text = { lesson: lesson.peek()?.id ?? null, source: source.peek(), name: name || null, files: files.peek() };
    const { draft: renamed, kept } = this.drafts.keep(text, draft);
    this.store.program.draft.value = renamed;
    this.store.program.kept.value = kept;
  }

  /** Gives the lesson its own text back. The reader's stays among their programs, and can be undone to. */
  reset() {
    const { lesson, draft } = this.store.program;
    const own = lesson.peek();
    if (!own) return;
    const known = draft.peek();
    if (known) this.drafts.keep({ ...known, aside: true }, known);
    this.turn += 1;
    batch(() => {
      draft.value = null;
      this.store.program.offer.value = null;
      this.store.program.source.value = own.source;
    });
    this.#runSoon(own.source);
  }

  /** Runs the program as it is written: with its own values, from its own target. */
  async runAsWritten() {
    this.#forgetOverrides();
    await this.#run(this.store.program.source.peek(), "keep");
  }

  /**
   * Texts that the program reads from now on, beside those that it has: one of the same name takes its place.
   * @param {Record<string, string>} texts by name
   */
  async attach(texts) {
    await this.#withFiles({ ...this.store.program.files.peek(), ...texts });
  }

  /** @param {string} name of an attached file */
  async detach(name) {
    const { [name]: _, ...others } = this.store.program.files.peek() ?? {};
    await this.#withFiles(Object.keys(others).length > 0 ? others : null);
  }

  /** @param {Record<string, string> | null} files */
  async #withFiles(files) {
    this.turn += 1;
    this.store.program.files.value = files;
    this.keep();
    await this.#run(this.store.program.source.peek(), this.store.run.peek() ? "keep" : "opening");
  }

  #forgetOverrides() {
    this.store.program.leaves.value = null;
    this.store.program.target.value = null;
    this.store.program.pass.value = null;
  }

  /**
   * Takes an operation apart, wherever the program uses it.
   * @param {string} op
   */
  async unfold(op) {
    this.store.program.unfold.value = [...new Set([...this.store.program.unfold.peek(), op])].sort();
    await this.#run(this.store.program.source.peek(), "keep");
  }

  /**
   * Makes an operation one node again.
   * @param {string} op
   */
  async fold(op) {
    this.store.program.unfold.value = this.store.program.unfold.peek().filter((one) => one !== op);
    await this.#run(this.store.program.source.peek(), "keep");
  }

  /**
   * Shows another pass of a loop of which the run has one.
   * @param {number} pass
   */
  async showPass(pass) {
    this.store.program.pass.value = pass;
    await this.#run(this.store.program.source.peek(), "keep");
  }

  /** Gives up the run under way; what is shown stays. */
  stop() {
    clearTimeout(this.waiting);
    this.running?.abort();
    this.running = null;
    const { run, program, working, givenUp } = this.store;
    const shown = run.peek()?.source === program.source.peek() ? run.peek() : null;
    program.pass.value = shown?.pass_shown?.index ?? null;
    givenUp.value = shown === null;
    working.value = false;
  }

  /** Runs what was given up. */
  async runAgain() {
    await this.#run(this.store.program.source.peek(), this.store.run.peek() && !this.another ? "keep" : "opening");
  }

  /**
   * @param {string} source
   * @param {Anchor | "keep" | "opening"} step
   */
  async #run(source, step) {
    clearTimeout(this.waiting);
    this.store.busy.value = null;
    this.store.givenUp.value = false;
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
      const { unfold, leaves, target, files, pass } = this.store.program;
      const program = {
        source, unfold: [...unfold.peek()], leaves: leaves.peek(), target: target.peek(), files: files.peek(),
        pass_shown: pass.peek(),
      };
      const run = await postRun(program, controller.signal);
      if (this.running !== controller) return;
      this.store.offline.value = false;
      this.store.show(run, step === "keep" ? this.#stepBefore() : step);
      this.left = null;
      this.another = false;
    } catch (error) {
      if (this.running !== controller) return;
      this.#fail(error, source, step);
    } finally {
      clearTimeout(patience);
      if (this.running === controller) this.store.working.value = false;
    }
  }

  /** After a mistake the reader goes on where they were, unless they have gone elsewhere since. */
  #stepBefore() {
    const { left } = this;
    return left && this.store.step.peek() === left.parted ? left.step : "keep";
  }

  /**
   * @param {unknown} error
   * @param {string} source
   * @param {Anchor | "keep" | "opening"} step
   */
  #fail(error, source, step) {
    if (error instanceof Busy) {
      this.store.offline.value = false;
      this.store.busy.value = error.seconds;
      this.waiting = setTimeout(() => this.#run(source, step), 1000 * error.seconds);
    } else if (error instanceof Refused) {
      this.store.offline.value = false;
      this.#showMistake(error.problem, source, step);
    } else if (error instanceof Unreachable) {
      this.store.offline.value = true;
      this.waiting = setTimeout(() => this.#run(source, step), RETRY);
    } else {
      throw error;
    }
  }

  /**
   * With the run up to the mistake. A text that cannot be read has none: then the last whole picture of the same
   * program stays.
   * @param {import("../types.js").Problem} problem
   * @param {string} source
   * @param {Anchor | "keep" | "opening"} step
   */
  #showMistake(problem, source, step) {
    const { store, left } = this;
    const run = store.run.peek();
    const partial = partialOf(problem);
    store.selected.value = null;
    if (partial) {
      const before = this.#stepBefore();
      const here = before === "keep" ? store.step.peek() : before;
      const whole = store.partial.peek() ? left?.run ?? null : run;
      store.show(partial, Math.max(0, partial.steps.length - 1));
      this.left = whole && { run: whole, step: here, parted: store.step.peek() };
    } else if (step !== "keep") {
      store.clear();
    } else if (store.partial.peek() && left) {
      store.show(left.run, left.step);
    }
    this.another = false;
    store.program.faulty.value = source;
    store.program.problem.value = { ...problem, partial };
    if (!store.run.peek()) void this.#showBeginning(problem, source, problem.line ?? 1);
  }

  /**
   * Of a text that opens with a mistake in it and has no run: that of the statements before the mistake.
   * @param {import("../types.js").Problem} problem
   * @param {string} source
   * @param {number} line what stands before it is run
   * @returns {Promise<void>}
   */
  async #showBeginning(problem, source, line) {
    const { running, store } = this;
    const beginning = beginningOf(source, line);
    if (beginning.trim() === "") return;
    const { unfold, files } = store.program;
    const program = { source: beginning, unfold: [...unfold.peek()], leaves: null, target: null, files: files.peek(), pass_shown: null };
    /** @type {RunDocument | null} */
    let partial = null;
    try {
      partial = await postRun(program, running?.signal);
    } catch (error) {
      if (!(error instanceof Refused)) return;
      partial = error.problem.partial ?? null;
      const before = error.problem.line ?? 1;
      if (!partial && this.running === running && before < line) return this.#showBeginning(problem, source, before);
    }
    if (!partial || this.running !== running) return;
    store.show(partial, Math.max(0, partial.steps.length - 1));
    store.program.problem.value = { ...problem, partial };
  }
}

/**
 * @param {string} id
 * @returns {Promise<Lesson | null>} null where there is no such lesson any more
 */
function lessonIfAny(id) {
  return fetchLesson(id).catch((error) => {
    if (error instanceof Refused && error.problem.code === "lesson/unknown") return null;
    throw error;
  });
}
