/** The HTTP API as functions. Every failure is one of two errors: the server's own words, or its silence. */

import { root } from "./root.js";

/** @import { ExportFormat, Explanation, Lesson, LessonGraph, LessonSummary, Op, Problem, RunDocument, Step } from "../types.js" */
/** @import { ChangesDocument, ChangesRequest, DerivationDocument, LinkAddress, LinkDocument, LinkRequest, LineDocument, LocalJacobianDocument, PathsDocument, ProvenanceDocument, RunRequest, VariablesDocument } from "../types.js" */
/** @import { ComparisonDocument, CurveDocument, DiagnosisDocument, NetworkDocument, PassesDocument, TapeDocument } from "../types.js" */

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
 * @param {RunDocument} run
 * @param {number} from
 * @param {number} to exclusive
 * @returns {Promise<Step[]>}
 */
export async function fetchSteps(run, from, to) {
  return (await askAgain(run, () => request(`runs/${run.id}/steps?from=${from}&to=${to}`))).steps;
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

/**
 * @param {string} run
 * @param {number} from
 * @param {number} to exclusive
 * @returns {Promise<LineDocument>}
 */
export function fetchLine(run, from, to) {
  return request(`runs/${run}/line?from=${from}&to=${to}`);
}

/**
 * @param {string} run
 * @param {number} from the first pass of the loop
 * @returns {Promise<PassesDocument>}
 */
export function fetchPasses(run, from) {
  return request(`runs/${run}/passes?from=${from}`);
}

/**
 * @param {string} run B
 * @param {string} other A
 * @param {number} from the first row
 * @returns {Promise<ComparisonDocument>}
 */
export function fetchComparison(run, other, from) {
  return request(`runs/${run}/comparison?${new URLSearchParams({ with: other, from: String(from) })}`);
}

/**
 * @param {string} run
 * @param {string} query pass=…; empty: the last
 * @returns {Promise<NetworkDocument>}
 */
export function fetchNetwork(run, query) {
  return request(`runs/${run}/network?${query}`);
}

/**
 * @param {string} run
 * @param {string} node
 * @param {number} slot
 * @returns {Promise<CurveDocument>}
 */
export function fetchCurve(run, node, slot) {
  return request(`runs/${run}/nodes/${node}/curve?slot=${slot}`);
}

/**
 * @param {string} run
 * @param {string} node
 * @param {number} slot
 * @returns {Promise<LocalJacobianDocument>}
 */
export function fetchLocalJacobian(run, node, slot) {
  return request(`runs/${run}/nodes/${node}/local-jacobian?slot=${slot}`);
}

/**
 * @param {string} run
 * @param {{node: string, pass: string, from: string, to: string}} entries pass "": the last one
 * @returns {Promise<ProvenanceDocument>}
 */
export function fetchProvenance(run, { pass, ...window }) {
  return request(`runs/${run}/provenance?${new URLSearchParams({ ...window, ...(pass && { pass }) })}`);
}

/**
 * @param {string} run
 * @param {Record<string, string>} asked an entry of a value or of a gradient; or the thresholds from which on something is told
 * @returns {Promise<DiagnosisDocument>}
 */
export function fetchDiagnosis(run, asked) {
  return request(`runs/${run}/diagnosis?${new URLSearchParams(asked)}`);
}

/**
 * @param {string} run
 * @param {{from: string, to: string}} ends
 * @returns {Promise<PathsDocument>}
 */
export function fetchPaths(run, ends) {
  return request(`runs/${run}/paths?${new URLSearchParams(ends)}`);
}

/**
 * @param {string} run
 * @param {{pass: string, outside: string, letter: string}} choice
 * @returns {Promise<DerivationDocument>}
 */
export function fetchDerivation(run, choice) {
  return request(`runs/${run}/derivation?${new URLSearchParams(choice)}`);
}

/**
 * @param {string} run
 * @param {number} step
 * @returns {Promise<VariablesDocument>}
 */
export function fetchVariables(run, step) {
  return request(`runs/${run}/variables?step=${step}`);
}

/**
 * @param {string} run
 * @param {string} seed
 * @param {number} from the first row
 * @param {number} to exclusive
 * @returns {Promise<TapeDocument>}
 */
export function fetchTape(run, seed, from, to) {
  return request(`runs/${run}/tape?${new URLSearchParams({ seed, from: String(from), to: String(to) })}`);
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
