/** Makes the sheet of a run for a canvas: its cards are measured and arranged, and more is folded where there is no room. */

import { NONE } from "./accordion.js";
import { Arranger } from "./arrange.js";
import { levelsOf, measureAll } from "./card-views.js";
import { isRelated } from "./continuity.js";
import { draw } from "./drawn.js";
import { Notice } from "./notice.js";
import { isComputed } from "../run/lines.js";
import { isHopeless, placesOf } from "../layout/bands.js";
import { LEVELS } from "./levels.js";
import { STRIPS } from "./pair.js";

/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Collapsed } from "../run/collapse.js" */
/** @import { Places } from "../layout/kept.js" */
/** @import { Arranged } from "./drawn.js" */
/** @import { Sheet } from "./stage.js" */
/** @import { TextWidth } from "./text-width.js" */

/** @typedef {{width: number, height: number}} Size */

/** No notice above the canvas takes more of its height. */
const NOTICE = 56;
const MARGIN = { usual: 12, narrow: 6, narrowWidth: 520 };

export class Sheets {
  /**
   * @param {Store} store
   * @param {TextWidth} textWidth
   */
  constructor(store, textWidth) {
    this.store = store;
    this.textWidth = textWidth;
    this.notice = new Notice();
    this.arranger = new Arranger((waiting) => this.notice.wait(waiting));
  }

  /**
   * Only the latest request is answered.
   * @param {Timeline} timeline
   * @param {Collapsed} collapsed
   * @param {Size} size of the canvas
   * @param {Sheet | null} before what has been drawn until now
   * @param {(sheet: Sheet, strip: number) => void} onMade `strip`: the height that the pair at work takes of the canvas
   */
  make(timeline, collapsed, size, before, onMade) {
    const { run } = timeline;
    const margin = size.width < MARGIN.narrowWidth ? MARGIN.narrow : MARGIN.usual;
    const foldsMore = this.#foldsMore(collapsed.cards.length);
    const fold = () => {
      this.store.folds.room.value = collapsed.cards.length - 1;
    };
    // What has no room anyway need not be measured; constants may ride on other cards.
    const least = collapsed.cards.filter((id) => timeline.nodes.get(id)?.role !== "constant").length;
    if (foldsMore && LEVELS.slice(0, -1).every((level) => isHopeless(least, level, size))) {
      fold();
      return;
    }
    const { cards, riders } = measureAll(timeline, collapsed, this.textWidth, this.store.program.pictures.peek());
    const nodes = collapsed.cards.filter((id) => cards.has(id)).map((id) => {
      const node = timeline.nodes.get(collapsed.closed.get(id)?.nodes.at(-1) ?? id);
      return { id, line: node?.source?.line ?? null, leaf: !node || !isComputed(node) };
    });
    const edges = [...collapsed.edges.values(), ...collapsed.updates]
      .filter(({ from }) => cards.has(from)).map(({ id, from, to, slot }) => ({ id, from, to, slot }));
    this.notice.announce(nodes.length);
    const levels = levelsOf(cards, this.textWidth);
    const places = before && placesIn(before, timeline, collapsed, size);
    /** @type {(strip: number, only: number | null, then: (graph: Arranged | null) => void) => void} */
    const arrange = (strip, only, then) => this.arranger.arrange({ nodes, edges }, levels,
      { width: size.width, height: size.height - strip, margin }, { before: places, only }, then);
    const lay = (/** @type {Arranged} */ graph, /** @type {number} */ strip) =>
      onMade({ run, timeline, collapsed, cards, riders, graph, drawn: draw(graph, 1, NONE, riders, collapsed) }, strip);
    arrange(0, foldsMore ? levels.length - 1 : null, (graph) => {
      if (!graph) {
        fold();
        return;
      }
      const strips = graph.levels[graph.base].name === "dot" ? STRIPS.filter(({ canvas }) => size.height >= canvas) : [];
      /** @param {number} index */
      const withStrip = (index) => {
        if (index === strips.length) return lay(graph, 0);
        const { height } = strips[index];
        // What has no room anyway has none beside the strip.
        if (!graph.fits) return lay(graph, height);
        arrange(height, null, (smaller) => (smaller?.fits ? lay(smaller, height) : withStrip(index + 1)));
      };
      withStrip(0);
    });
  }

  /**
   * Where the reader leaves it to the page what is a card, as much is folded as it takes for all cards to be in sight
   * with their numbers.
   *
   * @param {number} cards
   * @returns {boolean} true as long as fewer cards can take their place
   */
  #foldsMore(cards) {
    const { granularity, groupChoice, room } = this.store.folds;
    const before = room.peek();
    return granularity.peek() === null && groupChoice.peek() === null && (before === null || before >= cards);
  }

  stop() {
    this.arranger.stop();
  }
}

/**
 * @param {Sheet} before
 * @param {Timeline} timeline
 * @param {Collapsed} collapsed
 * @param {Size} size
 * @returns {Places | null} where the cards of an edited program stood before the edit, or those of the same one before a
 *   notice came or went above them
 */
function placesIn(before, { run }, collapsed, size) {
  const { plan, base, canvas } = before.graph;
  if (before.run === run) {
    const taller = Math.abs(canvas.height - size.height);
    const noticed = canvas.width === size.width && taller > 0 && taller <= NOTICE;
    return noticed ? placesOf(plan, base, (id) => id) : null;
  }
  if (!isRelated(before, { run })) return null;
  const byLabel = new Map(run.nodes.map(({ id, label }) => [label, id]));
  return placesOf(plan, base, (id) => {
    const node = before.timeline.nodes.get(id);
    const now = node ? byLabel.get(node.label) : id;
    const isCard = now !== undefined && (collapsed.cardOf.get(now) ?? now) === now;
    return isCard ? now : undefined;
  });
}
