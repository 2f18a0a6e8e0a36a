/** Lays graphs out beside the page: answers each `{ticket, graph, options}` with `{ticket, layout}`. */

import { layoutGraph } from "./layout.js";

self.addEventListener("message", ({ data: { ticket, graph, options } }) => {
  self.postMessage({ ticket, layout: layoutGraph(graph, options) });
});
