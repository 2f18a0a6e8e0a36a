/** The current run beside the pinned one, fetched when it is first looked at. */

import { joinedRows } from "../run/comparison.js";
import { pinnedFrom } from "../run/pinned.js";
import { Refused, askAgain, fetchLesson, fetchPart, postRun } from "./api.js";
import { fetchedOfRun } from "./fetched.js";
import { passesOf } from "./passes.js";

/** @import { Pinned } from "../run/pinned.js" */
/** @import { Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { ComparisonDocument, PassesDocument, RunDocument, RunRequest } from "../types.js" */

/**
 * @typedef {object} Beside
 * @property {ComparisonDocument} document
 * @property {PassesDocument | null} passes those of A; null where no loop of it trains
 */

export class Comparisons {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {import("preact").ReadonlySignal<import("./fetched.js").Fetched<Beside>>} */
    this.fetched = fetchedOfRun(store, compared);
  }

  /** @returns {Found<Beside> | null} null where no run is pinned, or there is none to compare it with */
  get() {
    const text = this.store.comparing.text.value;
    return text === null || this.store.run.value === null ? null : this.fetched.value.of(text);
  }

  retry() {
    this.fetched.peek().retry();
  }
}

/**
 * @param {RunDocument} run
 * @param {string} text
 * @returns {Promise<Beside>}
 */
async function compared(run, text) {
  const a = await kept(await requestOf(/** @type {Pinned} */ (pinnedFrom(text))));
  /** @param {number} from @returns {Promise<ComparisonDocument>} */
  const ask = (from) => askAgain(a, () => fetchPart(run, "comparison", { with: a.id, from }));
  const parts = [await ask(0)];
  for (let { next } = parts[0]; next !== null; { next } = parts[parts.length - 1]) parts.push(await ask(next));
  return { document: joinedRows(parts), passes: a.loop?.length ? await passesOf(a) : null };
}

/** @param {Pinned} pinned @returns {Promise<RunRequest>} */
async function requestOf({ lesson, source, unfold, leaves, target, files }) {
  const text = source ?? (await fetchLesson(/** @type {string} */ (lesson))).source;
  return { source: text, unfold: [...unfold], leaves, target, files };
}

/**
 * Of a program with a mistake it is what ran before it.
 * @param {RunRequest} request
 * @returns {Promise<RunDocument>}
 */
async function kept(request) {
  try {
    return await postRun(request);
  } catch (error) {
    if (!(error instanceof Refused) || !error.problem.partial) throw error;
    return { ...error.problem.partial, request };
  }
}
