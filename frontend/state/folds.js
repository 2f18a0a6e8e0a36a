/** What of the run is folded: the groups that are open, by the room there is and as the reader wants them. */

import { batch, computed, signal } from "preact";
import { collapse } from "../run/collapse.js";
import { choiceOf, foldToFit, granularityOf, openIn, roomFor } from "../run/folding.js";
import { groupsOf, lineage } from "../run/groups.js";

/** @import { Collapsed } from "../run/collapse.js" */
/** @import { Choice, Granularity } from "../run/folding.js" */
/** @import { Groups } from "../run/groups.js" */
/** @import { Timeline } from "../run/timeline.js" */

/** @typedef {{granularity: Granularity | null, groupChoice: Choice | null, own: string[][]}} Asked */

/** @type {Asked} */
const NOTHING = { granularity: null, groupChoice: null, own: [] };

export class Folds {
  /** @param {import("preact").ReadonlySignal<Timeline | null>} timeline */
  constructor(timeline) {
    this.timeline = timeline;
    /** @type {import("preact").Signal<string[][]>} operations that the reader has made one card of */
    this.own = signal([]);
    /** @type {import("preact").Signal<ReadonlySet<string>>} cards that are picked for that */
    this.picked = signal(new Set());
    /** @type {import("preact").ReadonlySignal<Groups | null>} */
    this.groups = computed(() => (this.timeline.value ? groupsOf(this.timeline.value.run, this.own.value) : null));
    /** @type {import("preact").Signal<Granularity | null>} what the reader asks for; null: what fits */
    this.granularity = signal(null);
    /** @type {import("preact").Signal<Choice | null>} what the reader has opened and closed; null: nothing */
    this.groupChoice = signal(null);
    /** @type {import("preact").Signal<number | null>} the cards that there is room for; null: as the run is large */
    this.room = signal(null);
    /** @type {import("preact").ReadonlySignal<ReadonlySet<string>>} the groups that are open, by id */
    this.open = computed(() => {
      const groups = this.groups.value;
      if (!groups) return new Set();
      const open = openIn(groups, this.granularity.value, this.groupChoice.value, this.room.value ?? roomFor(groups));
      for (const id of groups.own) if (!this.groupChoice.value?.open.has(id)) open.delete(id);
      return open;
    });
    /** @type {import("preact").ReadonlySignal<Granularity>} what the graph shows */
    this.by = computed(() => {
      const groups = this.groups.value;
      return this.granularity.value ?? (groups ? granularityOf(groups, this.open.value) : "operations");
    });
    /** @type {import("preact").ReadonlySignal<Collapsed | null>} what the graph shows of the run */
    this.collapsed = computed(() => this.#collapse());
    /** @type {Asked} what a link asks of the next run */
    this.arrival = NOTHING;
  }

  /** @param {boolean} another true for a run that opens: as a link asks for it, else as there is room */
  follow(another) {
    if (another) {
      this.granularity.value = this.arrival.granularity;
      this.groupChoice.value = this.arrival.groupChoice;
      this.room.value = null;
      this.own.value = this.arrival.own;
      this.picked.value = new Set();
    }
    this.arrival = NOTHING;
  }

  #collapse() {
    const [timeline, groups] = [this.timeline.value, this.groups.value];
    return timeline && groups && collapse(timeline, groups, this.open.value);
  }

  /** @param {string} id of a card: picks an operation, or lets it go */
  pick(id) {
    const picked = new Set(this.picked.peek());
    if (!picked.delete(id)) picked.add(id);
    this.picked.value = picked;
  }

  /** Makes one card of what is picked. @param {import("../types.js").RunDocument} run */
  foldPicked(run) {
    const picked = this.picked.peek();
    const ids = run.nodes.flatMap(({ id }) => (picked.has(id) ? [id] : []));
    batch(() => {
      this.own.value = [...this.own.peek(), ids];
      this.picked.value = new Set();
    });
  }

  /** @param {readonly string[]} ids */
  unfoldOwn(ids) {
    this.own.value = this.own.peek().filter((each) => String(each) !== String(ids));
  }

  /** @param {string} id of a group */
  openGroup(id) {
    this.#choose((open) => open.add(id));
  }

  /** @param {string} id of a group */
  closeGroup(id) {
    this.#choose((open) => open.delete(id));
  }

  closeGroups() {
    batch(() => {
      this.granularity.value = "lines";
      this.groupChoice.value = { open: new Set(), closed: new Set() };
    });
  }

  /**
   * All lines are closed, or open; other groups stay as the reader has them.
   * @param {Granularity} granularity
   */
  showBy(granularity) {
    const [groups, choice] = [this.groups.peek(), this.groupChoice.peek()];
    const isLine = (/** @type {string} */ id) => groups?.byId.get(id)?.line != null;
    batch(() => {
      this.granularity.value = granularity;
      if (!choice) return;
      const stays = (/** @type {string} */ id) => (isLine(id) ? granularity === "operations" : choice.open.has(id));
      this.groupChoice.value = groups && choiceOf(groups, granularity, new Set([...groups.byId.keys()].filter(stays)));
    });
  }

  /** @param {(open: Set<string>) => void} change of the groups that are open */
  #choose(change) {
    const groups = this.groups.peek();
    if (!groups) return;
    const [granularity, open] = [this.by.peek(), new Set(this.open.peek())];
    change(open);
    batch(() => {
      this.granularity.value = granularity;
      this.groupChoice.value = choiceOf(groups, granularity, open);
    });
  }

  /**
   * Opens the closed group that hides a node.
   * @param {string | null} node
   */
  openAround(node) {
    const collapsed = this.collapsed.peek();
    const card = collapsed?.cardOf.get(node ?? "");
    if (collapsed && card !== undefined && collapsed.closed.has(card)) this.openGroup(card);
  }

  /**
   * Closes the innermost open group around a node; around one that is hidden, the group around what hides it.
   * @param {string | null} node
   */
  closeAround(node) {
    const [groups, collapsed] = [this.groups.peek(), this.collapsed.peek()];
    if (!groups || !collapsed || node === null) return;
    const around = lineage(groups.homes.get(node) ?? null);
    const closed = around.findIndex(({ id }) => collapsed.closed.has(id));
    const innermost = around[(closed < 0 ? around.length : closed) - 1];
    if (innermost) this.closeGroup(innermost.id);
  }

  /** Closes what there is no room for. */
  closeToFit() {
    const groups = this.groups.peek();
    if (!groups) return;
    const open = foldToFit(groups, this.room.peek() ?? roomFor(groups), this.open.peek());
    if (open.size < this.open.peek().size) this.#choose((left) => left.forEach((id) => open.has(id) || left.delete(id)));
  }
}
