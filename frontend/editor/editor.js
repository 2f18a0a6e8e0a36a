/** The editor of the program: CodeMirror, kept in step with the store. Loaded once the first picture stands. */

import {
  Annotation, EditorState, EditorView, bracketMatching, closeBrackets, closeBracketsKeymap, completionKeymap,
  defaultKeymap, drawSelection, history, historyKeymap, indentOnInput, indentUnit, isolateHistory, keymap, lineNumbers,
  lintGutter, redo, setDiagnostics, undo,
} from "codemirror";
import { computed, effect } from "preact";
import { fetchOperationNames } from "../service/api.js";
import { marks as marksField, setMarks } from "./decorations.js";
import { FocusKeys } from "./focus-keys.js";
import { foldedLiterals, setFaulty, setLiterals } from "./folds.js";
import { pythonWith } from "./language.js";
import { nodesByLine } from "./line-values.js";
import { literalsOf } from "../run/literals.js";
import { nodeNamed } from "../run/spoken.js";
import { NO_MARKS, marksNow, sameMarks } from "./marks.js";
import { faultsOf, fixable } from "../run/fix.js";
import { offsetsOf, rangeOf } from "../run/positions.js";

/** @import { Origin, Program } from "../page/program.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Marks } from "./marks.js" */
/** @import { Fault, GraphNode, Problem } from "../types.js" */

/** A text that comes from the page is not an edit of the reader's. */
const fromPage = Annotation.define();

/**
 * @param {HTMLElement} parent
 * @param {{store: Store, program: Program, nonce: string}} page
 */
