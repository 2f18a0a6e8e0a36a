/** Another program, and the run before it pinned as A: what differs is marked on the cards and stands in Compare. */

import { edited } from "../run/fix.js";

/** @import { Fix } from "../types.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Program } from "./program.js" */

/**
 * @param {Store} store
 * @param {Program} program
 * @returns {(edits: readonly Fix[]) => void} does nothing while the picture is that of another text
 */
export function tryWith(store, program) {
  return (edits) => {
    const run = store.run.peek();
    const source = store.program.source.peek();
    if (!store.pinnable.peek() || run?.source !== source) return;
    store.comparing.pin(store.program);
    program.edit(edited(source, edits));
    store.look.reading.value = "compare";
  };
}
