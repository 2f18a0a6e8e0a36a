/** A run that is pinned to compare others with: what it was asked for, and how an address says it. Pure. */

/** @import { Leaves } from "../types.js" */

/**
 * @typedef {object} Pinned
 * @property {string | null} lesson the id of the lesson that the text is, or comes from
 * @property {string | null} source null where the text is that of the lesson
 * @property {readonly string[]} unfold
 * @property {Leaves | null} leaves
 * @property {string | null} target
 * @property {Record<string, string> | null} files
 */

/** @type {Pinned} */
const PLAIN = { lesson: null, source: null, unfold: [], leaves: null, target: null, files: null };
/** What an id of a lesson looks like. */
const LESSON = /^\w{1,80}$/;

/**
 * @param {Pinned} pinned
 * @returns {string} the id of a lesson that is as it was written; else JSON of what is not as in `PLAIN`
 */
export function pinnedText(pinned) {
  const told = Object.entries(pinned).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
  return told.length === 1 && pinned.lesson !== null ? pinned.lesson : JSON.stringify(Object.fromEntries(told));
}

/**
 * @param {string} text
 * @returns {Pinned | null} null where it says no run
 */
export function pinnedFrom(text) {
  if (LESSON.test(text)) return { ...PLAIN, lesson: text };
  let said;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof said !== "object" || said === null || Array.isArray(said)) return null;
  const { lesson = null, source = null, unfold = [], leaves = null, target = null, files = null } = said;
  const fits = [lesson, source, target].every(isTextOrNull) && (lesson === null || LESSON.test(lesson)) && (lesson ?? source) !== null
    && Array.isArray(unfold) && unfold.every((one) => typeof one === "string") && isObjectOrNull(leaves)
    && isObjectOrNull(files) && Object.values(files ?? {}).every((one) => typeof one === "string");
  return fits ? { lesson, source, unfold, leaves, target, files } : null;
}

/** @param {unknown} value */
function isTextOrNull(value) {
  return value === null || typeof value === "string";
}

/** @param {unknown} value */
function isObjectOrNull(value) {
  return value === null || (typeof value === "object" && !Array.isArray(value));
}
