/** Where the entries of a node come from and go to: a window of entries at a time, fetched when one is first asked for. */

import { Refused, fetchPart } from "./api.js";
import { fetchedOfRun } from "./fetched.js";

/** @import { Fetched, Found } from "./fetched.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Spot } from "../run/spots.js" */
/** @import { EntryProvenance, ProvenanceDocument, RunDocument } from "../types.js" */

/** Entries of one window: as many as a document writes out of an array. */
const WINDOW = 64;
/** Windows in memory. */
const KEPT = 300;

export class Provenances {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {import("preact").ReadonlySignal<Fetched<ProvenanceDocument | null>>} */
    this.fetched = fetchedOfRun(store, fetchWindow, { most: KEPT, atOnce: 2 });
  }

  /**
   * @param {Spot} spot
   * @returns {Found<EntryProvenance | null>} null where nothing is known
   */
  of({ node, entry }) {
    const timeline = this.store.timeline.value;
    const gradient = this.store.known.value?.gradientOf(node);
    const pass = gradient && timeline ? timeline.outline[gradient.step].pass : null;
    const first = Math.floor(entry / WINDOW) * WINDOW;
    const whole = this.#at(node, pass, first, first + WINDOW);
    if (whole.state !== "here") return whole;
    const found = whole.value?.entries.find((each) => each.entry === entry) ?? null;
    // A window ends early where following its entries takes long: then the one that is asked for comes alone.
    if (found || whole.value === null) return { state: "here", value: found };
    const alone = this.#at(node, pass, entry, entry + 1);
    return alone.state === "here" ? { state: "here", value: alone.value?.entries[0] ?? null } : alone;
  }

  /**
   * @param {string} node
   * @param {number | null} pass
   * @param {number} from
   * @param {number} to
   */
  #at(node, pass, from, to) {
    return this.fetched.value.of([node, pass ?? "", from, to].join(" "));
  }

  retry() {
    this.fetched.peek().retry();
  }
}

/**
 * @param {RunDocument} run
 * @param {string} key
 */
async function fetchWindow(run, key) {
  const [node, pass, from, to] = key.split(" ");
  try {
    return await fetchPart(run, "provenance", { node, from, to, ...(pass && { pass }) });
  } catch (error) {
    if (error instanceof Refused && error.problem.code === "provenance/no-pass") return null;
    throw error;
  }
}
