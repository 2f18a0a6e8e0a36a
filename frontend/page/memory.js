/** What a reader's browser remembers between visits. A browser that forbids it, or is full, forgets. */

const PREFIX = "gradwalk.";

/**
 * @param {string} key
 * @returns {string | null}
 */
export function recall(key) {
  return permitted(() => localStorage.getItem(PREFIX + key));
}

/**
 * @param {string} key
 * @returns {Record<string, any>} empty where nothing is remembered, or what is no object
 */
export function recallObject(key) {
  try {
    const found = JSON.parse(recall(key) ?? "{}");
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {};
  }
}

/**
 * @param {string} key
 * @param {string} value
 * @returns {boolean} false where storage is forbidden or full
 */
export function remember(key, value) {
  return permitted(() => (localStorage.setItem(PREFIX + key, value), true)) ?? false;
}

/** @param {string} key */
export function forget(key) {
  permitted(() => localStorage.removeItem(PREFIX + key));
}

/**
 * @param {string} start
 * @returns {string[]} the keys that begin with it, in no order
 */
export function keysFrom(start) {
  const keys = permitted(() => Object.keys(localStorage)) ?? [];
  return keys.filter((key) => key.startsWith(PREFIX + start)).map((key) => key.slice(PREFIX.length));
}

/**
 * @template T
 * @param {() => T} use
 * @returns {T | null} null where storage is forbidden or full
 */
function permitted(use) {
  try {
    return use();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
