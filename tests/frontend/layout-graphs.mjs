/** Graphs for the layout tests: nodes with sizes, edges with slots, in the order a program makes them. */

class Builder {
  nodes = [];
  edges = [];

  node(width, height, ...inputs) {
    const id = `n${this.nodes.length}`;
    this.nodes.push({ id, width, height });
    inputs.forEach((from, slot) => this.edges.push({ id: `e${this.edges.length}`, from, to: id, slot }));
    return id;
  }

  scalar(...inputs) {
    return this.node(120, 114, ...inputs);
  }

  matrix(...inputs) {
    return this.node(178, 146, ...inputs);
  }
}

/** A network of scalars, one node for each product and each sum, ending in the sum of the squared outputs. */
export function scalarNetwork(sizes) {
  const graph = new Builder();
  let layer = Array.from({ length: sizes[0] }, () => graph.scalar());
  for (const size of sizes.slice(1)) {
    layer = Array.from({ length: size }, () => {
      let sum = graph.scalar();
      for (const input of layer) sum = graph.scalar(sum, graph.scalar(graph.scalar(), input));
      return graph.scalar(sum);
    });
  }
  layer.map((output) => graph.scalar(output, output)).reduce((sum, square) => graph.scalar(sum, square));
  return graph;
}

/** Affine layer, normalisation and a skip connection, again and again. */
export function residualNetwork(blocks) {
  const graph = new Builder();
  let state = graph.matrix();
  for (let block = 0; block < blocks; block++) {
    const affine = graph.matrix(graph.matrix(state, graph.matrix()), graph.scalar());
    const centred = graph.matrix(affine, graph.scalar(affine));
    const spread = graph.scalar(graph.scalar(graph.scalar(graph.matrix(centred)), graph.scalar()));
    state = graph.matrix(graph.matrix(graph.matrix(centred, spread)), state);
  }
  return graph;
}

/** A recurrent network: three parameters used in every step. */
export function recurrentNetwork(steps) {
  const graph = new Builder();
  const [inputWeight, stateWeight, bias] = [graph.matrix(), graph.matrix(), graph.scalar()];
  let state = graph.matrix();
  let loss = graph.scalar();
  for (let step = 0; step < steps; step++) {
    const sum = graph.matrix(graph.matrix(graph.matrix(), inputWeight), graph.matrix(state, stateWeight));
    state = graph.matrix(graph.matrix(sum, bias));
    loss = graph.scalar(loss, graph.scalar(state, graph.scalar()));
  }
  return graph;
}

/** e = (a + b) (b + 1) */
export function fanOut() {
  const graph = new Builder();
  const [a, b] = [graph.scalar(), graph.scalar()];
  const c = graph.scalar(a, b);
  graph.scalar(c, graph.scalar(b, graph.scalar()));
  return graph;
}

/** Two programs that do not touch, and a value nobody uses. */
export function islands() {
  const graph = new Builder();
  graph.scalar(graph.scalar(), graph.scalar());
  graph.scalar();
  graph.matrix(graph.matrix(graph.matrix()));
  return graph;
}
