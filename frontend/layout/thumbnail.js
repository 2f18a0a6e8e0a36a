/** A graph as small as a stamp: a dot for each node, arranged like the graph on the stage. Pure. */

/** @import { LessonGraph } from "../types.js" */
/** @import { Box, Canvas, EdgeEnds, BandNode, Layout, Level, Point } from "./bands.js" */

/**
 * @typedef {object} Thumbnail
 * @property {{x: number, y: number, width: number, height: number}} view that holds all of it, in its middle
 * @property {Point[][]} wires
 * @property {{x: number, y: number, role: string}[]} dots by their middles
 */

/** A smaller graph is not drawn larger than where this is the view. */
const LEAST = { width: 200, height: 92 };
const PAD = 4;
const CANVAS = { width: 340, height: 156, margin: 6 };
export const DOT = 18;
const SIZE = { width: DOT, height: DOT, port: DOT / 2, inlet: 0 };

/**
 * @param {LessonGraph["dots"]} dots
 * @returns {{graph: {nodes: BandNode[], edges: EdgeEnds[]}, levels: Level[], canvas: Canvas}} what the layout is asked for
 */
export function askedFor(dots) {
  const nodes = dots.map(({ role, line }, index) => ({ id: String(index), line, leaf: role !== "operation" }));
  const edges = dots.flatMap(({ inputs }, to) =>
    inputs.map((from, slot) => ({ id: `${to} ${slot}`, from: String(from), to: String(to), slot })));
  const sizes = new Map(nodes.map(({ id }) => [id, SIZE]));
  const level = { name: "thumbnail", sizes, gapX: 26, gapY: 14, channel: 20, lane: 5, least: SIZE };
  return { graph: { nodes, edges }, levels: [level], canvas: CANVAS };
}

/**
 * @param {LessonGraph["dots"]} dots
 * @param {Layout} layout of them
 * @returns {Thumbnail}
 */
export function thumbnailOf(dots, layout) {
  const [width, height] = [Math.max(layout.width + 2 * PAD, LEAST.width), Math.max(layout.height + 2 * PAD, LEAST.height)];
  return {
    view: { x: (layout.width - width) / 2, y: (layout.height - height) / 2, width, height },
    wires: [...layout.edges.values()],
    dots: dots.map(({ role }, index) => {
      const box = /** @type {Box} */ (layout.nodes.get(String(index)));
      return { x: box.x + box.width / 2, y: box.y + box.height / 2, role };
    }),
  };
}
