/**
 * Literals of tensors folded to a chip: a small picture, the shape, and ∂ where a gradient is collected. The text stays
 * in its line, at no width, so that what is copied, searched or read aloud is the program; only where it takes several
 * lines does the chip stand in its place. It opens around the caret, and in the lines of a mistake.
 */

import { Decoration, EditorView, Prec, StateEffect, StateField, WidgetType, keymap } from "codemirror";
import { chip } from "./chip.js";
import { hiddenOf } from "../run/literals.js";

/** @import { Literal } from "../run/literals.js" */

/** @type {import("@codemirror/state").StateEffectType<Literal[]>} */
export const setLiterals = StateEffect.define();
/** @type {import("@codemirror/state").StateEffectType<{from: number, to: number}[]>} where mistakes are */
export const setFaulty = StateEffect.define();
/** @type {import("@codemirror/state").StateEffectType<boolean>} */
const setFocused = StateEffect.define();

class Chip extends WidgetType {
  /**
   * @param {Literal} literal
   * @param {boolean} alone the text that it stands for is not beside it
   */
  constructor({ shape, learns, value }, alone) {
    super();
    this.alone = alone;
    this.shape = shape;
    this.learns = learns;
    this.value = value;
  }

  /** @param {Chip} other */
  eq(other) {
    return other.value === this.value && other.alone === this.alone && other.shape === this.shape && other.learns === this.learns;
  }

  toDOM() {
    const element = chip(this);
    if (!this.alone) return element;
    element.ariaHidden = null;
    element.role = "img";
    element.ariaLabel = `tensor ${this.shape}${this.learns ? ", collects a gradient" : ""}, folded`;
    return element;
  }

  ignoreEvent() {
    return false;
  }
}

/** @typedef {{from: number, to: number}} Range */
/** @typedef {{literals: Literal[], focused: boolean, faulty: Range[], shown: import("@codemirror/view").DecorationSet}} Folds */

const HIDDEN = Decoration.mark({ class: "folded" });

/** @type {import("@codemirror/state").StateField<Folds>} */
const folds = StateField.define({
  create: () => /** @type {Folds} */ ({ literals: [], focused: false, faulty: [], shown: Decoration.none }),
  update(before, transaction) {
    let { literals, focused, faulty } = before;
    if (transaction.docChanged) {
      const { changes, state } = transaction;
      literals = moved(literals, changes);
      faulty = faulty.map(({ from, to }) => ({ from: changes.mapPos(from, -1), to: Math.min(changes.mapPos(to, 1), state.doc.length) }));
    }
    for (const effect of transaction.effects) {
      if (effect.is(setLiterals)) literals = effect.value;
      if (effect.is(setFaulty)) faulty = effect.value;
      if (effect.is(setFocused)) focused = effect.value;
    }
    const same = literals === before.literals && focused === before.focused && faulty === before.faulty
      && !transaction.selection;
    return same ? before : { literals, focused, faulty, shown: shownIn(transaction.state, literals, focused, faulty) };
  },
  provide: (field) => EditorView.decorations.from(field, ({ shown }) => shown),
});

/**
 * @param {Literal[]} literals
 * @param {import("codemirror").ChangeSet} changes
 * @returns {Literal[]} those whose hidden text stays as it is, where they stand now; another number is still a number
 */
function moved(literals, changes) {
  /** @type {{from: number, to: number}[]} */
  const changed = [];
  changes.iterChangedRanges((from, to) => changed.push({ from, to }));
  return literals.flatMap((literal) => {
    const hidden = hiddenOf(literal);
    if (changed.some((range) => hidden.some(({ from, to }) => range.from < to && range.to > from))) return [];
    const { kept } = literal;
    return [{
      ...literal,
      from: changes.mapPos(literal.from, 1),
      to: changes.mapPos(literal.to, -1),
      kept: kept && { from: changes.mapPos(kept.from, -1), to: changes.mapPos(kept.to, 1) },
    }];
  });
}

/**
 * @param {import("codemirror").EditorState} state
 * @param {Literal[]} literals
 * @param {boolean} focused
 * @param {Range[]} faulty
 */
function shownIn(state, literals, focused, faulty) {
  const lines = faulty.map(({ from, to }) => ({ from: state.doc.lineAt(from).from, to: state.doc.lineAt(to).to }));
  const selected = focused ? state.selection.ranges : [];
  const carets = selected.flatMap(({ anchor, head }) => [anchor, head]);
  const inside = (/** @type {{from: number, to: number}} */ { from, to }) =>
    carets.some((caret) => caret > from && caret < to);
  /** @type {import("@codemirror/state").Range<Decoration>[]} */
  const ranges = [];
  for (const literal of literals) {
    const { from, to } = literal;
    const hidden = hiddenOf(literal);
    const chosen = selected.some((range) => range.from === from && range.to === to);
    const wrong = lines.some((line) => line.from <= to && line.to >= from);
    if (to > state.doc.length || chosen || wrong || hidden.some(inside)) continue;
    if (!literal.kept && state.doc.lineAt(from).to < to) {
      ranges.push(Decoration.replace({ widget: new Chip(literal, true) }).range(from, to));
      continue;
    }
    for (const part of hidden) ranges.push(HIDDEN.range(part.from, part.to));
    ranges.push(Decoration.widget({ widget: new Chip(literal, false), side: 1 }).range(to));
  }
  return Decoration.set(ranges, true);
}

/** A click on a chip opens it: the caret goes into what it stands for. */
const opening = EditorView.domEventHandlers({
  mousedown(event, view) {
    const chip = event.target instanceof Element && event.target.closest(".chip, .chip-learns");
    if (!chip) return false;
    const at = view.posAtDOM(chip);
    const literal = view.state.field(folds).literals.find(({ from, to }) => to === at || from === at);
    if (!literal) return false;
    event.preventDefault();
    view.focus();
    view.dispatch({ selection: { anchor: literal.kept ? literal.to - 1 : literal.from + 1 } });
    return true;
  },
});

/**
 * What is not seen is not erased: the key selects it first, and so opens it.
 * @param {"from" | "to"} edge of a literal, at which the caret stands
 * @returns {import("@codemirror/view").Command}
 */
const choose = (edge) => (view) => {
  const { ranges, main } = view.state.selection;
  const { literals, focused } = view.state.field(folds);
  const literal = ranges.length === 1 && main.empty && focused ? literals.find((one) => one[edge] === main.head) : null;
  // The number of a scalar is seen.
  if (!literal || (literal.kept && literal.kept[edge] === literal[edge])) return false;
  view.dispatch({ selection: { anchor: literal.to, head: literal.from } });
  return true;
};

/** The fold of literals, as an extension of the editor. */
export const foldedLiterals = [
  folds, opening,
  Prec.high(keymap.of([{ key: "Backspace", run: choose("to") }, { key: "Delete", run: choose("from") }])),
  EditorView.focusChangeEffect.of((_, focusing) => setFocused.of(focusing)),
];
