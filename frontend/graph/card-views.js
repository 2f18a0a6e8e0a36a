/** Every kind of card: measured once a run, given a face a level, and painted. */

import { isComputed } from "../run/lines.js";
import { FAILED } from "../run/mistake.js";
import { CardView } from "./cards.js";
import { faceOf } from "./faces.js";
import { FailedView, measureFailed } from "./failed-card.js";
import { GroupView, groupFace, measureGroup } from "./group-card.js";
import { LEVELS } from "./levels.js";
import { lineSubject, measureCards, subjectOf } from "./measure.js";
import { RiderView } from "./rider-card.js";
import { ridersOf } from "./riders.js";

/** @import { Collapsed } from "../run/collapse.js" */
/** @import { MaybeFailed } from "../run/mistake.js" */
/** @import { Pictures } from "../run/pictures.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Arranged } from "./drawn.js" */
/** @import { Face } from "./faces.js" */
/** @import { FailedCard } from "./failed-card.js" */
/** @import { GroupCard, GroupFace } from "./group-card.js" */
/** @import { LevelName } from "./levels.js" */
/** @import { Card } from "./measure.js" */
/** @import { RiderCard } from "./riders.js" */
/** @import { TextWidth } from "./text-width.js" */

/** @typedef {Card | GroupCard | FailedCard} AnyCard with a place of its own in the layout */
/** @typedef {Face | GroupFace | FailedCard} AnyFace */
/** @typedef {CardView | GroupView | FailedView | RiderView} AnyView */

/**
 * @param {Timeline} timeline
 * @param {Collapsed} collapsed
 * @param {TextWidth} textWidth
 * @param {Pictures} [pictures]
 * @returns {{cards: Map<string, AnyCard>, riders: Map<string, RiderCard>}} every card in sight or out of it
 */
export function measureAll(timeline, collapsed, textWidth, pictures) {
  const riders = ridersOf(timeline, collapsed, textWidth);
  /** @type {Map<string, string[]>} */
  const byHost = new Map();
  for (const [id, { host }] of riders) byHost.set(host, [...(byHost.get(host) ?? []), id]);
  const nodes = collapsed.cards.flatMap((id) => {
    const node = /** @type {MaybeFailed | undefined} */ (timeline.nodes.get(id));
    return node && !riders.has(id) ? [node] : [];
  });
  // A line of several leaves, as an optimizer's step is, has no one value to show.
  const lines = [...collapsed.closed.values()].filter(({ group, nodes }) =>
    group.kind === "line" && (nodes.length === 1 || nodes.some((id) => isComputed(/** @type {MaybeFailed} */ (timeline.nodes.get(id))))));
  const subjects = [
    ...nodes.filter(({ id }) => id !== FAILED).map((node) => subjectOf(node)),
    ...lines.map((line) => lineSubject(line, timeline.nodes)),
  ];
  /** @type {Map<string, AnyCard>} */
  const cards = measureCards(timeline.run, textWidth, subjects, byHost, pictures);
  for (const node of nodes) if (node.failure) cards.set(node.id, measureFailed(node, textWidth));
  for (const [id, group] of collapsed.closed) if (!cards.has(id)) cards.set(id, measureGroup(group, timeline));
  return { cards, riders };
}

/**
 * @param {AnyCard} card
 * @param {LevelName} level
 * @param {TextWidth} textWidth
 * @param {number} [room]
 * @returns {AnyFace}
 */
export function anyFace(card, level, textWidth, room) {
  if ("closed" in card) return groupFace(card, level, textWidth);
  return "failed" in card ? card : faceOf(card, level, textWidth, room);
}

/**
 * @param {Map<string, AnyCard>} cards
 * @param {TextWidth} textWidth
 * @returns {Arranged["levels"]} the faces of a level are made when they are first asked for
 */
export function levelsOf(cards, textWidth) {
  return LEVELS.map((form) => {
    /** @type {Map<string, AnyFace> | null} */
    let sizes = null;
    return {
      ...form,
      get sizes() {
        return (sizes ??= new Map([...cards].map(([id, card]) => [id, anyFace(card, form.name, textWidth)])));
      },
    };
  });
}

/**
 * @param {AnyCard | RiderCard} card
 * @param {AnyFace | undefined} face
 * @returns {AnyView}
 */
export function viewOf(card, face) {
  if ("rider" in card) return new RiderView(card);
  if ("closed" in card) return new GroupView(card, /** @type {GroupFace} */ (face));
  if ("failed" in card) return new FailedView(card);
  return new CardView(card, /** @type {Face} */ (face));
}
