/** Saves a node's arrays, as they are at the end of the run, as a file that numpy reads. */

import { html, useState } from "preact";
import { Refused, Unreachable, askAgain, fetchFile } from "../service/api.js";
import { saveFile } from "../page/files.js";

/** @import { GraphNode, RunDocument } from "../types.js" */

/** @param {{run: RunDocument, node: GraphNode}} props */
export function ArrayFile({ run, node }) {
  const [refusal, setRefusal] = useState("");
  const save = async () => {
    setRefusal("");
    const query = `ids=${node.id}&of=${node.gradient_state === "computed" ? "value,gradient" : "value"}`;
    try {
      saveFile(await askAgain(run, () => fetchFile(run.id, query)), `${node.id}.npz`);
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      setRefusal(error.message);
    }
  };
  return html`<button class="chip" title="A file that numpy.load reads" onClick=${save}>Download as .npz</button>
    ${refusal && html`<span class="tensor-note failed" role="status">${refusal}</span>`}`;
}
