/** The graph as a drawing of its own: an SVG that needs no page, no style sheet and no font of ours. */

import { effect } from "preact";
import { arrowheads } from "../graph/edges.js";
import { overlap, union } from "../graph/sight.js";
import { Stage } from "../graph/stage.js";
import { svg, titled } from "../graph/svg.js";
import { writeStyles } from "./attributes.js";
import { separateEntries } from "./entries.js";
import { frameAround, margined } from "./extent.js";
import { sharpen } from "./images.js";

/** @import { Arrays } from "../service/arrays/arrays.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Sheet } from "../graph/stage.js" */
/** @import { GraphView } from "../graph/view.js" */
/** @import { Box } from "../layout/bands.js" */

/** @typedef {"whole" | "seen"} Extent all of the graph, or the cards in sight */
/** @typedef {{markup: string, width: number, height: number}} Drawing its size is in pixels of the sheet */

/**
 * @param {GraphView} view
 * @param {Arrays} arrays
 * @param {Extent} extent
 * @param {string} words what the picture shows, for those who listen
 * @returns {Promise<Drawing | null>} null while there is no graph, or none in sight
 */
export async function drawingOf(view, arrays, extent, words) {
  const sheet = view.sheet.peek();
  const frame = sheet && frameOf(view, sheet, extent);
  if (!sheet || !frame) return null;
  const root = svg("svg", { role: "img", "aria-label": words, width: 0, height: 0 });
  root.style.position = "absolute";
  // The styles of the graph apply where the graph is.
  view.element.append(root);
  try {
    const stage = new Stage();
    root.append(titled(words), arrowheads(), stage.element);
    stage.lay(sheet);
    await show(stage, frame, view, arrays);
    tellWhatIsCut(stage);
    const box = margined(withTokens(stage, view, frame, extent));
    await sharpen(root);
    separateEntries(root);
    writeStyles(root);
    return finished(root, box, view.palette.peek().ground);
  } finally {
    root.remove();
  }
}

/**
 * @param {GraphView} view
 * @param {Sheet} sheet
 * @param {Extent} extent
 * @returns {Box | null}
 */
function frameOf(view, { drawn: { layout } }, extent) {
  return extent === "whole"
    ? { x: 0, y: 0, width: layout.width, height: layout.height }
    : frameAround(layout.nodes.values(), view.camera.visible());
}

/**
 * Mounts every card in the frame, and waits for the arrays and the steps that they show.
 * @param {Stage} stage
 * @param {Box} frame
 * @param {GraphView} view
 * @param {Arrays} arrays
 */
async function show(stage, frame, view, arrays) {
  const { store, palette } = view;
  for (;;) {
    const scene = /** @type {CollapsedScene} */ (view.scene.peek());
    let coming = false;
    /** @type {CollapsedScene["arrayOf"]} */
    const arrayOf = (origin, excerpt) => {
      const found = scene.arrayOf(origin, excerpt);
      coming ||= found.state === "coming";
      return found;
    };
    const watched = { ...scene, arrayOf };
    stage.show(watched, palette.peek());
    while (stage.mount(margined(frame), watched, palette.peek()));
    const selected = view.sheet.peek()?.collapsed.cardOf.get(store.selected.peek() ?? "") ?? null;
    stage.mark(new Set(), selected, watched);
    // What the cards have just asked for is on its way once this turn is over.
    await null;
    const steps = store.steps.peek();
    if (!coming && !steps?.coming.peek()) return;
    await change(steps ? [arrays.arrivals, steps.arrivals] : [arrays.arrivals]);
  }
}

/** A picture has no pointer to rest on a card: what a card has no room for lies in it. @param {Stage} stage */
function tellWhatIsCut(stage) {
  for (const card of stage.cards.values()) {
    if ("hint" in card && card.hint) card.element.append(titled(card.hint));
  }
}

/**
 * @param {import("preact").Signal<number>[]} signals
 * @returns {Promise<void>} settled when one of them changes
 */
function change(signals) {
  const before = signals.map((signal) => signal.peek());
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (!signals.some((signal, index) => signal.value !== before[index])) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

/**
 * Adds what flows in this step, as the page shows it now.
 * @param {Stage} stage
 * @param {GraphView} view
 * @param {Box} frame
 * @param {Extent} extent
 * @returns {Box} the frame, with room for the tokens that belong into it
 */
function withTokens({ tokenLayer }, view, frame, extent) {
  let box = frame;
  for (const token of view.stage.tokenLayer.children) {
    const copy = /** @type {SVGGElement} */ (token.cloneNode(true));
    tokenLayer.append(copy);
    const place = placeOf(copy);
    if (extent === "whole" || overlap(place, frame)) box = union(box, place);
    else copy.remove();
  }
  return box;
}

/** @param {SVGGElement} element @returns {Box} on the sheet */
function placeOf(element) {
  const { x, y, width, height } = element.getBBox();
  const shift = element.transform.baseVal.consolidate()?.matrix;
  return { x: x + (shift?.e ?? 0), y: y + (shift?.f ?? 0), width, height };
}

/**
 * @param {SVGSVGElement} root
 * @param {Box} box
 * @param {string} ground
 * @returns {Drawing}
 */
function finished(root, box, ground) {
  const [x, y, width, height] = [Math.floor(box.x), Math.floor(box.y), Math.ceil(box.width), Math.ceil(box.height)];
  for (const [name, value] of Object.entries({ viewBox: [x, y, width, height].join(" "), width, height })) {
    root.setAttribute(name, String(value));
  }
  root.removeAttribute("style");
  root.querySelector("defs")?.after(svg("rect", { x, y, width, height, fill: ground }));
  for (const card of root.querySelectorAll("[role=button]")) card.setAttribute("role", "img");
  const drawn = ["marker-start", "marker-end"].flatMap((end) =>
    [...root.querySelectorAll(`[${end}]`)].map((path) => path.getAttribute(end)));
  for (const marker of root.querySelectorAll("marker")) {
    if (!drawn.includes(`url(#${marker.id})`)) marker.remove();
  }
  return { markup: new XMLSerializer().serializeToString(root), width, height };
}
