/**
 * Who Tab and Esc belong to. Tab leaves the editor, as it leaves every field, until the reader has typed: from then on it
 * indents, and Esc gives Tab and the arrow keys back to the page.
 */

import { Prec, completionStatus, indentLess, indentMore, keymap } from "codemirror";

const WORDS = {
  reading: "Type to edit. Tab goes on.",
  typing: "Tab indents. Esc gives Tab and ← → back to the steps.",
  left: "← → step again. Shift+Tab leads back to the text.",
};
const DESCRIPTION = "Tab goes on until you type; then it indents, and Escape gives Tab and the arrow keys back to the steps.";

export class FocusKeys {
  constructor() {
    this.typed = false;
    /** Where the focus stands after Esc: between the text and what follows it. */
    this.hint = document.createElement("p");
    this.hint.className = "editor-hint";
    this.hint.tabIndex = -1;
    this.hint.hidden = true;
    this.description = document.createElement("p");
    this.description.id = "editor-keys";
    this.description.hidden = true;
    this.description.textContent = DESCRIPTION;
    this.hint.addEventListener("blur", () => (this.hint.hidden = true));
  }

  /** Esc closes a list of words first where one is open. */
  get keys() {
    const tab = (/** @type {typeof indentMore} */ act) => (/** @type {import("codemirror").EditorView} */ view) =>
      this.typed && act(view);
    return [
      keymap.of([{ key: "Tab", run: tab(indentMore), shift: tab(indentLess) }]),
      Prec.highest(keymap.of([
        { key: "Escape", run: ({ state }) => completionStatus(state) !== "active" && this.#leave() },
      ])),
    ];
  }

  type() {
    this.typed = true;
    this.#say("typing");
  }

  /** @param {boolean} focused */
  focus(focused) {
    this.typed = false;
    if (focused) this.#say("reading");
    else if (document.activeElement !== this.hint) this.hint.hidden = true;
  }

  #leave() {
    this.#say("left");
    this.hint.focus();
    return true;
  }

  /** @param {keyof typeof WORDS} state */
  #say(state) {
    this.hint.textContent = WORDS[state];
    this.hint.hidden = false;
  }
}
