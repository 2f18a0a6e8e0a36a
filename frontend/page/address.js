/**
 * The page's state in the fragment of its address: `#lesson=25_two_layer_bce&step=12`, or `#program=…` with the text
 * deflated and in base64url. The table FIELDS is the whole of what a link carries beside the program.
 */

import { ANCHOR } from "../run/anchor.js";
import { THRESHOLDS } from "../run/findings.js";
import { PRODUCT } from "../run/jacobian-product.js";
import { NETWORK } from "../run/network.js";
import { FOLDS } from "../run/own-groups.js";
import { SWITCHES } from "../run/paper.js";
import { pinnedFrom } from "../run/pinned.js";
import { SEED } from "../run/seeds.js";
import { SPOT } from "../run/spots.js";

/** @import { LinkDocument, LinkRequest } from "../types.js" */

/** Compressed text can be small and huge at once; a program may not exceed what the server takes. */
const LONGEST_PROGRAM = 128 * 1024;

/**
 * @typedef {object} Place
 * @property {string | null} lesson
 * @property {string | null} program the text, when it is not the lesson's own
 * @property {number | string | null} step as an Anchor says it
 * @property {string | null} node the selected node
 * @property {string | null} entry the pinned one, as "n7.gradient.5"
 * @property {string | null} unfold the unfolded operations, with commas between
 * @property {string | null} leaves values of named leaves, in JSON
 * @property {string | null} target the variable that the backward pass starts from
 * @property {number | string | null} pass that is shown of a loop too long to be kept whole
 * @property {string | null} files texts that the program reads by name, in JSON
 * @property {string | null} against the run that is compared with, as `pinnedText` says it
 * @property {"step"|"program"|null} tab on a narrow screen
 * @property {"edge"|"node"|"line"|"pass"|null} size of a step; null: an edge
 * @property {"lines"|"operations"|null} by what is a card of its own; null: lines where there is no room for operations
 * @property {string | null} open the open groups, with commas between; null: those that are open at first
 * @property {string | null} closed by operations, the lines that are closed all the same
 * @property {string | null} look "x,y,zoom" where the reader has moved the graph by hand
 * @property {string | null} reading of the run on the stage; null: the graph
 * @property {import("../graph/tints.js").Colouring | null} colour what the colour of a card stands for; null: its state
 * @property {string | null} seed the entry by which derivatives are, as "n3[0,2]"; null: the first
 * @property {string | null} thresholds from where on something of the run is told; null: from the usual ones on
 * @property {string | null} paper how gradients are written on paper, such as "columns,layers"; null: as at first
 * @property {string | null} network its example, the opened neuron and what its lines are; null: as at first
 * @property {string | null} product of Jacobians: its path, its brackets and its form; null: as at first
 * @property {string | null} fold operations that are one card, with commas, and strokes between cards
 * @property {"shown" | null} ribbons the paths of the chosen node run along the wires
 * @property {"shown" | null} order the cards show their places in a topological order
 */

/** A link that cannot be read; the message is for the reader. */
export class BrokenLink extends Error {}

/**
 * Each field: what its text must look like, and what the text stands for.
 * @type {{name: Exclude<keyof Place, "lesson" | "program" | "files" | "against">, form: RegExp, read: (text: string) => number | string}[]}
 */
const FIELDS = [
  { name: "step", form: ANCHOR, read: (text) => (/^\d+$/.test(text) ? Number(text) : text) },
  { name: "node", form: /^n\d{1,7}$/, read: String },
  { name: "entry", form: SPOT, read: String },
  { name: "unfold", form: /^\w+(,\w+)*$/, read: String },
  { name: "leaves", form: /^\{.*\}$/s, read: json },
  { name: "target", form: /^[_\p{ID_Start}]\p{ID_Continue}*$/u, read: String },
  { name: "pass", form: /^\d{1,9}$/, read: Number },
  { name: "tab", form: /^(step|program)$/, read: String },
  { name: "size", form: /^(edge|node|line|pass)$/, read: String },
  { name: "by", form: /^(lines|operations)$/, read: String },
  { name: "open", form: /^[\p{L}\p{N}_./,-]*$/u, read: String },
  { name: "closed", form: /^[\p{L}\p{N}_./,-]*$/u, read: String },
  { name: "look", form: /^\d{1,7},\d{1,7},\d{1,2}(\.\d{1,2})?$/, read: String },
  { name: "reading", form: /^[a-z]+$/, read: String },
  { name: "colour", form: /^(value|gradient)$/, read: String },
  { name: "order", form: /^shown$/, read: String },
  { name: "seed", form: SEED, read: String },
  { name: "thresholds", form: THRESHOLDS, read: String },
  { name: "paper", form: SWITCHES, read: String },
  { name: "network", form: NETWORK, read: String },
  { name: "product", form: PRODUCT, read: String },
  { name: "fold", form: FOLDS, read: String },
  { name: "ribbons", form: /^shown$/, read: String },
];

/** @type {Place} */
export const NOWHERE = {
  lesson: null, program: null, step: null, node: null, entry: null, unfold: null, leaves: null, target: null, pass: null, files: null,
  against: null, tab: null, size: null, by: null, open: null, closed: null, look: null, reading: null, colour: null, order: null, seed: null, thresholds: null, paper: null, network: null, product: null, fold: null, ribbons: null,
};

/** Before a run to compare with that is a text of its own, and not a lesson by its name. */
const PACKED = "~";

