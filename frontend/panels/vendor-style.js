/** Adds the style sheet of a library to the page. */

/** @param {string} library as vendor/ calls it */
export function addStyle(library) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL(`../vendor/${library}.css`, import.meta.url).href;
  document.head.append(sheet);
}
