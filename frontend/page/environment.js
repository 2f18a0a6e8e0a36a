/** What the reader's system asks for, and what their browser remembers: theme, motion, speed. */

import { effect } from "preact";
import { partsIn, showOnly } from "./embedding.js";
import { recall, recallObject, remember } from "./memory.js";

/** @import { ThemeChoice } from "../state/look.js" */
/** @import { Store } from "../state/store.js" */

/** @param {Store} store */
export function followEnvironment(store) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const look = () => {
    store.look.systemDark.value = dark.matches;
    store.reducedMotion.value = reduced.matches;
  };
  look();
  dark.addEventListener("change", look);
  reduced.addEventListener("change", look);
  const theme = recall("theme");
  if (theme === "light" || theme === "dark") store.look.themeChoice.value = /** @type {ThemeChoice} */ (theme);
  const speed = Number(recall("speed"));
  if (speed > 0) store.speed.value = speed;
  store.stopsAtNew.value = recall("stops-at-new") === "true";
  store.look.variablesOpen.value = recall("variables") === "true";
  store.look.checksOpen.value = recall("checks") !== "false";
  const roomy = matchMedia("(min-width: 1101px)");
  const measure = () => (store.look.roomy.value = roomy.matches);
  measure();
  roomy.addEventListener("change", measure);
  const parts = partsIn(location.search);
  showOnly(parts);
  const chosen = recallObject("panels");
  const known = (/** @type {unknown} */ choice) => (typeof choice === "boolean" ? choice : null);
  store.look.chosenPanels.value = parts ? { program: parts.has("program"), inspector: parts.has("step") }
    : { program: known(chosen.program), inspector: known(chosen.inspector) };
  if (parts) store.look.tab.value = parts.has("step") ? "step" : "program";
  store.program.chosenPictures.value = recallObject("pictures");
  effect(() => {
    remember("pictures", JSON.stringify(store.program.chosenPictures.value));
  });
  effect(() => {
    // What the page around this one asks for is no choice of the reader's.
    if (!parts) remember("panels", JSON.stringify(store.look.chosenPanels.value));
  });
  effect(() => {
    remember("theme", store.look.themeChoice.value);
    remember("speed", String(store.speed.value));
    remember("stops-at-new", String(store.stopsAtNew.value));
    remember("variables", String(store.look.variablesOpen.value));
    remember("checks", String(store.look.checksOpen.value));
  });
  effect(() => {
    document.documentElement.dataset.theme = store.look.theme.value;
  });
}
