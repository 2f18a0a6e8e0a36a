/** The keys of the page. They leave the editor, fields, and the keys a focused control needs alone. */

import { fixable } from "../run/fix.js";
import { served } from "../service/api.js";

/** @import { Store } from "../state/store.js" */

/**
 * @typedef {object} Key
 * @property {string[]} keys as KeyboardEvent.key, lower case; with "Shift+" where Shift is part of it
 * @property {string[]} shown as help prints them
 * @property {string} words
 * @property {(store: Store) => void} act
 */

/** @type {Key} */
const LESSONS = { keys: ["l"], shown: ["l"], words: "lessons", act: (store) => (store.look.dialog.value = "lessons") };

/** @type {Key} */
const PIN = { keys: ["a"], shown: ["a"], words: "pin the run as A, to compare others with it, or unpin it", act: (store) => store.togglePin() };

/** @type {Key[]} */
export const KEYS = [
  { keys: ["arrowright"], shown: ["→"], words: "a step forward", act: (store) => store.forward("edge") },
  { keys: ["arrowleft"], shown: ["←"], words: "a step back", act: (store) => store.back("edge") },
  { keys: ["Shift+arrowright"], shown: ["Shift", "→"], words: "a node forward", act: (store) => store.forward("node") },
  { keys: ["Shift+arrowleft"], shown: ["Shift", "←"], words: "a node back", act: (store) => store.back("node") },
  { keys: ["j"], shown: ["j"], words: "a line forward", act: (store) => store.forward("line") },
  { keys: ["k"], shown: ["k"], words: "a line back", act: (store) => store.back("line") },
  { keys: ["n"], shown: ["n"], words: "the next pass of a loop that trains", act: (store) => store.byPass("forward") },
  { keys: ["Shift+n"], shown: ["Shift", "n"], words: "the pass before", act: (store) => store.byPass("back") },
  { keys: [" "], shown: ["Space"], words: "play or pause", act: (store) => store.togglePlaying() },
  { keys: ["home"], shown: ["Home"], words: "to the first step", act: (store) => store.first() },
  { keys: ["end"], shown: ["End"], words: "to the last step", act: (store) => store.last() },
  { keys: ["pagedown"], shown: ["PgDn"], words: "to the end of the phase", act: (store) => store.nextPhase() },
  { keys: ["pageup"], shown: ["PgUp"], words: "to the end of the phase before", act: (store) => store.previousPhase() },
  { keys: ["f", "0"], shown: ["f"], words: "show the whole graph", act: (store) => store.fit() },
  { keys: ["o", "]"], shown: ["o"], words: "open the group that hides the step",
    act: (store) => store.folds.openAround(store.place.peek()) },
  { keys: ["c", "["], shown: ["c"], words: "close the group around the step",
    act: (store) => store.folds.closeAround(store.place.peek()) },
  { keys: ["b"], shown: ["b"], words: "a card for each line, or for each operation",
    act: (store) => store.folds.showBy(store.folds.by.peek() === "lines" ? "operations" : "lines") },
  { keys: ["+", "Shift++"], shown: ["+"], words: "closer", act: (store) => store.look.zoomBy(1) },
  { keys: ["-"], shown: ["−"], words: "farther away", act: (store) => store.look.zoomBy(-1) },
  { keys: ["p"], shown: ["p"], words: "show or hide the program", act: (store) => store.look.togglePanel("program") },
  { keys: ["i"], shown: ["i"], words: "show or hide the explanation", act: (store) => store.look.togglePanel("inspector") },
  { keys: ["/", "Shift+/"], shown: ["/"], words: "search the graph",
    act: (store) => store.timeline.peek() && (store.look.dialog.value = "search") },
  ...(served ? [PIN, LESSONS] : []),
  { keys: ["s"], shown: ["s"], words: "save a picture or the run", act: (store) => (store.look.dialog.value = "download") },
  { keys: ["t"], shown: ["t"], words: "theme", act: (store) => store.look.nextTheme() },
  { keys: ["?", "Shift+?", "f1"], shown: ["?"], words: "this help", act: (store) => (store.look.dialog.value = "help") },
];

/** Where typing is meant for the element itself. */
const TYPING = "input:not([type=range]), textarea, select, [contenteditable], dialog";

/** What moves a slider of the browser's own. */
const SLIDING = /^(arrow|home|end|page)/i;

/** Where Space presses the focused control. */
const PRESSABLE = "button, a[href], summary, [role=button], [role=option]";

/** @param {Store} store */
export function listenToKeys(store) {
  const actions = new Map(KEYS.flatMap((key) => key.keys.map((name) => [name, key.act])));
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || store.look.dialog.peek()) return;
    const target = /** @type {Element} */ (event.target);
    if (target.matches("input[type=range]") && SLIDING.test(event.key)) return;
    if (target.closest(TYPING) || (event.key === " " && target.closest(PRESSABLE))) return;
    if (event.ctrlKey || event.metaKey) {
      editByKey(store, event);
      return;
    }
    if (event.key === "Escape") {
      if (store.asking.pinned) store.asking.unpin();
      else store.select(null);
      return;
    }
    const action = actions.get((event.shiftKey ? "Shift+" : "") + event.key.toLowerCase());
    if (!action) return;
    event.preventDefault();
    action(store);
  });
}

/**
 * What replaced a text can be undone wherever the focus is by then, and a mistake be put right, not only in the editor.
 * @param {Store} store
 * @param {KeyboardEvent} event with Ctrl or Command
 */
function editByKey(store, event) {
  const key = (event.shiftKey ? "Shift+" : "") + event.key.toLowerCase();
  const { back, again } = store.program.undos.peek();
  if (key === "z") store.program.undos.value = { back: back + 1, again };
  else if (key === "Shift+z" || key === "y") store.program.undos.value = { back, again: again + 1 };
  else if (key === ".") store.program.apply(fixable(store.program.problem.peek(), null)?.fix);
  else return;
  event.preventDefault();
}
