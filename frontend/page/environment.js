/** What the reader's system asks for, and what their browser remembers: theme, motion, speed. */

import { effect } from "preact";
import { recall, recallObject, remember } from "./memory.js";

/** @import { Store, ThemeChoice } from "../state/store.js" */

/** @param {Store} store */
export function followEnvironment(store) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const look = () => {
    store.systemDark.value = dark.matches;
    store.reducedMotion.value = reduced.matches;
  };
  look();
  dark.addEventListener("change", look);
  reduced.addEventListener("change", look);
  const theme = recall("theme");
  if (theme === "light" || theme === "dark") store.themeChoice.value = /** @type {ThemeChoice} */ (theme);
  const speed = Number(recall("speed"));
  if (speed > 0) store.speed.value = speed;
  store.stopsAtNew.value = recall("stops-at-new") === "true";
  const roomy = matchMedia("(min-width: 1101px)");
  const measure = () => (store.roomy.value = roomy.matches);
  measure();
  roomy.addEventListener("change", measure);
  const chosen = recallObject("panels");
  const known = (/** @type {unknown} */ choice) => (typeof choice === "boolean" ? choice : null);
  store.chosenPanels.value = { program: known(chosen.program), inspector: known(chosen.inspector) };
  store.chosenPictures.value = recallObject("pictures");
  effect(() => {
    remember("pictures", JSON.stringify(store.chosenPictures.value));
  });
  effect(() => {
    remember("panels", JSON.stringify(store.chosenPanels.value));
  });
  effect(() => {
    remember("theme", store.themeChoice.value);
    remember("speed", String(store.speed.value));
    remember("stops-at-new", String(store.stopsAtNew.value));
  });
  effect(() => {
    document.documentElement.dataset.theme = store.theme.value;
  });
}
