/** Where the reader stands, as an address says it, and the way back there. */

import { anchorOf } from "../run/anchor.js";
import { foldsIn, foldsText } from "../run/own-groups.js";
import { pinnedFrom } from "../run/pinned.js";
import { spotText } from "../run/spots.js";

/** @import { Place } from "./address.js" */
/** @import { View } from "../state/look.js" */
/** @import { Store } from "../state/store.js" */

/**
 * @param {Store} store
 * @returns {Place}
 */
export function placeIn(store) {
  // A text that has nothing of the lesson left does not go by its name.
  const lesson = store.program.standing.peek() === "other" ? null : store.program.lesson.peek();
  const source = store.program.source.peek();
  const run = store.run.peek();
  const choice = store.folds.groupChoice.peek();
  const pinned = store.asking.trail.peek().at(-1);
  return {
    lesson: lesson?.id ?? null,
    program: lesson?.source === source ? null : source,
    step: run ? anchorOf(run, store.step.peek()) : null,
    node: store.selected.peek(),
    entry: pinned ? spotText(pinned) : null,
    unfold: store.program.unfold.peek().join(",") || null,
    leaves: store.program.leaves.peek() && JSON.stringify(store.program.leaves.peek()),
    target: store.program.target.peek(),
    pass: store.program.pass.peek(),
    files: store.program.files.peek() && JSON.stringify(store.program.files.peek()),
    against: store.comparing.text.peek(),
    tab: store.look.tab.peek() === "step" ? null : store.look.tab.peek(),
    size: store.stepSize.peek() === "edge" ? null : store.stepSize.peek(),
    by: store.folds.granularity.peek(),
    open: choice && [...choice.open].join(","),
    closed: choice && ([...choice.closed].join(",") || null),
    look: lookIn(store),
    reading: store.look.reading.peek() === "graph" ? null : store.look.reading.peek(),
    colour: store.look.colouring.peek() === "state" ? null : store.look.colouring.peek(),
    order: store.look.order.peek() ? "shown" : null,
    seed: store.look.seed.peek(),
    thresholds: store.noticing.thresholds.peek(),
    paper: store.look.paper.peek(),
    network: store.look.network.peek(),
    product: store.look.product.peek(),
    fold: foldsText(store.folds.own.peek()),
    ribbons: store.look.ribbons.peek() ? "shown" : null,
  };
}

/**
 * @param {Store} store
 * @returns {string | null} null while the camera follows the steps: they say where it is
 */
function lookIn(store) {
  const view = store.look.view.peek();
  if (store.look.follow.peek() || view === null) return null;
  return [Math.round(view.x), Math.round(view.y), Number(view.scale.toFixed(2))].join(",");
}

/**
 * Looks at the next run as a place says; its step and node come with the run.
 * @param {Store} store
 * @param {Place} place
 */
export function lookFrom(store, { by, open, closed, look, tab, size, reading, colour, order, seed, thresholds, paper, network, product, fold, ribbons, against }) {
  store.look.follow.value = look === null;
  const listed = (/** @type {string | null} */ ids) => new Set(ids?.split(",").filter(Boolean));
  const groupChoice = open === null && closed === null ? null : { open: listed(open), closed: listed(closed) };
  store.look.arrival = viewFrom(look);
  store.folds.arrival = { granularity: by, groupChoice, own: foldsIn(fold) };
  store.comparing.pinned.value = against === null ? null : pinnedFrom(against);
  store.look.tab.value = tab ?? "step";
  store.stepSize.value = size ?? "edge";
  store.look.reading.value = reading ?? "graph";
  store.look.colouring.value = colour ?? "state";
  store.look.order.value = order !== null;
  store.look.seed.value = seed;
  store.noticing.thresholds.value = thresholds;
  store.look.paper.value = paper;
  store.look.network.value = network;
  store.look.product.value = product;
  store.look.ribbons.value = ribbons !== null;
}

/**
 * @param {string | null} look
 * @returns {View | null}
 */
function viewFrom(look) {
  if (look === null) return null;
  const [x, y, scale] = look.split(",").map(Number);
  return { x, y, scale };
}
