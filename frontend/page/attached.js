/** Small texts that come with a program: read from the reader's files, and laid on the editor. */

import { element } from "../element.js";

/** @import { Program } from "./program.js" */
/** @import { Store } from "../state/store.js" */

/** Bytes: no server takes more. */
const MOST = 256 * 1024;
/** What is dropped on the editor under such a name is a program, and becomes text in it. */
const PROGRAM = /\.py$/i;

/**
 * @param {readonly File[]} files
 * @returns {Promise<{texts: Record<string, string>, refused: string[]}>} and why some are none
 */
export async function readTexts(files) {
  /** @type {Record<string, string>} */
  const texts = {};
  const refused = [];
  for (const file of files) {
    if (file.size > MOST) refused.push(`${file.name} is larger than 256 kB.`);
    else {
      try {
        texts[file.name] = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      } catch {
        refused.push(`${file.name} is not a text in UTF-8.`);
      }
    }
  }
  return { texts, refused };
}

/**
 * @param {readonly File[]} files
 * @param {Store} store
 * @param {Program} program
 */
export async function attach(files, store, program) {
  const { texts, refused } = await readTexts(files);
  if (refused.length > 0) store.notice.value = refused.join(" ");
  if (Object.keys(texts).length > 0) await program.attach(texts);
}

/**
 * A file that is dropped on the editor is attached.
 * @param {Store} store
 * @param {Program} program
 */
export function takeDropped(store, program) {
  const editor = element("editor");
  const filesOf = (/** @type {DragEvent} */ event) => Array.from(event.dataTransfer?.files ?? []);
  editor.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  }, { capture: true });
  editor.addEventListener("drop", (event) => {
    const files = filesOf(event);
    if (files.length === 0 || files.some(({ name }) => PROGRAM.test(name))) return;
    event.preventDefault();
    event.stopPropagation();
    attach(files, store, program);
  }, { capture: true });
}
