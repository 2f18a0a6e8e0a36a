/** Where the addresses of this service begin: "/", or "/gradwalk/" on a site that has others. */

/** @returns {string} this module lies at …/static/<version>/service/root.js, whatever address the page has */
export function root() {
  return new URL("../../../", import.meta.url).pathname;
}
