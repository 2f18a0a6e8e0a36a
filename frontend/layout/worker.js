/** Lays graphs out beside the page: answers each `{ticket, graph, levels, canvas}` with `{ticket, fitted}`. */

import { fitBands } from "./bands.js";

self.addEventListener("message", ({ data: { ticket, graph, levels, canvas } }) => {
  self.postMessage({ ticket, fitted: fitBands(graph, levels, canvas) });
});
