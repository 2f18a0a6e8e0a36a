/** The number that the reader asks about, and the way by which he came to it. */

import { batch, signal } from "preact";
import { isSame } from "../run/spots.js";

/** @import { Spot } from "../run/spots.js" */
/** @import { Found } from "../service/fetched.js" */
/** @import { EntryProvenance } from "../types.js" */

/** @typedef {{of: (spot: Spot) => Found<EntryProvenance | null>, retry: () => void}} Source */

/** @type {Found<EntryProvenance | null>} */
const NOTHING = { state: "coming" };

export class Asking {
  constructor() {
    /** @type {import("preact").Signal<Spot | null>} pointed at, or in focus */
    this.pointed = signal(null);
    /** @type {import("preact").Signal<readonly Spot[]>} pinned one after the other: the last one is shown */
    this.trail = signal([]);
    /** @type {import("preact").Signal<Source | null>} null while nobody can be asked yet */
    this.source = signal(null);
  }

  /**
   * @param {Spot} spot
   * @returns {Found<EntryProvenance | null>} where it comes from and goes to; null: nobody knows
   */
  of(spot) {
    return this.source.value?.of(spot) ?? NOTHING;
  }

  /** Asks once more for what did not come. */
  retry() {
    this.source.peek()?.retry();
  }

  /** The entry whose ways are lit. @returns {Spot | null} */
  get lit() {
    return this.pointed.value ?? this.pinned;
  }

  /** @returns {Spot | null} */
  get pinned() {
    return this.trail.value.at(-1) ?? null;
  }

  /** @param {Spot} spot pinned anew */
  pin(spot) {
    this.#go([spot]);
  }

  /** @param {Spot} spot the next one on the way; one that was there before is gone back to */
  follow(spot) {
    const trail = this.trail.peek();
    const at = trail.findIndex((one) => isSame(one, spot));
    this.#go(at < 0 ? [...trail, spot] : trail.slice(0, at + 1));
  }

  /** @param {readonly Spot[]} trail what was pointed at goes away with the way there */
  #go(trail) {
    batch(() => {
      this.pointed.value = null;
      this.trail.value = trail;
    });
  }

  unpin() {
    this.#go([]);
  }
}
