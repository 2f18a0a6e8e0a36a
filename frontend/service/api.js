/** The HTTP API as functions. Every failure is one of two errors: the server's own words, or its silence. */

import { root } from "./root.js";

/** @import { ChangesDocument, ChangesRequest, ExportFormat, Lesson, LessonGraph, LessonSummary } from "../types.js" */
/** @import { LinkAddress, LinkDocument, LinkRequest, Op, Problem, RunDocument, RunRequest } from "../types.js" */

/** The server refused; `problem` says why in its words. */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The server has too much to do and says when to come again. */
export class Busy extends Refused {
  /**
   * @param {Problem} problem
   * @param {number} seconds
   */
  constructor(problem, seconds) {
    super(problem);
    this.seconds = seconds;
  }
}

/** No answer came: the server is down, or the network is. */
export class Unreachable extends Error {}

/** Whether there is a server to ask: a saved page has none. */
export const served = true;

/** Steps that come in full with a run, and that are fetched at once of those that do not. */
export const PAGE = 1000;

/** How many servers may stand behind one address and be asked in turn. */
const SERVERS = 4;

/** Tells this tab from others at the same address, so that one class does not wait in one line. New at every load. */
const CLIENT = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"))
  .join("");

/**
 * @param {string} path below /api/v1/
 * @param {RequestInit} [options]
 * @param {(response: Response) => Promise<any>} [read]
 */
async function request(path, options, read = (response) => response.json()) {
  const headers = { ...options?.headers, "x-gradwalk-client": CLIENT };
  const response = await fetch(`${root()}api/v1/${path}`, { ...options, headers }).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new Unreachable(`No answer from ${location.host}.`, { cause: error });
  });
  if (response.ok) return read(response);
  const kind = response.headers.get("content-type") ?? "";
  if (!kind.startsWith("application/problem+json")) {
    throw new Unreachable(`${location.host} answered ${response.status} without saying why.`);
  }
  const problem = await response.json();
  const seconds = Number(response.headers.get("retry-after"));
  throw seconds > 0 ? new Busy(problem, seconds) : new Refused(problem);
}

/**
 * @param {RunRequest} program
 * @param {AbortSignal} [signal]
 * @returns {Promise<RunDocument>}
 */
export async function postRun(program, signal) {
  const run = await request(`runs?steps=${PAGE}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(program),
    signal,
  });
  return { ...run, request: program };
}

/**
 * What a run becomes at other values.
 * @param {RunDocument} run
 * @param {ChangesRequest} changes
 * @returns {Promise<ChangesDocument>}
 */
export function postChanges(run, changes) {
  return askAgain(run, () => request(`runs/${run.id}/changes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ steps: PAGE, ...changes }),
  }));
}

/**
 * A document about a part of a run: /runs/{id}/paths is `fetchPart(run, "paths", {from, to})`.
 * @param {RunDocument} run
 * @param {string} part
 * @param {Record<string, string | number>} [query]
 * @returns {Promise<any>}
 */
export function fetchPart(run, part, query = {}) {
  const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return askAgain(run, () => request(`runs/${run.id}/${part}?${asked}`));
}

/**
 * @param {string} run
 * @param {string} query
 */
function tensorsPath(run, query) {
  return `runs/${run}/tensors?${query}`;
}

/**
 * @param {string} run
 * @param {string} query which arrays, and which of their entries
 * @param {AbortSignal} signal
 * @returns {Promise<ArrayBuffer>} a frame
 */
export function fetchTensors(run, query, signal) {
  return request(tensorsPath(run, query), { signal }, (response) => response.arrayBuffer());
}

/**
 * The same arrays as a file that numpy reads.
 * @param {string} run
 * @param {string} query
 * @returns {Promise<Blob>}
 */
export function fetchFile(run, query) {
  return request(tensorsPath(run, `${query}&format=npz`), {}, (response) => response.blob());
}

/**
 * The run as a file for people or other programs.
 * @param {string} run
 * @param {string} format
 * @returns {Promise<Blob>}
 */
export function fetchExport(run, format) {
  return request(`runs/${run}/export?format=${format}`, {}, (response) => response.blob());
}

/** @returns {Promise<ExportFormat[]>} those that `fetchExport` takes */
export async function fetchExportFormats() {
  return (await request("limits")).exports;
}

/**
 * Asks for a part of a run. The server forgets old runs, and of several servers behind one address only some have made
 * it: the same text gives the same run again, and whoever is asked next may be the one that made it.
 * @template T
 * @param {RunDocument} run
 * @param {() => Promise<T>} ask
 * @returns {Promise<T>}
 */
export async function askAgain(run, ask) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.code !== "run/unknown" || tries === SERVERS) throw error;
    }
    if (tries === 0) await postRun(/** @type {RunRequest} */ (run.request));
  }
}

/**
 * @param {LinkRequest} link
 * @returns {Promise<LinkAddress>}
 */
export function postLink(link) {
  const headers = { "content-type": "application/json" };
  return request("links", { method: "POST", headers, body: JSON.stringify(link) });
}

/**
 * @param {string} id
 * @returns {Promise<LinkDocument>}
 */
export function fetchLink(id) {
  return request(`links/${encodeURIComponent(id)}`);
}

/** @returns {Promise<LessonSummary[]>} */
export async function fetchLessons() {
  return (await request("lessons")).lessons;
}

/** @returns {Promise<LessonGraph[]>} */
export async function fetchLessonGraphs() {
  return (await request("lesson-graphs")).graphs;
}

/**
 * @param {string} id
 * @returns {Promise<Lesson>}
 */
export function fetchLesson(id) {
  return request(`lessons/${encodeURIComponent(id)}`);
}

/**
 * The names a program may use, for completion.
 * @returns {Promise<string[]>}
 */
export async function fetchOperationNames() {
  return (await fetchOperations()).flatMap(({ name, aliases }) => [name, ...aliases]);
}

/** @returns {Promise<Op[]>} */
export async function fetchOperations() {
  return (await request("ops")).ops;
}
