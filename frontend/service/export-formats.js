/** The formats that the server writes runs in: asked for when the first reader looks. */

import { fetchExportFormats } from "./api.js";
import { Fetched } from "./fetched.js";

/** @import { ExportFormat } from "../types.js" */

const formats = new Fetched(() => fetchExportFormats());

/** @returns {import("./fetched.js").Found<ExportFormat[]>} */
export function exportFormats() {
  return formats.of("");
}
