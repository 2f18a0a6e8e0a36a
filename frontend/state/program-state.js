/** The program in the editor: its text, where it comes from, what is given to it from outside, and what is wrong with it. */

import { computed, signal } from "preact";
import { standingOf } from "../run/kinship.js";

/** @import { Fix, Leaves, Lesson, LessonSummary, Place, Problem } from "../types.js" */
/** @import { Draft } from "../page/drafts.js" */
/** @import { Standing } from "../run/kinship.js" */
/** @import { Pictures, Size } from "../run/pictures.js" */

export class ProgramState {
  constructor() {
    /** True once there is a program, be it an empty one. */
    this.opened = signal(false);
    /** @type {import("preact").Signal<string>} the program as it stands in the editor */
    this.source = signal("");
    /** @type {import("preact").Signal<readonly string[]>} the operations that are shown as what they are made of */
    this.unfold = signal([]);
    /** @type {import("preact").Signal<Leaves | null>} values in place of those that the program gives its leaves */
    this.leaves = signal(null);
    /** @type {import("preact").Signal<string | null>} the variable that the backward pass starts from, by a link */
    this.target = signal(null);
    /** @type {import("preact").Signal<number | null>} the pass that is shown of a loop too long to be kept whole; null: the last */
    this.pass = signal(null);
    /** @type {import("preact").Signal<Record<string, string> | null>} small texts that the program reads, by name */
    this.files = signal(null);
    /** @type {import("preact").Signal<Lesson | null>} the lesson the program was opened from */
    this.lesson = signal(null);
    /** @type {import("preact").ReadonlySignal<Standing>} of the text in the editor to that lesson */
    this.standing = computed(() => (this.lesson.value ? standingOf(this.lesson.value, this.source.value) : "other"));
    /** @type {import("preact").Signal<Record<string, Size | null>>} by name; null: numbers, whatever the lesson says */
    this.chosenPictures = signal({});
    /** @type {import("preact").ReadonlySignal<Pictures>} the arrays that are looked at as pictures: by the reader, or by the lesson */
    this.pictures = computed(() => this.#pictures());
    /** @type {import("preact").Signal<Draft | null>} what keeps the text, once the reader has a hand in it */
    this.draft = signal(null);
    /** @type {import("preact").Signal<Draft | null>} another version of the program that the reader may want instead */
    this.offer = signal(null);
    /** False where the browser does not keep what is typed: its storage is forbidden or full. */
    this.kept = signal(true);
    /** Counts the programs that took the place of another in the editor: each has its own entry in the history. */
    this.replacements = signal(0);
    /** Counts the requests to undo, and to do again, from outside the editor. */
    this.undos = signal({ back: 0, again: 0 });
    /** @type {import("preact").Signal<LessonSummary[]>} */
    this.lessons = signal([]);
    /** @type {import("preact").Signal<Set<string>>} the lessons that the reader has walked to their ends, by id */
    this.done = signal(new Set());
    /** @type {import("preact").Signal<Problem | null>} why the program in the editor has no run */
    this.problem = signal(null);
    /** The text that the problem is one of. */
    this.faulty = signal("");
    /** @type {import("preact").Signal<Place | null>} the mistake whose place the reader asks the editor to show */
    this.sought = signal(null);
    /** @type {import("preact").Signal<Fix | null>} what the reader asks the editor to put right */
    this.fixing = signal(null);
  }

  /** @returns {Pictures} */
  #pictures() {
    const lesson = this.standing.value === "other" ? null : this.lesson.value;
    const all = { ...lesson?.pictures, ...this.chosenPictures.value };
    return new Map(Object.entries(all).flatMap(([name, size]) => (size ? [[name, /** @type {Size} */ (size)]] : [])));
  }

  /**
   * @param {string} name of a variable
   * @param {Size | null} size of the picture that each of its rows is; null: its numbers are shown
   */
  lookAt(name, size) {
    this.chosenPictures.value = { ...this.chosenPictures.peek(), [name]: size };
  }

  /**
   * Asks the editor to show the place of a mistake.
   * @param {Place} place
   */
  goTo(place) {
    this.sought.value = place;
  }

  /**
   * Asks the editor to put a mistake right, as long as the text is the one it was found in.
   * @param {Fix | null | undefined} fix
   */
  apply(fix) {
    if (fix && this.source.peek() === this.faulty.peek()) this.fixing.value = fix;
  }
}
