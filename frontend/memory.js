/** What a reader's browser remembers between visits. A browser that forbids it forgets, and that is all. */

/**
 * @param {string} key
 * @returns {string | null}
 */
export function recall(key) {
  return permitted(() => localStorage.getItem(`gradwalk.${key}`));
}

/**
 * @param {string} key
 * @param {string} value
 */
export function remember(key, value) {
  permitted(() => localStorage.setItem(`gradwalk.${key}`, value));
}

/** @param {string} key */
export function forget(key) {
  permitted(() => localStorage.removeItem(`gradwalk.${key}`));
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
