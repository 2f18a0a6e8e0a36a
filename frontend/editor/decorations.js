/** What the run draws over the text: the current line, the line under the pointer, the values at the line ends. */

import { Decoration, EditorView, RangeSetBuilder, StateEffect, StateField, WidgetType } from "codemirror";
import { ghost } from "./ghost.js";

/** @import { LineValue } from "./line-values.js" */
/** @import { Marks } from "./marks.js" */

/** @type {import("@codemirror/state").StateEffectType<Marks>} */
export const setMarks = StateEffect.define();

class GhostText extends WidgetType {
  /** @param {LineValue} line @param {string} text of the line */
  constructor(line, text) {
    super();
    this.line = line;
    this.text = text;
  }

  /** @param {GhostText} other */
  eq(other) {
    return other.line.value === this.line.value && other.line.gradient === this.line.gradient
      && other.text === this.text;
  }

  toDOM() {
    return ghost(this.line, this.text);
  }
}

export const marks = StateField.define({
  create: () => Decoration.none,
  update(decorations, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) return draw(transaction.state.doc, effect.value);
    }
    return decorations.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * @param {import("codemirror").Text} document
 * @param {Marks} drawn
 */
function draw(document, { current, lit, values, verdicts }) {
  /** @type {RangeSetBuilder<Decoration>} */
  const builder = new RangeSetBuilder();
  for (let number = 1; number <= document.lines; number += 1) {
    const line = document.line(number);
    if (current && number >= current.from && number <= current.to) {
      builder.add(line.from, line.from, Decoration.line({ class: `line-current ${current.phase}` }));
    } else if (lit && number >= lit.from && number <= lit.to) {
      builder.add(line.from, line.from, Decoration.line({ class: "line-lit" }));
    }
    const verdict = verdicts.get(number);
    if (verdict) builder.add(line.from, line.from, Decoration.line({ class: `line-graded ${verdict}` }));
    const value = values.get(number);
    if (value) builder.add(line.to, line.to, Decoration.widget({ widget: new GhostText(value, line.text), side: 2 }));
  }
  return builder.finish();
}
