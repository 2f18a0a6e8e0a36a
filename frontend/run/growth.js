/** The groups of a run as its nodes make them, one after the other: namespaces and lines, nested as in the program. Pure. */

import { isLeaf } from "./lines.js";

/** @import { GraphNode, RunDocument } from "../types.js" */
/** @import { Group, Item } from "./groups.js" */

/**
 * A part of the way to a node: a namespace, or a line by its index in the run.
 * @typedef {string | number} Part
 */

/**
 * @param {RunDocument} run
 * @returns {Map<string, string>} what to call each namespace, and those around it
 */
export function namesOf(run) {
  /** @type {Set<string>} */
  const known = new Set();
  for (const node of run.nodes) {
    if (isLeaf(node)) continue;
    for (const namespace of beyond("", node.namespace).toReversed()) {
      if (known.has(namespace)) break;
      known.add(namespace);
    }
  }
  const titles = new Map(Object.entries(run.titles ?? {}));
  const nameOf = (/** @type {string} */ namespace) => {
    const name = namespace.slice(namespace.lastIndexOf("/") + 1);
    return titles.get(name) ?? countedName(name, namespace, known);
  };
  return new Map([...known].map((namespace) => [namespace, nameOf(namespace)]));
}

/**
 * A namespace that is entered again is counted: "half", "half.2", "half.3".
 * @param {string} name
 * @param {string} namespace that ends in the name
 * @param {Set<string>} known
 */
function countedName(name, namespace, known) {
  if (known.has(`${namespace}.2`)) return `${name} 1`;
  const cut = name.lastIndexOf(".");
  const again = cut > 0 && known.has(namespace.slice(0, cut - name.length));
  return again ? `${name.slice(0, cut)} ${name.slice(cut + 1)}` : name;
}

/**
 * @param {string} around a namespace, "" for none
 * @param {string} namespace in it
 * @returns {string[]} the namespaces on the way from one to the other, which is the last
 */
function beyond(around, namespace) {
  const parts = namespace === around ? [] : namespace.slice(around === "" ? 0 : around.length + 1).split("/");
  return parts.map((_, index) => [around, ...parts.slice(0, index + 1)].filter(Boolean).join("/"));
}

/** The groups of everything but the leaves, grown in the order of the run: what is left is never entered again. */
export class Growth {
  /**
   * @param {RunDocument} run
   * @param {Map<string, string>} names of its namespaces
   */
  constructor(run, names) {
    this.run = run;
    this.names = names;
    this.turns = new Set(Object.keys(run.titles ?? {}));
    /** @type {Group} */
    this.root = { id: "", kind: "run", name: "", line: null, parent: null, items: [], leaves: [] };
    /** @type {Map<Item, number>} the line that a group, or later a node, is the whole of */
    this.lines = new Map();
    /** @type {Map<string, number>} how many groups of an id there are */
    this.counts = new Map();
    /** @type {Map<string, Part[]>} */
    this.ways = new Map();
    /** @type {Part[]} */
    let here = [];
    const stack = [this.root];
    for (const node of run.nodes) {
      if (isLeaf(node)) continue;
      const way = this.#wayTo(node);
      let shared = 0;
      while (shared < here.length && here[shared] === way[shared]) shared += 1;
      stack.length = shared + 1;
      for (const part of way.slice(shared)) stack.push(this.#enter(/** @type {Group} */ (stack.at(-1)), part));
      /** @type {Group} */ (stack.at(-1)).items.push(node.id);
      here = way;
    }
  }

  /** @param {GraphNode} node */
  #wayTo({ line, namespace }) {
    const key = `${line ?? ""} ${namespace}`;
    const known = this.ways.get(key);
    if (known) return known;
    const way = this.#way(line ?? null, namespace);
    this.ways.set(key, way);
    return way;
  }

  /**
   * @param {number | null} line
   * @param {string} namespace
   * @returns {Part[]} from the outermost; a generator, which lies elsewhere than the line that asks, is not within it
   */
  #way(line, namespace) {
    /** @type {number[]} */
    const callers = [];
    for (let at = line; at !== null; at = this.run.lines[at].caller) callers.unshift(at);
    /** @type {Part[]} */
    let way = [];
    let around = "";
    const go = (/** @type {string} */ to) => {
      const inside = around === "" || to === around || to.startsWith(`${around}/`);
      way = [...(inside ? way : []), ...beyond(inside ? around : "", to)];
      around = to;
    };
    for (const caller of callers) {
      go(this.run.lines[caller].namespace);
      way.push(caller);
    }
    go(namespace);
    return way;
  }

  /**
   * @param {Group} parent
   * @param {Part} part
   * @returns {Group}
   */
  #enter(parent, part) {
    const own = typeof part === "number" ? `${parent.id}-line${this.#numberOf(part)}` : part;
    const count = (this.counts.get(own) ?? 0) + 1;
    this.counts.set(own, count);
    const id = count === 1 ? own : `${own}-again${count}`;
    /** @type {Group} */
    const group = { id, kind: "line", name: "", line: null, parent, items: [], leaves: [] };
    if (typeof part === "number") this.lines.set(group, part);
    else {
      group.kind = this.turns.has(part.slice(part.lastIndexOf("/") + 1)) ? "turn" : "call";
      group.name = /** @type {string} */ (this.names.get(part));
    }
    parent.items.push(group);
    return group;
  }

  /** @param {number} line */
  #numberOf(line) {
    return this.run.statements[this.run.lines[line].statement].source.line;
  }
}
