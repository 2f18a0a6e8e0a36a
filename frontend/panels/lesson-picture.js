/** The graph of a lesson, as small as it stands in the list. */

import { html, signal } from "preact";
import { layoutWorker } from "../graph/arrange.js";
import { pathData } from "../graph/curve.js";
import { DOT, askedFor, thumbnailOf } from "../layout/thumbnail.js";
import { Unreachable, fetchLessonGraphs } from "../service/api.js";

/** @import { Thumbnail } from "../layout/thumbnail.js" */

/** @type {import("preact").Signal<Map<string, Thumbnail>>} those that have been arranged, by lesson */
const thumbnails = signal(new Map());
let asked = false;

/**
 * Asks for the graphs and arranges them beside the page, once. Without an answer the list stands without pictures, and the
 * next time they are asked for again.
 */
export async function fetchPictures() {
  if (asked) return;
  asked = true;
  try {
    const graphs = await fetchLessonGraphs();
    const worker = layoutWorker();
    worker.addEventListener("message", ({ data: { ticket, fitted } }) => {
      const { lesson, dots } = graphs[ticket];
      thumbnails.value = new Map([...thumbnails.peek(), [lesson, thumbnailOf(dots, fitted.layout)]]);
      if (ticket === graphs.length - 1) worker.terminate();
    });
    graphs.forEach(({ dots }, ticket) => worker.postMessage({ ticket, ...askedFor(dots), wish: { before: null, only: null } }));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    asked = false;
  }
}

/** @param {{lesson: string}} props */
export function LessonPicture({ lesson }) {
  const picture = thumbnails.value.get(lesson);
  if (!picture) return html`<span class="lesson-picture"></span>`;
  const { view, wires, dots } = picture;
  return html`<svg class="lesson-picture" viewBox=${`${view.x} ${view.y} ${view.width} ${view.height}`} aria-hidden="true">
    ${wires.map((points, index) => html`<path key=${index} d=${pathData(points)} />`)}
    ${dots.map(({ x, y, role }, index) => role === "operation"
      ? html`<circle key=${index} class=${role} cx=${x} cy=${y} r=${DOT / 2} />`
      : html`<rect key=${index} class=${role} x=${x - DOT / 2} y=${y - DOT / 2} width=${DOT} height=${DOT} rx="4" />`)}
  </svg>`;
}
