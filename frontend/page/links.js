/**
 * Short links: the server keeps a program and a view, and the page opens them at `/p/…`. While the page stands where a
 * link leads, the link is its address; one step further the address is the page's own again.
 */

import { linkTo, placeOf, readAddress } from "./address.js";
import { partsIn } from "./embedding.js";
import { fetchLink, postLink } from "../service/api.js";
import { root } from "../service/root.js";

/** @import { Place } from "./address.js" */

const SHORT = /^p\/([^/]+)$/;

/**
 * @param {string} pathname
 * @returns {string | null} the id of the link that it is, if it is one
 */
function idIn(pathname) {
  return SHORT.exec(pathname.slice(root().length))?.[1] ?? null;
}

export class Links {
  constructor() {
    /** @type {{path: string, fragment: string} | null} the last link, and the page's own address for where it leads */
    this.last = null;
  }

  /**
   * @param {{pathname: string, hash: string, search: string}} location without a fragment, its search says the same
   * @returns {Promise<Place>}
   * @throws {import("./address.js").BrokenLink}
   * @throws {import("../service/api.js").Refused} when the server has no such link
   */
  async read({ pathname, hash, search }) {
    const id = idIn(pathname);
    return id === null ? readAddress(hash || search.replace(/^\?/, "")) : placeOf(await fetchLink(id));
  }

  /**
   * @param {string} pathname where the page opened
   * @param {string} fragment of what it shows now
   */
  arrive(pathname, fragment) {
    if (idIn(pathname) !== null) this.last = { path: pathname, fragment };
  }

  /**
   * @param {Place} place
   * @param {string} source its program, also where it is a lesson's own: lessons change, links do not
   * @param {string} fragment of the place
   * @returns {Promise<string>} the path of its link
   * @throws {import("../service/api.js").Refused | import("../service/api.js").Unreachable}
   */
  async make(place, source, fragment) {
    const { path } = await postLink(linkTo(place, source));
    this.last = { path, fragment };
    return path;
  }

  /**
   * @param {string} fragment of a place
   * @returns {string} its address on this server, short where there is a link to it
   */
  addressOf(fragment) {
    return this.last?.fragment === fragment ? this.last.path
      : root() + (partsIn(location.search) ? location.search : "") + fragment;
  }
}
