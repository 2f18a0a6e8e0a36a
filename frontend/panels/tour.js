/** A minute's tour that uses the page itself: at every stop a part of it is lit, and something is done there. */

import { html, useLayoutEffect, useRef, useState } from "preact";

/** @import { Store } from "../state/store.js" */

/**
 * @typedef {object} Stop
 * @property {string} part of the page, as a selector
 * @property {string} title
 * @property {string} words
 * @property {(store: Store) => void} act what is done there, whatever the reader has done meanwhile
 */

/** @type {Stop[]} */
const STOPS = [
  { part: "#program", title: "A program", words: "Python with PyTorch's names. It runs as you type, and a number that is dragged takes the whole graph along.",
    act: (store) => (store.first(), openPanel(store, "program")) },
  { part: "#graph", title: "Its graph", words: "A card for each value, a wire from each value to what is computed of it. The loss stands at the end.",
    act: (store) => (store.first(), store.fit()) },
  { part: "#transport", title: "One step at a time", words: "→ takes the next step, ← takes it back, Space plays. Green steps run forward; the values have now been computed.",
    act: (store) => store.seek(Math.max(0, beginsBackward(store) - 1)) },
  { part: "#graph", title: "Then backward", words: "Gradients run back over the same wires. Each node sends to its inputs what it has received, times its local derivative.",
    act: (store) => store.seek(firstContribution(store)) },
  { part: "#inspector", title: "Every step explained", words: "In words, as a formula, and with its numbers. Point at a number here or in a card: what it comes from lights up.",
    act: (store) => (store.seek(firstContribution(store)), openPanel(store, "inspector")) },
  { part: "#inspector", title: "Any node at any time", words: "A card that is clicked tells all about its node: value, gradient, uses, and the steps that it has a part in.",
    act: (store) => (store.last(), openPanel(store, "inspector"), store.select(store.run.peek()?.nodes.find(({ role }) => role === "parameter")?.id ?? null)) },
  { part: ".lesson-button", title: "Lessons", words: "Twelve for a first hour, and more for every operation and failure you will meet. This tour is found again under ?.",
    act: (store) => (store.select(null), store.last()) },
];

/** Between the card and what it speaks of, and the edge of the window. */
const GAP = 12;

/** @param {{store: Store}} props */
export function Tour({ store }) {
  const [at, setAt] = useState(0);
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  const light = useRef(/** @type {HTMLElement | null} */ (null));
  const stop = STOPS[at];

  useLayoutEffect(() => {
    const [step, selected, tab] = [store.step.peek(), store.selected.peek(), store.look.tab.peek()];
    const before = document.activeElement;
    store.look.reading.value = "graph";
    return () => {
      store.seek(step);
      store.select(selected);
      store.look.tab.value = tab;
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useLayoutEffect(() => {
    stop.act(store);
    const place = () => stand(/** @type {HTMLElement} */ (card.current), /** @type {HTMLElement} */ (light.current), stop.part);
    const frame = requestAnimationFrame(place);
    card.current?.querySelector("button")?.focus();
    addEventListener("resize", place);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("resize", place);
    };
  }, [at]);

  const end = () => (store.look.dialog.value = null);
  const go = (/** @type {number} */ to) => (to < STOPS.length ? setAt(Math.max(0, to)) : end());
  useLayoutEffect(() => {
    const steer = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") end();
      else if (event.key === "ArrowRight") go(at + 1);
      else if (event.key === "ArrowLeft") go(at - 1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("keydown", steer, true);
    return () => removeEventListener("keydown", steer, true);
  }, [at]);
  return html`<div class="tour-light" ref=${light}></div>
    <section class="tour" role="dialog" aria-label="Tour of the page" ref=${card}>
      <p class="tour-place">${at + 1} of ${STOPS.length}</p>
      <div aria-live="polite"><h2>${stop.title}</h2><p>${stop.words}</p></div>
      <p class="tour-ways">
        <button class="button primary" onClick=${() => go(at + 1)}>${at === STOPS.length - 1 ? "Done" : "Go on"}</button>
        ${at > 0 && html`<button class="button" onClick=${() => go(at - 1)}>Back</button>`}
        <button class="button quiet" onClick=${end}>Leave the tour <kbd>Esc</kbd></button>
      </p>
    </section>`;
}

/** @param {Store} store @param {"program" | "inspector"} name */
function openPanel({ look }, name) {
  look.tab.value = name === "program" ? "program" : "step";
  if (!look.panels.peek()[name]) look.togglePanel(name);
}

/** @param {Store} store @returns {number} the first step of the backward pass; where there is none, the last step */
function beginsBackward(store) {
  const timeline = store.timeline.peek();
  return timeline?.seeds[0] ?? (timeline?.length ?? 1) - 1;
}

/** @param {Store} store */
function firstContribution(store) {
  const found = store.timeline.peek()?.outline.findIndex(({ kind }) => kind === "contribute") ?? -1;
  return found < 0 ? beginsBackward(store) : found;
}

/**
 * Lights the part of the page, and stands the card beside it where there is most room; over it where there is none.
 * @param {HTMLElement} card
 * @param {HTMLElement} light
 * @param {string} part
 */
function stand(card, light, part) {
  const { left, top, right, bottom, width, height } = /** @type {Element} */ (document.querySelector(part)).getBoundingClientRect();
  const own = card.getBoundingClientRect();
  const within = (/** @type {number} */ place, /** @type {number} */ size, /** @type {number} */ room) =>
    Math.max(GAP, Math.min(room - size - GAP, place));
  const rooms = [
    { room: innerWidth - right - own.width, x: right + GAP, y: top + height / 3 },
    { room: left - own.width, x: left - own.width - GAP, y: top + height / 3 },
    { room: innerHeight - bottom - own.height, x: left, y: bottom + GAP },
    { room: top - own.height, x: left + width / 2 - own.width / 2, y: top - own.height - GAP },
  ];
  const best = rooms.reduce((one, other) => (other.room > one.room ? other : one));
  const { x, y } = best.room > 2 * GAP ? best : { x: left + width / 2 - own.width / 2, y: bottom - own.height - GAP };
  card.style.left = `${within(x, own.width, innerWidth)}px`;
  card.style.top = `${within(y, own.height, innerHeight)}px`;
  Object.assign(light.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}
