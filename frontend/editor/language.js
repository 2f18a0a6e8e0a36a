/** Python's colours as class names (program.css holds the colours), and the words that complete. */

import {
  Prec, autocompletion, closeCompletion, insertNewlineAndIndent, keymap, python, selectedCompletion, syntaxHighlighting,
  tagHighlighter, tags,
} from "codemirror";

const COLOURS = tagHighlighter([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword],
    class: "tok-keyword",
  },
  { tag: [tags.number, tags.bool, tags.null], class: "tok-number" },
  { tag: [tags.string, tags.special(tags.string)], class: "tok-string" },
  { tag: [tags.comment, tags.lineComment], class: "tok-comment" },
  { tag: [tags.operator, tags.punctuation, tags.bracket], class: "tok-operator" },
]);

const PYTHON_WORDS = [
  "import", "torch", "torch.tensor", "torch.nn.functional", "requires_grad", "backward", "True", "False", "None", "for",
  "in", "range", "def", "return", "if", "else", "while", "print", "with", "torch.no_grad",
];

/** @param {() => string[]} operationNames */
export function pythonWith(operationNames) {
  return [
    python(),
    syntaxHighlighting(COLOURS),
    Prec.highest(keymap.of([{ key: "Enter", run: endLine }])),
    autocompletion({ override: [(context) => complete(context, operationNames())], icons: false }),
  ];
}

/**
 * Enter after a word that is written in full ends the line: there is nothing left to complete.
 * @param {import("codemirror").EditorView} view
 */
function endLine(view) {
  const { state } = view;
  const label = selectedCompletion(state)?.label;
  const { head } = state.selection.main;
  if (label === undefined || state.sliceDoc(Math.max(0, head - label.length), head) !== label) return false;
  closeCompletion(view);
  return insertNewlineAndIndent(view);
}

/**
 * The operations, and the names the program itself uses.
 * @param {import("@codemirror/autocomplete").CompletionContext} context
 * @param {string[]} operations
 */
function complete(context, operations) {
  const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
  if (!word && !context.explicit) return null;
  const typed = word?.text ?? "";
  const own = context.state.doc.toString().match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  const names = new Set([...own.filter((name) => name !== typed), ...operations, ...PYTHON_WORDS]);
  return {
    from: word?.from ?? context.pos,
    options: Array.from(names, (label) => ({ label })),
    validFor: /^[\p{L}\p{N}_]*$/u,
  };
}
