/** The run A that others are compared with: which one the reader has pinned. */

import { computed, signal } from "preact";
import { pinnedText } from "../run/pinned.js";

/** @import { Pinned } from "../run/pinned.js" */
/** @import { ProgramState } from "./program-state.js" */

export class Comparing {
  constructor() {
    /** @type {import("preact").Signal<Pinned | null>} */
    this.pinned = signal(null);
    /** What it is, as the address says it. */
    this.text = computed(() => (this.pinned.value ? pinnedText(this.pinned.value) : null));
  }

  /** @param {ProgramState} program the run of which becomes A */
  pin(program) {
    this.pinned.value = pinnedOf(program);
  }

  unpin() {
    this.pinned.value = null;
  }
}

/** @param {ProgramState} program @returns {Pinned} */
export function pinnedOf(program) {
  // A text that has nothing of the lesson left does not go by its name.
  const lesson = program.standing.peek() === "other" ? null : program.lesson.peek();
  const source = program.source.peek();
  return {
    lesson: lesson?.id ?? null, source: lesson?.source === source ? null : source, unfold: program.unfold.peek(),
    leaves: program.leaves.peek(), target: program.target.peek(), files: program.files.peek(),
  };
}
