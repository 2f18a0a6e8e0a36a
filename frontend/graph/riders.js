/** Plain numbers that one operation reads: they are written at its corner instead of having a card of their own. Pure. */

import { number } from "../format.js";
import { isComputed } from "../run/lines.js";
import { GATE, RIDER } from "./faces.js";
import { cutTo } from "./text-width.js";

/** @import { Box, Layout, Point } from "../layout/bands.js" */
/** @import { Collapsed } from "../run/collapse.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Entry, GraphNode } from "../types.js" */
/** @import { AnyFace } from "./card-views.js" */
/** @import { TextWidth } from "./text-width.js" */

/** @typedef {{rider: GraphNode, host: string, text: string, x: number, width: number}} RiderCard x: from the host's left */

/**
 * @param {Timeline} timeline
 * @param {Collapsed} collapsed
 * @param {TextWidth} textWidth
 * @returns {Map<string, RiderCard>} by id of the constant
 */
export function ridersOf(timeline, { cards, leaving }, textWidth) {
  /** @type {Map<string, RiderCard>} */
  const riders = new Map();
  /** @type {Map<string, number>} where the next one of a card begins */
  const next = new Map();
  for (const id of cards) {
    const node = timeline.nodes.get(id);
    if (node?.role !== "constant" || node.shape.length > 0 || node.name !== null || node.previous !== null) continue;
    const uses = leaving.get(id) ?? [];
    const host = uses[0]?.to;
    const reader = timeline.nodes.get(host);
    if (uses.length !== 1 || !reader || !isComputed(reader)) continue;
    const text = cutTo(number(/** @type {Entry} */ (node.value.data), 4), "cell", RIDER.longest, textWidth);
    const width = Math.ceil(Math.max(RIDER.height + 2, textWidth(text, "cell") + 2 * RIDER.pad));
    const x = next.get(host) ?? RIDER.first;
    next.set(host, x + width + RIDER.gap);
    riders.set(id, { rider: node, host, text, x, width });
  }
  return riders;
}

/**
 * Gives each rider its place on the card that it rides on, and a short way from there to the gate.
 *
 * @param {Layout} layout changed in place
 * @param {Map<string, RiderCard>} riders
 * @param {Collapsed} collapsed
 * @param {Map<string, AnyFace>} faces
 * @param {number} magnify
 */
export function seatRiders(layout, riders, { leaving }, faces, magnify) {
  for (const [id, { host, x, width }] of riders) {
    const box = /** @type {Box} */ (layout.nodes.get(host));
    const { port, inlet } = /** @type {AnyFace} */ (faces.get(host));
    const seat = { x: box.x + x * magnify, y: box.y, width: width * magnify, height: RIDER.height * magnify };
    layout.nodes.set(id, seat);
    const edge = leaving.get(id)?.[0]?.id;
    const gate = { x: box.x - Math.min(inlet, GATE.arrow) * magnify, y: box.y + port * magnify };
    const from = { x: gate.x, y: seat.y + seat.height };
    if (edge !== undefined) layout.edges.set(edge, /** @type {Point[]} */ ([from, gate]));
  }
}
