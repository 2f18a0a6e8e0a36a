/** What of the run deserves a second look, as the service has found it, and which of it the reader asks about. */

import { computed, signal } from "preact";
import { byNode } from "../run/findings.js";

/** @import { Finding } from "../types.js" */

export class Noticing {
  /** @param {import("preact").ReadonlySignal<number>} step at which the reader stands */
  constructor(step) {
    /** @type {import("preact").Signal<string | null>} thresholds as an address says them; null: the usual ones */
    this.thresholds = signal(null);
    /** @type {import("preact").Signal<readonly Finding[]>} of the current run, once they have come */
    this.findings = signal([]);
    /** @type {import("preact").Signal<string | null>} the finding whose reason the reader wants, by its key */
    this.asked = signal(null);
    const ordered = computed(() => [...this.findings.value].sort((one, other) => one.step - other.step));
    const reached = computed(() => ordered.value.filter((finding) => finding.step <= step.value).length);
    /** By node, those that have shown by now. */
    this.shown = computed(() => byNode(ordered.value.slice(0, reached.value)));
  }
}
