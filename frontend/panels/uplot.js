/** The library that draws charts: fetched for the first one that is shown. */

import { signal } from "preact";
import { addStyle } from "./vendor-style.js";

/** @type {import("preact").Signal<typeof import("uplot") | null>} */
export const library = signal(null);
/** @type {Promise<void> | null} */
let asked = null;

/** Asks for it, if nothing has yet. */
export function askForLibrary() {
  asked ??= load();
}

async function load() {
  addStyle("uplot");
  library.value = (await import("uplot")).default;
}
