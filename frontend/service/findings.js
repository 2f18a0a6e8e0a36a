/** What deserves a second look in the current run: asked for once its picture stands and the page has nothing to do. */

import { effect } from "preact";
import { thresholdsIn } from "../run/findings.js";
import { fetchPart } from "./api.js";
import { fetchedByStore } from "./fetched.js";

/** @import { Fetched } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { DiagnosisDocument } from "../types.js" */

/** Documents in memory. */
const KEPT = 20;
/** Milliseconds for which a run rests before it is looked at, so that nothing is asked of each letter that is typed. */
const REST = 600;

/**
 * By the thresholds, as an address says them; "": the usual ones.
 * @type {(store: Store) => Fetched<DiagnosisDocument>}
 */
export const diagnosesOf = fetchedByStore((run, key) => {
  const { tiny, huge, saturated } = thresholdsIn(key || null);
  return fetchPart(run, "diagnosis", { tiny, huge, saturated });
}, { most: KEPT });

/** @param {Store} store */
export function findingsKey(store) {
  return store.noticing.thresholds.value ?? "";
}

/** From the first picture on. @param {Store} store */
export function followFindings(store) {
  effect(() => {
    const run = store.run.value;
    if (!run) return;
    const later = setTimeout(() => whenIdle(() => store.run.peek() === run && diagnosesOf(store).of(findingsKey(store))), REST);
    return () => clearTimeout(later);
  });
  effect(() => {
    const found = store.run.value ? diagnosesOf(store).look(findingsKey(store)) : null;
    store.noticing.findings.value = found?.state === "here" ? found.value.findings : [];
  });
}

/** @param {() => unknown} act */
function whenIdle(act) {
  if (typeof requestIdleCallback === "function") requestIdleCallback(act);
  else setTimeout(act);
}
