/** At the end of a lesson: what is known now, and the next one. */

import { html } from "preact";
import { number } from "../format.js";
import { nextInTheHour } from "../page/first-hour.js";
import { labelOf } from "../run/describe.js";

/** @import { Store } from "../state/store.js" */
/** @import { Entry } from "../types.js" */
/** @import { Places } from "./welcome.js" */

/** So many gradients are told as numbers. */
const MOST_NUMBERS = 4;

/** @param {{store: Store, places: Places}} props */
export function Finish({ store, places }) {
  const [timeline, lesson] = [store.timeline.value, store.program.lesson.value];
  if (!timeline || !lesson || store.program.standing.value === "other" || store.step.value < timeline.length - 1) return null;
  const lessons = store.program.lessons.value;
  const inTheHour = nextInTheHour(lessons, lesson.id);
  const next = inTheHour ?? lessons.find((one) => one.number === lesson.number + 1);
  const parameters = timeline.run.nodes.filter(({ role }) => role === "parameter");
  const known = parameters.length > 0 && parameters.every(({ gradient }) => gradient);
  const numbers = parameters.length <= MOST_NUMBERS && parameters.every(({ shape }) => shape.length === 0);
  if (!known && !next) return null;
  return html`<section class="finish" aria-label="The end">
    ${known && html`<p><b>Every gradient is known.</b> ${numbers && parameters.map(({ id, gradient }, index) => html`${index > 0 && ", "}<i key=${id}>∂${
      labelOf(timeline, id)} = ${number(/** @type {Entry} */ (gradient?.data))}</i>`)}</p>`}
    ${next && html`<button class="button" onClick=${() => places.chooseLesson(next.id)}>${inTheHour ? "Next in the first hour" : "Next lesson"}: ${next.title}</button>`}
  </section>`;
}
