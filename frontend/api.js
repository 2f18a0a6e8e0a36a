/** The HTTP API as functions. Every failure is one of two errors: the server's own words, or its silence. */

/** @import { Explanation, Lesson, LessonSummary, Problem, RunDocument } from "./types.js" */

/** The server refused; `problem` says why in its words. */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** No answer came: the server is down, or the network is. */
export class Unreachable extends Error {}

/** Tells this tab from others at the same address, so that one class does not wait in one line. New at every load. */
const CLIENT = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * @param {string} path below /api/v1/
 * @param {RequestInit} [options]
 */
async function request(path, options) {
  const headers = { ...options?.headers, "x-gradwalk-client": CLIENT };
  const response = await fetch(new URL(`api/v1/${path}`, document.baseURI), { ...options, headers }).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new Unreachable(`No answer from ${location.host}.`, { cause: error });
  });
  if (response.ok) return response.json();
  const kind = response.headers.get("content-type") ?? "";
  if (!kind.startsWith("application/problem+json")) {
    throw new Unreachable(`${location.host} answered ${response.status} without saying why.`);
  }
  throw new Refused(await response.json());
}

/**
 * @param {string} source
 * @param {AbortSignal} [signal]
 * @returns {Promise<RunDocument>}
 */
export function postRun(source, signal) {
  return request("runs", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ source }),
    signal,
  });
}

/**
 * @param {string} run
 * @param {number} from
 * @param {number} to exclusive
 * @returns {Promise<Explanation[]>}
 */
export async function fetchExplanations(run, from, to) {
  return (await request(`runs/${run}/explanations?from=${from}&to=${to}`)).explanations;
}

/** @returns {Promise<LessonSummary[]>} */
export async function fetchLessons() {
  return (await request("lessons")).lessons;
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
  const { ops } = await request("ops");
  return ops.flatMap((/** @type {{name: string, aliases?: string[]}} */ op) => [op.name, ...(op.aliases ?? [])]);
}
