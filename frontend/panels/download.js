/** Saves a node's arrays, as they are at the end of the run, as a file that numpy reads. */

import { html, useState } from "preact";
import { Refused, Unreachable, askAgain, fetchFile } from "../api.js";

/** @import { GraphNode, RunDocument } from "../types.js" */

/** @param {{run: RunDocument, node: GraphNode}} props */
export function Download({ run, node }) {
  const [refusal, setRefusal] = useState("");
  const save = async () => {
    setRefusal("");
    const query = `ids=${node.id}&of=${node.gradient ? "value,gradient" : "value"}`;
    try {
      offer(await askAgain(run, () => fetchFile(run.id, query)), `${node.id}.npz`);
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      setRefusal(error.message);
    }
  };
  return html`<button class="chip" title="A file that numpy.load reads" onClick=${save}>Download as .npz</button>
    ${refusal && html`<span class="tensor-note failed" role="status">${refusal}</span>`}`;
}

/**
 * Hands a file to the browser, which keeps it where its user wants files.
 * @param {Blob} file
 * @param {string} name
 */
function offer(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken the address by then, and the file is not needed under it again.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