/** Part of the request for a run, and of the view of it neither. */
const REQUESTED = new Set(["unfold", "leaves", "target"]);

/**
 * @param {string} fragment with or without its #
 * @returns {Promise<Place>}
 * @throws {BrokenLink}
 */
export async function readAddress(fragment) {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  /** @type {Place} */
  const place = { ...NOWHERE, lesson: parameters.get("lesson") };
  const packed = parameters.get("program");
  if (packed !== null) place.program = await unpack(packed);
  const files = parameters.get("files");
  if (files !== null) place.files = textsIn(await unpack(files));
  const against = parameters.get("against");
  if (against !== null) place.against = pinnedIn(against.startsWith(PACKED) ? await unpack(against.slice(1)) : against);
  readView(place, parameters);
  return place;
}

/**
 * @param {string} text
 * @throws {BrokenLink} unless it says a run
 */
function pinnedIn(text) {
  if (pinnedFrom(text)) return text;
  throw new BrokenLink("The run that the link compares with is cut off or changed; ask for the link again.");
}

/**
 * @param {string} text
 * @throws {BrokenLink} unless it is an object of texts, in JSON
 */
function textsIn(text) {
  const found = JSON.parse(json(text));
  const fits = typeof found === "object" && found !== null && !Array.isArray(found);
  if (fits && Object.values(found).every((one) => typeof one === "string")) return text;
  throw new BrokenLink("The link's files are no texts; ask for the link again.");
}

/** @param {string} text */
function json(text) {
  try {
    JSON.parse(text);
  } catch {
    throw new BrokenLink("The link's leaves are cut off or changed; ask for the link again.");
  }
  return text;
}

/**
 * @param {LinkDocument} link
 * @returns {Place}
 * @throws {BrokenLink}
 */
export function placeOf(link) {
  /** @type {Place} */
  const place = { ...NOWHERE, lesson: link.lesson ?? null, program: link.source };
  const texts = new Map(Object.entries(link.view).map(([name, value]) => [name, String(value)]));
  if (link.unfold) texts.set("unfold", link.unfold.join(","));
  if (link.leaves) texts.set("leaves", JSON.stringify(link.leaves));
  if (link.target) texts.set("target", link.target);
  const against = texts.get("against");
  if (against !== undefined) place.against = pinnedIn(against);
  if (link.files) place.files = JSON.stringify(link.files);
  readView(place, texts);
  return place;
}

/**
 * @param {Place} place
 * @param {{get: (name: string) => string | null | undefined}} texts
 * @throws {BrokenLink}
 */
function readView(place, texts) {
  for (const { name, form, read } of FIELDS) {
    const text = texts.get(name) ?? null;
    if (text === null) continue;
    if (!form.test(text)) throw new BrokenLink(`The link's ${name}, “${text}”, cannot be read.`);
    place[name] = /** @type {never} */ (read(text));
  }
}

/**
 * @param {Place} place
 * @param {string} source the program of the place
 * @returns {LinkRequest}
 */
export function linkTo(place, source) {
  const fields = FIELDS.filter(({ name }) => !REQUESTED.has(name) && place[name] !== null);
  const view = Object.fromEntries(fields.map(({ name }) => [name, /** @type {string | number} */ (place[name])]));
  if (place.against !== null) view.against = place.against;
  const leaves = place.leaves && JSON.parse(place.leaves);
  const files = place.files && JSON.parse(place.files);
  const { lesson, unfold, target } = place;
  return { source, lesson, unfold: unfold?.split(",") ?? null, leaves, target, files, view };
}

/**
 * @param {Place} place
 * @returns {Promise<string>} the fragment, with its #
 */
export async function writeAddress(place) {
  const parameters = new URLSearchParams();
  if (place.lesson !== null) parameters.set("lesson", place.lesson);
  if (place.program !== null) parameters.set("program", await pack(place.program));
  if (place.files !== null) parameters.set("files", await pack(place.files));
  const { against } = place;
  if (against !== null) parameters.set("against", against.startsWith("{") ? PACKED + await pack(against) : against);
  for (const { name } of FIELDS) {
    if (place[name] !== null) parameters.set(name, String(place[name]));
  }
  // A comma and a stroke may stand in a fragment as they are, and are easier to read.
  return `#${parameters}`.replaceAll("%2C", ",").replaceAll("%2F", "/");
}

/** @type {{text: string, packed: Promise<string>}[]} the last: a walk through a program writes it at every step */
let latest = [];

/** @param {string} text a program, or its files */
export function pack(text) {
  const known = latest.find((one) => one.text === text) ?? { text, packed: deflated(text) };
  latest = [known, ...latest.filter((one) => one !== known)].slice(0, 3);
  return known.packed;
}

/** @param {string} text */
async function deflated(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * @param {string} packed
 * @throws {BrokenLink}
 */
export async function unpack(packed) {
  if (!/^[\w-]*$/.test(packed)) throw new BrokenLink("The link's program holds characters that no link of ours has.");
  const broken = new BrokenLink("The link's program is cut off or changed; ask for the link again.");
  let letters;
  try {
    letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    throw broken;
  }
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw broken;
    });
    if (done) return text;
    size += value.length;
    if (size > LONGEST_PROGRAM) {
      await reader.cancel();
      throw new BrokenLink("The link's program is longer than 128 KiB.");
    }
    try {
      text += decoder.decode(value, { stream: true });
    } catch {
      throw broken;
    }
  }
}
