/** What is in sight and what is not, and in which direction it lies. Pure. */

import { overlap } from "./sight.js";

/** @import { Box } from "../layout/bands.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Camera } from "./camera.js" */
/** @import { Sheet } from "./stage.js" */

/** @typedef {"up" | "down" | "left" | "right"} Way */
/** @typedef {{way: Way, cards: string[]}} Beacon */
/**
 * @typedef {object} Seen
 * @property {number} cards in sight
 * @property {number} all cards
 * @property {number} nodes that the cards stand for
 * @property {number} zoom 1: the whole graph
 * @property {boolean} whole every card is in sight
 * @property {Beacon | null} step the cards of the step that are out of sight
 * @property {Beacon[]} beacons the others, by the way to them
 */

/** Less of a card than this is not seen. */
const ENOUGH = 12;

/**
 * @param {Sheet} sheet
 * @param {CollapsedScene} scene
 * @param {Camera} camera
 * @returns {Seen}
 */
export function seenOf({ collapsed, drawn }, scene, camera) {
  const visible = camera.visible();
  const { x, y, width, height } = visible;
  const inner = { x: x + ENOUGH, y: y + ENOUGH, width: width - 2 * ENOUGH, height: height - 2 * ENOUGH };
  const outside = [...drawn.layout.nodes].filter(([, box]) => !overlap(box, inner));
  const all = drawn.layout.nodes.size;
  /** @type {Map<Way, string[]>} */
  const ways = new Map();
  const step = outside.filter(([id]) => scene.active.nodes.has(id));
  for (const [id, box] of outside) {
    const way = wayTo(box, visible);
    const cards = ways.get(way);
    if (cards) cards.push(id);
    else ways.set(way, [id]);
  }
  return {
    cards: all - outside.length,
    all,
    nodes: collapsed.cardOf.size,
    zoom: camera.view.scale,
    whole: outside.length === 0,
    step: step.length > 0 ? { way: wayTo(step[0][1], visible), cards: step.map(([id]) => id) } : null,
    beacons: [...ways].map(([way, cards]) => ({ way, cards })),
  };
}

/** @param {Box} box @param {Box} visible @returns {Way} */
function wayTo(box, { x, y, width, height }) {
  const dx = (box.x + box.width / 2 - x - width / 2) / width;
  const dy = (box.y + box.height / 2 - y - height / 2) / height;
  if (Math.abs(dx) > Math.abs(dy)) return dx < 0 ? "left" : "right";
  return dy < 0 ? "up" : "down";
}
