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
import { pythonWith } from "./language.js";
import { nodesByLine } from "./line-values.js";
import { marksNow } from "./marks.js";
import { rangeOf } from "./positions.js";

/** @import { Origin, Program } from "../page/program.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Marks } from "./marks.js" */
/** @import { GraphNode, Problem } from "../types.js" */

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
  const originNow = () => ({ lesson: store.lesson.peek(), draft: store.draft.peek() });

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
    EditorView.lineWrapping,
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    ...focusKeys.keys,
    pythonWith(() => operationNames),
    marksField,
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
        store.hoverLine.value = position === null ? null : view.state.doc.lineAt(position).number;
      },
      mouseleave: () => {
        store.hoverLine.value = null;
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

  /** @param {EditorView} view */
  function hoverCaretLine(view) {
    store.hoverLine.value = view.hasFocus ? view.state.doc.lineAt(view.state.selection.main.head).number : null;
  }

  const view = new EditorView({ state: EditorState.create({ doc: store.source.peek(), extensions }) });
  parent.replaceChildren(view.dom);
  parent.after(focusKeys.hint, focusKeys.description);
  // The words of a mistake take room from the text: the line being written stays in sight.
  new ResizeObserver(() => {
    if (!view.hasFocus) return;
    const { head } = view.state.selection.main;
    view.dispatch({ effects: EditorView.scrollIntoView(head, { y: "nearest", yMargin: 24 }) });
  }).observe(parent);

  /** The marks in the text, to leave it alone while they stay the same: every change costs a layout. */
  let drawn = "";
  /** The step whose line was last brought into sight. */
  let looked = -1;
  let undone = store.undos.peek();
  let shown = originNow();
  effect(() => {
    const text = store.source.value;
    const before = view.state.doc.toString();
    if (text !== before) {
      origins.set(before, shown);
      origins.set(text, originNow());
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: 0 },
        effects: EditorView.scrollIntoView(0),
        annotations: [fromPage.of(true), isolateHistory.of("full")],
      });
      drawn = "";
      looked = -1;
    }
    shown = originNow();
  });

  effect(() => {
    const { back, again } = store.undos.value;
    if (back > undone.back) undo(view);
    if (again > undone.again) redo(view);
    undone = { back, again };
  });

  effect(() => {
    const problem = store.problem.value;
    const text = store.source.value;
    const range = problem && rangeOf(text, problem);
    const found = range ? [{ ...range, severity: /** @type {const} */ ("error"), message: messageOf(problem) }] : [];
    view.dispatch(setDiagnostics(view.state, found));
  });

  const lines = computed(() => (store.timeline.value ? nodesByLine(store.timeline.value) : new Map()));
  effect(() => {
    const marks = marksNow(store, lines.value);
    const drawing = JSON.stringify([marks.current, marks.lit, ...marks.values]);
    if (drawing === drawn) return;
    drawn = drawing;
    view.dispatch({ effects: setMarks.of(marks) });
    lookAt(marks.current);
  });

  effect(() => {
    const sought = store.sought.value;
    const range = sought && rangeOf(view.state.doc.toString(), sought);
    if (!range) return;
    store.sought.value = null;
    view.dispatch({ selection: { anchor: range.from, head: range.to }, scrollIntoView: true });
    view.focus();
  });
}

/** @param {Problem} problem */
function messageOf({ detail, hint }) {
  return hint ? `${detail}\n${hint}` : detail;
}
