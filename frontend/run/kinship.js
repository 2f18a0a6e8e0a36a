/**
 * What two programs have in common, statement by statement: whether a text is still the lesson it began as, and
 * whether the words of the lesson are still true of it. Pure.
 */

/** @import { Lesson } from "../types.js" */

/**
 * How a text stands to the lesson it began as. "same": it computes what the lesson computes, so all of its words are
 * true. "numbers": all of its statements are there, with other numbers to start from or with more behind them: what the
 * lesson says without numbers is true. "edited": at least half of its statements are there. "other": fewer.
 * @typedef {"same" | "numbers" | "edited" | "other"} Standing
 */

/** Strings, comments, brackets, ends of lines: what decides where a statement ends. */
const PIECES = /("""|''')(?:\\[^]|(?!\1)[^])*\1|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|#[^\n]*|\\\n|[()[\]{}]|\n|[^"'#\\()[\]{}\n]+|[^]/g;

/** What gives a name numbers to start from, as the program spells it. */
const DATA = /^( *[\p{L}_][\p{L}\p{N}_, ]*=)(?:[\w.]*\b(?:tensor|array|Value)\()?[-+\d.,eE[\]() ]+(?:,\w+=[\w.]+)*\)*$/u;
const NUMBER = /(?<![\p{L}_\p{N}])[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?/gu;

/** These compute nothing of what a lesson speaks of. */
const ASIDE = /^ *(?:import |from \S+ import |print\()/;

/**
 * @param {string} source
 * @returns {string[]} without comments, blank lines, imports and prints, with even spaces
 */
export function statements(source) {
  /** @type {string[]} */
  const found = [];
  let statement = "";
  let depth = 0;
  const end = () => {
    const indent = /^ */.exec(statement)?.[0] ?? "";
    const even = indent + evenSpaces(statement.trim());
    if (statement.trim() !== "" && !ASIDE.test(even)) found.push(even);
    statement = "";
    depth = 0;
  };
  const pieces = Array.from(source.replaceAll("\t", "    ").matchAll(PIECES), ([piece]) => piece);
  const closed = closedIn(pieces);
  pieces.forEach((piece, at) => {
    if (piece[0] === "#" || piece === "\\\n") return;
    if (closed.has(at)) depth += 1;
    if (")]}".includes(piece)) depth = Math.max(0, depth - 1);
    if (piece === "\n" && depth === 0) end();
    else statement += piece === "\n" ? " " : piece;
  });
  end();
  return found;
}

/**
 * A bracket that has only been opened yet takes no later line into its statement.
 * @param {readonly string[]} pieces
 * @returns {Set<number>} the places of the opening brackets that another one closes
 */
function closedIn(pieces) {
  /** @type {number[]} */
  const open = [];
  /** @type {Set<number>} */
  const closed = new Set();
  pieces.forEach((piece, at) => {
    if ("([{".includes(piece)) open.push(at);
    const last = ")]}".includes(piece) ? open.pop() : undefined;
    if (last !== undefined) closed.add(last);
  });
  return closed;
}

/** @param {string} statement with spaces kept only where they part two words */
function evenSpaces(statement) {
  return statement.replace(/\s+/g, " ").replace(/(?<=[^\p{L}\p{N}_]) | (?=[^\p{L}\p{N}_])/gu, "");
}

/** @param {string} statement */
function withoutNumbers(statement) {
  return DATA.test(statement) ? statement.replace(NUMBER, "0") : statement;
}

/**
 * @param {readonly string[]} wanted
 * @param {readonly string[]} given
 * @returns {number} how many of the wanted statements are given, in this order
 */
function inCommon(wanted, given) {
  let row = new Array(wanted.length + 1).fill(0);
  for (const statement of given) {
    const next = [0];
    wanted.forEach((one, index) => {
      next.push(one === statement ? row[index] + 1 : Math.max(row[index + 1], next[index]));
    });
    row = next;
  }
  return row[wanted.length];
}

/**
 * Whether at least half of what one text computes is still in another, numbers to start from aside.
 * @param {string} earlier
 * @param {string} later
 */
export function descends(earlier, later) {
  if (earlier === later) return true;
  const wanted = statements(earlier).map(withoutNumbers);
  return wanted.length > 0 && 2 * inCommon(wanted, statements(later).map(withoutNumbers)) >= wanted.length;
}

/**
 * @param {Lesson} lesson
 * @param {string} source
 * @returns {Standing}
 */
export function standingOf(lesson, source) {
  if (lesson.source === source) return "same";
  const [wanted, given] = [statements(lesson.source), statements(source)];
  if (wanted.length === given.length && wanted.every((one, index) => one === given[index])) return "same";
  const [shape, all] = [wanted.map(withoutNumbers), given.map(withoutNumbers)];
  const common = inCommon(shape, all);
  if (common === shape.length) return "numbers";
  return 2 * common >= shape.length ? "edited" : "other";
}

/**
 * Whether one change took a text away and put another in its place, as pasting over all of it does.
 * @param {string} before
 * @param {string} after
 */
export function replaces(before, after) {
  const removed = before.length - commonStart(before, after) - commonEnd(before, after);
  return removed > 20 && 2 * removed > before.length && !descends(before, after);
}

/** @param {string} a @param {string} b */
function commonStart(a, b) {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/** @param {string} a @param {string} b */
function commonEnd(a, b) {
  const most = Math.min(a.length, b.length) - commonStart(a, b);
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1;
  return length;
}

/**
 * The sentences that hold whatever the numbers of the program are: those that name none.
 * @param {string} words
 */
export function withoutNumbersIn(words) {
  const held = words.split(/(?<=[.!?:;]) +/).filter((sentence) => !/(?<![\p{L}_\p{N}])\d/u.test(sentence)).join(" ");
  // Where only what led up to a number is left, it ends there.
  return held.replace(/[:;]$/, ".");
}
