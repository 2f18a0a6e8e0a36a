/**
 * What the reader has typed, kept by their browser at every change: each program of their own, and each lesson they
 * have changed. A draft that another tab has changed meanwhile is never overwritten: the one who comes later gets a
 * draft of its own.
 */

import { descends } from "../run/kinship.js";
import { forget, keysFrom, recall, remember } from "./memory.js";

/**
 * @typedef {object} Draft
 * @property {string} id
 * @property {string | null} lesson the id of the lesson that the text began as
 * @property {string | null} name that the reader gave it
 * @property {string} source
 * @property {Record<string, string> | null} [files] small texts that it reads, by name
 * @property {number} changed milliseconds since 1970
 * @property {string} revision another at every change
 * @property {string | null} [over] the revision that it took the place of
 * @property {boolean} [aside] the reader went back to the lesson's own text: it is kept, and no longer opens with it
 */

const KEY = "draft.";

/** Unlike randomUUID there is one on every page, also on one that comes without encryption. */
function identifier() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text @returns {Draft | null} */
function read(text) {
  try {
    const draft = JSON.parse(text);
    return typeof draft.id === "string" && typeof draft.source === "string" ? draft : null;
  } catch {
    return null;
  }
}

export class Drafts {
  /** @returns {Draft[]} the one changed last first */
  all() {
    return keysFrom(KEY)
      .flatMap((key) => read(recall(key) ?? "") ?? [])
      .sort((a, b) => b.changed - a.changed);
  }

  /**
   * @param {string | null | undefined} id
   * @returns {Draft | null}
   */
  find(id) {
    return typeof id === "string" ? read(recall(KEY + id) ?? "") : null;
  }

  /**
   * The reader's version of a lesson: the last one that they have not gone back from.
   * @param {{id: string, source: string}} lesson
   */
  ofLesson({ id, source }) {
    const draft = this.all().find((one) => one.lesson === id && !one.aside && descends(source, one.source));
    return draft ?? null;
  }

  /**
   * @param {Omit<Draft, "id" | "changed" | "revision">} text
   * @param {Pick<Draft, "id" | "revision"> | null} known the draft as it was last written or read here
   * @returns {{draft: Draft, kept: boolean, parted: boolean}} parted: another tab has changed it since, so that this
   *   is a new draft beside it
   */
  keep(text, known) {
    const stored = known && this.find(known.id);
    const parted = Boolean(stored && stored.revision !== known?.revision);
    const id = known && !parted ? known.id : identifier();
    /** @type {Draft} */
    const draft = { ...text, id, changed: Date.now(), revision: identifier(), over: stored && !parted ? stored.revision : null };
    const kept = remember(KEY + id, JSON.stringify(draft));
    // What could not be written is not what the browser holds.
    if (!kept && stored && !parted) draft.revision = stored.revision;
    return { draft, kept, parted };
  }

  /**
   * Whether another tab has written over a draft that it had not read: what one tab keeps reaches the others a moment
   * later.
   * @param {Draft} draft as it was last written or read here
   * @param {string | null} before what was kept under its key
   * @param {string | null} after what is kept there now
   */
  isOverwritten({ id, revision }, before, after) {
    const [old, now] = [read(before ?? ""), read(after ?? "")];
    return now !== null && now.id === id && old?.revision === revision && now.over !== revision;
  }

  /** @param {string} id */
  drop(id) {
    forget(KEY + id);
  }

  /** @param {Draft} draft as it was before it was dropped */
  bringBack(draft) {
    return remember(KEY + draft.id, JSON.stringify(draft));
  }
}
