/**
 * Answers the page around this one: `postMessage({gradwalk: "seek", step: 12}, origin)`. Only pages of this site and of
 * those that the server lets embed it are answered; every answer is `{gradwalk: "state", …}` or `{gradwalk: "error", detail}`.
 */

import { embedders } from "./embedding.js";

/**
 * @typedef {object} Page as `window.gradwalk` offers it
 * @property {() => object} state
 * @property {(step: number) => void} seek
 * @property {() => void} play
 * @property {() => void} pause
 * @property {(source: string) => Promise<void>} load
 * @property {(id: string) => Promise<void>} openLesson
 */

/** @param {Page} page */
export function answerMessages(page) {
  const allowed = new Set([location.origin, ...embedders()]);
  addEventListener("message", async ({ data, origin, source }) => {
    if (!allowed.has(origin) || typeof data?.gradwalk !== "string" || source === null || source === window) return;
    const detail = await act(page, data);
    const answer = detail === null ? { gradwalk: "state", ...page.state() } : { gradwalk: "error", detail };
    /** @type {Window} */ (source).postMessage(answer, origin);
  });
}

/**
 * @param {Page} page
 * @param {Record<string, unknown>} message
 * @returns {Promise<string | null>} what is wrong with it
 */
async function act(page, { gradwalk: what, step, source, lesson }) {
  switch (what) {
    case "state":
      return null;
    case "play":
    case "pause":
      page[what]();
      return null;
    case "seek":
      if (typeof step !== "number" || !Number.isFinite(step)) return "seek takes `step`: a number, counted from 0.";
      page.seek(step);
      return null;
    case "load":
      if (typeof source === "string") await page.load(source);
      else if (typeof lesson === "string") return page.openLesson(lesson).then(() => null, (error) => error.message);
      else return "load takes `source`, the text of a program, or `lesson`, the id of a lesson.";
      return null;
    default:
      return "There are load, seek, play, pause and state.";
  }
}
