/** The part of a program in front of a mistake. Pure. */

/** A statement that does not go on with one before. */
const STARTS = /^[^\s#)\]}]/;
const GOES_ON = /^(else|elif|except|finally|case)\b/;

/**
 * @param {string} source
 * @param {number} line of the mistake, counted from 1
 * @returns {string} the whole statements before the one in which the mistake is
 */
export function beginningOf(source, line) {
  const lines = source.split("\n");
  let start = Math.min(line, lines.length) - 1;
  while (start > 0 && (!STARTS.test(lines[start]) || GOES_ON.test(lines[start]))) start -= 1;
  while (start > 0 && lines[start - 1].startsWith("@")) start -= 1;
  return lines.slice(0, start).join("\n");
}
