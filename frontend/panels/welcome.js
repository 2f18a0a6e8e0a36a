/** What a reader meets who opens the page without having been sent anywhere: what it is for, a guess, and one button. */

import { html, useState } from "preact";
import { number, toNumber } from "../format.js";
import { FIRST_HOUR, FIRST_LESSON } from "../page/first-hour.js";
import { labelOf } from "../run/describe.js";
import { Icon } from "./icons.js";

/** @import { Store } from "../state/store.js" */
/** @import { Entry } from "../types.js" */
/** @import { Timeline } from "../run/timeline.js" */

/**
 * @typedef {object} Places where else a reader can go
 * @property {(id: string) => void} chooseLesson
 * @property {(source: string) => void} openProgram
 */

/** One to go on to: what the notes are about. */
const NETWORK = "25_two_layer_bce";

/** @param {Store} store @returns {boolean} whether the page stands at its beginning */
export function isAtTheBeginning(store) {
  const lesson = store.program.lesson.value;
  return lesson?.id === FIRST_LESSON && lesson.source === store.program.source.value && store.step.value === 0;
}

/** @param {{store: Store, places: Places}} props */
export function Welcome({ store, places }) {
  const timeline = store.timeline.value;
  if (!timeline) return null;
  const lessons = store.program.lessons.value;
  const network = lessons.find(({ id }) => id === NETWORK);
  return html`<div class="step welcome">
    <h2>Watch a gradient come about</h2>
    <p class="sentence">A program of tensors is a graph. Values run through it to the right; then gradients come back to
      the left, one product at a time, and every step is explained here.</p>
    <p class="welcome-step">
      <button class="button primary" onClick=${() => store.forward("edge")}>Step <kbd>→</kbd></button>
      <span>${timeline.length} steps in all, <kbd>←</kbd> goes back</span>
    </p>
    <${Guess} timeline=${timeline} />
    <h3>Or begin with</h3>
    <${Way} title="A tour of the page" detail="a minute" onClick=${() => (store.look.dialog.value = "tour")} />
    <${Way} title="Your own program" detail="paste and step" onClick=${() => places.openProgram("")} />
    ${network && html`<${Way} title=${network.title} detail=${`lesson ${network.number}`}
      onClick=${() => places.chooseLesson(NETWORK)} />`}
    ${lessons.length > 0 && html`<${Way} title="A first hour" detail=${hourWords(store)} onClick=${() => openList(store, true)} />
      <${Way} title=${`All ${lessons.length} lessons`} detail="from x² to attention" onClick=${() => openList(store, false)} />`}
  </div>`;
}

/** @param {Store} store */
function hourWords(store) {
  const done = FIRST_HOUR.filter((id) => store.program.done.value.has(id)).length;
  return done > 0 ? `${done} of ${FIRST_HOUR.length} lessons done` : `${FIRST_HOUR.length} lessons in a row`;
}

/** @param {Store} store @param {boolean} firstHour */
function openList(store, firstHour) {
  store.look.firstHour.value = firstHour;
  store.look.dialog.value = "lessons";
}

/** @param {{title: string, detail: string, onClick: () => void}} props */
function Way({ title, detail, onClick }) {
  return html`<button class="next way" onClick=${onClick}><b>${title}</b><span>${detail}</span><${Icon} name="onward" /></button>`;
}

const ANSWERS = /** @type {const} */ ([[1, "It grows"], [-1, "It shrinks"], [0, "It stays"]]);
const VERBS = new Map([[1, "grows"], [-1, "shrinks"], [0, "stays as it is"]]);

/** What the gradient answers, asked before it is there. @param {{timeline: Timeline}} props */
function Guess({ timeline }) {
  const [guessed, setGuessed] = useState(/** @type {number | null} */ (null));
  const { run } = timeline;
  const from = run.nodes.find(({ role, shape }) => role === "parameter" && shape.length === 0);
  const slope = from?.gradient?.data;
  if (!from || run.target === null || slope == null) return null;
  const rate = toNumber(/** @type {Entry} */ (slope));
  const [x, f] = [labelOf(timeline, from.id), labelOf(timeline, run.target)];
  const words = `${f} ${VERBS.get(Math.sign(rate))}${rate === 0 ? "" : `, by ${number(Math.abs(rate))} for each 1 that ${x} grows`}`;
  return html`<section class="guess" aria-label="A guess">
    <h3>Guess first</h3>
    <p>When ${x} grows a little from ${number(/** @type {Entry} */ (from.value.data))}, what does ${f} do?</p>
    <p class="guess-answers">${ANSWERS.map(([sign, answer]) => html`<button class="button small" key=${answer}
      aria-pressed=${String(guessed === sign)} onClick=${() => setGuessed(sign)}>${answer}</button>`)}</p>
    <p class="guess-told" aria-live="polite">${guessed !== null && html`${guessed === Math.sign(rate) ? "Yes: " : "No: "}${
      words}. The steps show where that number comes from.`}</p>
  </section>`;
}
