/** The catalogue of operations, fetched when a view first looks at it. */

import { signal } from "preact";
import { Unreachable, fetchOperations } from "./api.js";

/** @import { Op } from "../types.js" */

/** @type {import("preact").Signal<Map<string, Op>>} empty until they have come */
const operations = signal(new Map());
let asked = false;

/**
 * @param {string} name
 * @returns {Op | null} null while it is on its way, and for what is no operation
 */
export function operationOf(name) {
  if (!asked) void fetchAll();
  return operations.value.get(name) ?? null;
}

async function fetchAll() {
  asked = true;
  try {
    operations.value = new Map((await fetchOperations()).map((op) => [op.name, op]));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    asked = false;
  }
}
