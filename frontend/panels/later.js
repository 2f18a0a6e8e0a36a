/** Panels whose module is fetched once the first picture stands, or as soon as one of them is shown. */

import { html, signal } from "preact";

/** @typedef {import("preact").FunctionComponent<any>} Component */

/** @type {(() => Promise<void>)[]} */
const fetches = [];

/**
 * @param {() => Promise<Component>} load
 * @returns {Component} shows nothing until its module is here
 */
export function later(load) {
  /** @type {import("preact").Signal<Component | null>} */
  const found = signal(null);
  /** @type {Promise<void> | null} */
  let asked = null;
  const fetch = () => asked ??= load().then((component) => {
    found.value = component;
  }, (error) => {
    asked = null;
    throw error;
  });
  fetches.push(fetch);
  return (props) => {
    if (!found.value) void fetch();
    return found.value && html`<${found.value} ...${props} />`;
  };
}

/** Fetches all that has not been shown yet. */
export async function fetchLater() {
  await Promise.all(fetches.map((fetch) => fetch()));
}
