/**
 * Asking any number: the entry that is pointed at or in focus lights the entries that it comes from and goes to, in the
 * inspector and on the cards; a click or Enter pins it.
 */

import { effect, html, render } from "preact";
import { CardLights } from "../graph/card-lights.js";
import { EntryLine } from "./entry-line.js";
import { Provenances } from "../service/provenances.js";
import { lightsOf } from "../run/spots.js";

/** @import { GraphView } from "../graph/view.js" */
/** @import { Lights, Side, Spot } from "../run/spots.js" */
/** @import { Store } from "../state/store.js" */

/** @type {Map<string, [number, number]>} rows and columns */
const MOVES = new Map([
  ["ArrowUp", [-1, 0]], ["ArrowDown", [1, 0]], ["ArrowLeft", [0, -1]], ["ArrowRight", [0, 1]],
  ["Home", [0, -Infinity]], ["End", [0, Infinity]],
]);

/**
 * @param {Store} store
 * @param {GraphView} view
 * @param {HTMLElement} panel whose tables have numbers that can be asked
 * @param {HTMLElement} stage below which the line stands
 */
export function mountAsking(store, view, panel, stage) {
  const { asking } = store;
  asking.source.value = new Provenances(store);
  const line = document.createElement("div");
  line.className = "entry-line";
  stage.append(line);
  render(html`<${EntryLine} store=${store} />`, line);

  panel.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") asking.pointed.value = spotOf(event.target) ?? spotOf(document.activeElement);
  });
  panel.addEventListener("pointerleave", () => (asking.pointed.value = spotOf(document.activeElement)));
  panel.addEventListener("focusin", (event) => (asking.pointed.value = spotOf(event.target)));
  panel.addEventListener("focusout", () => (asking.pointed.value = null));
  panel.addEventListener("click", (event) => {
    const spot = spotOf(event.target);
    if (spot) asking.pin(spot);
  });
  panel.addEventListener("keydown", (event) => press(event, store));

  const cards = new CardLights(view);
  cards.listen((spot) => (asking.pointed.value = spot));
  forgetWithTheRun(store);
  relight(store, view, panel, cards);
}

/**
 * @param {EventTarget | null} target
 * @returns {Spot | null}
 */
function spotOf(target) {
  const cell = target instanceof Element ? target.closest("[data-entry]") : null;
  const [node, of] = cell?.closest("[data-ask]")?.getAttribute("data-ask")?.split(" ") ?? [];
  return cell && node ? { node, of: /** @type {Side} */ (of), entry: Number(cell.getAttribute("data-entry")) } : null;
}

/** @param {KeyboardEvent} event @param {Store} store */
function press(event, { asking }) {
  const spot = spotOf(event.target);
  if (!spot || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const cell = /** @type {HTMLElement} */ (event.target);
  const move = MOVES.get(event.key);
  if (event.key === "Enter" || event.key === " ") asking.pin(spot);
  else if (move && cell instanceof HTMLTableCellElement) step(cell, move);
  else return;
  event.preventDefault();
}

/**
 * To another cell of the table, which takes the cell's place in the Tab order.
 * @param {HTMLTableCellElement} cell
 * @param {[number, number]} move
 */
function step(cell, [down, across]) {
  const rows = /** @type {HTMLTableElement} */ (cell.closest("table")).rows;
  const at = /** @type {HTMLTableRowElement} */ (cell.parentElement).rowIndex;
  const within = (/** @type {number} */ place, /** @type {number} */ end) => Math.max(0, Math.min(end - 1, place));
  const { cells } = rows[within(at + down, rows.length)];
  const next = cells[within(cell.cellIndex + across, cells.length)];
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

/** @param {Store} store */
function forgetWithTheRun(store) {
  effect(() => {
    const timeline = store.timeline.value;
    const trail = store.asking.trail.peek();
    store.asking.pointed.value = null;
    if (trail.some(({ node }) => !timeline?.nodes.has(node))) store.asking.unpin();
  });
}

/**
 * What is drawn anew meanwhile is lit anew.
 * @param {Store} store
 * @param {GraphView} view
 * @param {HTMLElement} panel
 * @param {CardLights} cards
 */
function relight(store, view, panel, cards) {
  /** @type {Lights} */
  let lights = new Map();
  let frame = 0;
  const show = () => {
    frame = 0;
    lightCells(panel, lights);
    cards.show(lights);
  };
  const soon = () => (frame ||= requestAnimationFrame(show));
  effect(() => {
    const spot = store.asking.lit;
    const found = spot && store.asking.of(spot);
    const nodes = store.timeline.value?.nodes;
    lights = spot && nodes ? lightsOf(spot, found?.state === "here" ? found.value : null, nodes) : new Map();
    view.scene.value;
    view.sheet.value;
    view.seen.value;
    soon();
  });
  new MutationObserver(soon).observe(panel, { childList: true, subtree: true });
}

/**
 * @param {HTMLElement} panel
 * @param {Lights} lights
 */
function lightCells(panel, lights) {
  for (const cell of panel.querySelectorAll("[data-lit]")) cell.removeAttribute("data-lit");
  if (lights.size === 0) return;
  for (const table of panel.querySelectorAll("[data-ask]")) {
    const lit = lights.get(table.getAttribute("data-ask") ?? "");
    for (const [entry, how] of lit ?? []) cellOf(table, entry)?.setAttribute("data-lit", how);
  }
}

/**
 * @param {Element} table or the one number
 * @param {number} entry
 */
function cellOf(table, entry) {
  return table.hasAttribute("data-entry") ? table : table.querySelector(`[data-entry="${entry}"]`);
}
