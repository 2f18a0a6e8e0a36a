/** Marks the cards that a reader has picked to make one of. */

import { effect } from "preact";

/** @import { GraphView } from "./view.js" */

/** @param {GraphView} view */
export function showPicks(view) {
  effect(() => {
    const picked = view.store.folds.picked.value;
    view.scene.value;
    view.sheet.value;
    for (const [id, { element }] of view.stage.cards) element.classList.toggle("picked", picked.has(id));
  });
}