export function mountEditor(parent, { store, program, nonce }) {
  /** @type {string[]} */
  let operationNames = [];
  fetchOperationNames().then((names) => (operationNames = names), () => {
    // Completion then knows the program's own names only.
  });

  /** @type {Map<string, Origin>} what a text was that another one replaced, or that replaced one: undoing leads back */
  const origins = new Map();
  /** @returns {Origin} */
  const originNow = () => ({ lesson: store.program.lesson.peek(), draft: store.program.draft.peek() });

  /**
   * @param {string} text
   * @param {boolean} undone
   */
  function take(text, undone) {
    const origin = undone ? origins.get(text) : undefined;
    if (origin) shown = origin;
    if (origin) program.bringBack(text, origin);
    else program.edit(text);
    shown = originNow();
  }

  const focusKeys = new FocusKeys();
  const extensions = [
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("    "),
    bracketMatching(),
    closeBrackets(),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    ...focusKeys.keys,
    keymap.of([{ key: "Mod-.", run: ({ state }) => fixIn(state.doc.lineAt(state.selection.main.head).number) }]),
    pythonWith(() => operationNames),
    marksField,
    foldedLiterals,
    EditorView.contentAttributes.of({
      "aria-label": "Program", "aria-describedby": focusKeys.description.id, spellcheck: "false", tabindex: "0",
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((one) => one.annotation(fromPage))) {
        focusKeys.type();
        const undone = update.transactions.some((one) => one.isUserEvent("undo") || one.isUserEvent("redo"));
        take(update.state.doc.toString(), undone);
      }
      if (update.focusChanged) focusKeys.focus(update.view.hasFocus);
      if (update.selectionSet || update.focusChanged) hoverCaretLine(update.view);
    }),
    EditorView.domEventHandlers({
      mousemove: (event, view) => {
        const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
        point(view, position);
      },
      mouseleave: (_, view) => {
        point(view, null);
      },
    }),
  ];

  /**
   * Brings the current line into sight at each step, but never moves the text under a reader who is writing. Where a
   * line stands is known once the marks before it are drawn.
   * @param {Marks["current"]} current
   */
  function lookAt(current) {
    const step = store.step.peek();
    if (!current || step === looked || view.hasFocus) return;
    looked = step;
    requestAnimationFrame(() => {
      if (current.to > view.state.doc.lines) return;
      const { from } = view.state.doc.line(current.to);
      view.dispatch({ effects: EditorView.scrollIntoView(from, { y: "nearest", yMargin: 44 }) });
    });
  }

  /** @param {number} line whose mistake is put right, if it has one; else that of another line */
  function fixIn(line) {
    const fix = fixable(store.program.problem.peek(), line)?.fix;
    store.program.apply(fix);
    return fix != null;
  }

  /** @param {EditorView} view */
  function hoverCaretLine(view) {
    point(view, view.hasFocus ? view.state.selection.main.head : null);
  }

  /**
   * A name stands for its node, anything else for its line.
   * @param {EditorView} view
   * @param {number | null} position in the text; null: nothing is pointed at
   */
  function point({ state }, position) {
    const line = position === null ? null : state.doc.lineAt(position).number;
    const word = position === null ? null : state.wordAt(position);
    const run = store.stale.peek() ? null : store.run.peek();
    const node = word && run && line !== null ? nodeNamed(run.nodes, state.sliceDoc(word.from, word.to), line) : null;
    store.spoken.value = node === null ? null : [node];
    store.hoverLine.value = line;
  }

  const view = new EditorView({ state: EditorState.create({ doc: store.program.source.peek(), extensions }) });
  parent.replaceChildren(view.dom);
  parent.after(focusKeys.hint, focusKeys.description);
  // The words of a mistake take room from the text: the line being written stays in sight.
  new ResizeObserver(() => {
    if (!view.hasFocus) return;
    const { head } = view.state.selection.main;
    view.dispatch({ effects: EditorView.scrollIntoView(head, { y: "nearest", yMargin: 24 }) });
  }).observe(parent);

  /** The marks in the text, to leave it alone while they stay the same: every change costs a layout. */
  let drawn = NO_MARKS;
  /** The step whose line was last brought into sight. */
  let looked = -1;
  let undone = store.program.undos.peek();
  let shown = originNow();
  effect(() => {
    const text = store.program.source.value;
    const before = view.state.doc.toString();
    if (text !== before) {
      origins.set(before, shown);
      origins.set(text, originNow());
      const change = changeBetween(before, text);
      const another = change.to - change.from > before.length / 2;
      view.dispatch({
        changes: change,
        ...(another ? { selection: { anchor: 0 }, effects: EditorView.scrollIntoView(0) } : {}),
        annotations: [fromPage.of(true), isolateHistory.of("full")],
      });
      drawn = NO_MARKS;
      looked = -1;
    }
    shown = originNow();
  });

  effect(() => {
    const { back, again } = store.program.undos.value;
    if (back > undone.back) undo(view);
    if (again > undone.again) redo(view);
    undone = { back, again };
  });

  effect(() => {
    const problem = store.program.problem.value;
    const text = store.program.source.value;
    const diagnostics = problem ? diagnosticsOf(text, problem) : [];
    view.dispatch(setDiagnostics(view.state, diagnostics));
    view.dispatch({ effects: setFaulty.of(diagnostics.map(({ from, to }) => ({ from, to }))) });
  });

  const literals = computed(() => {
    const run = store.timeline.value?.run;
    return run ? literalsOf(run.source, run.nodes) : [];
  });
  const folded = computed(() => new Set(literals.value.map(({ node }) => node)));
  effect(() => {
    const found = literals.value;
    // A text that is being written keeps the folds that it had.
    if (store.timeline.peek()?.run.source === store.program.source.value) view.dispatch({ effects: setLiterals.of(found) });
  });

  const lines = computed(() => (store.timeline.value ? nodesByLine(store.timeline.value) : new Map()));
  effect(() => {
    const marks = marksNow(store, lines.value, folded.value);
    if (sameMarks(marks, drawn)) return;
    drawn = marks;
    view.dispatch({ effects: setMarks.of(marks) });
    lookAt(marks.current);
  });

  effect(() => {
    const fix = store.program.fixing.value;
    if (!fix) return;
    store.program.fixing.value = null;
    const range = offsetsOf(view.state.doc.toString(), fix.range);
    view.dispatch({
      changes: { ...range, insert: fix.text },
      selection: { anchor: range.from + fix.text.length },
      scrollIntoView: true,
      annotations: isolateHistory.of("full"),
      userEvent: "input.fix",
    });
  });

  effect(() => {
    const sought = store.program.sought.value;
    const range = sought && rangeOf(view.state.doc.toString(), sought);
    if (!range) return;
    store.program.sought.value = null;
    view.dispatch({ selection: { anchor: range.from, head: range.to }, scrollIntoView: true });
    view.focus();
  });
}

/**
 * @param {string} text
 * @param {Problem} problem
 * @returns {import("@codemirror/lint").Diagnostic[]} in the order of the text
 */
function diagnosticsOf(text, problem) {
  const faults = faultsOf(problem);
  return (faults.length > 0 ? faults : [problem])
    .flatMap((fault) => {
      const range = rangeOf(text, fault);
      return range ? [{ ...range, severity: /** @type {const} */ ("error"), message: messageOf(fault) }] : [];
    })
    .sort((one, other) => one.from - other.from);
}

/** @param {Problem | Fault} fault */
function messageOf({ detail, hint, ...rest }) {
  const way = hint ? `${detail}\n${hint}` : detail;
  return "fix" in rest && rest.fix ? `${way}\nCtrl or ⌘ with . puts it right.` : way;
}

/**
 * @param {string} before
 * @param {string} after
 * @returns {{from: number, to: number, insert: string}} what of the one is another in the other
 */
function changeBetween(before, after) {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from++;
  let end = 0;
  while (end < most - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}
