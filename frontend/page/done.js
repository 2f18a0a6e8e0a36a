/** Which lessons a reader has walked to their ends: their browser remembers. */

import { effect } from "preact";
import { recallObject, remember } from "./memory.js";

/** @import { Store } from "../state/store.js" */

/** @param {Store} store */
export function followDone(store) {
  const { program } = store;
  program.done.value = new Set(Object.keys(recallObject("done")));
  effect(() => {
    const [lesson, timeline] = [program.lesson.value, store.timeline.value];
    if (!lesson || !timeline || program.standing.value === "other" || program.problem.value) return;
    if (store.step.value < timeline.length - 1 || program.done.peek().has(lesson.id)) return;
    program.done.value = new Set([...program.done.peek(), lesson.id]);
    // Another tab may have finished others meanwhile.
    remember("done", JSON.stringify({ ...recallObject("done"), [lesson.id]: true }));
  });
}
