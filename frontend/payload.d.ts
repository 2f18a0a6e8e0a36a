/** The JSON documents of the service. Written by `python -m server.commands.typescript` from server/payload. */

/** An order of the products. `order`: of the factors that are left each time, the place of the left one of two. */
export interface Bracketing {
  order: number[];
  /** p·q·r of each product of p×q and q×r. */
  multiplications: number;
  text: string;
}

/** Why a number is what it is, from the number to its origin. */
export interface CausalChain {
  at: CausePlace;
  of: "gradient" | "value";
  /** "zero", "none", "nan", "infinite", "tiny", "huge" or "ordinary"; more may be added. */
  finding: string;
  /** Null where there is no gradient. */
  number: Entry | null;
  sentence: string;
  /** At most 200: of a longer chain its beginning and its end. */
  links: CauseLink[];
  /** The numbers that hold it there; none where the structure of the program does. */
  causes: CausePlace[];
  /** What the causes are computed from, as far back as it can be told. */
  roots: CausePlace[];
}

/** A link of a causal chain: a step to go to, and what happens there. */
export interface CauseLink {
  step: number;
  at: CausePlace;
  /** What happens, in one word, such as "shut", "times 0", "passed", "made" or "given"; more may be added. */
  kind: string;
  sentence: string;
  /** Whether this is a cause that nothing before it explains away. */
  origin: boolean;
}

/** One number of the run: an entry of a node's value, in row-major order. */
export interface CausePlace {
  node: string;
  entry: number;
  name: string;
}

/** A node with another value or another gradient than before; each is there if it is another. */
export interface ChangedNode {
  id: string;
  value?: Tensor | null;
  gradient?: Tensor | null;
}

/** What a run becomes at other values. It is not kept: its address is that of the run which POST /runs makes of the same program with the same leaves, and that of nothing where there are nudges. */
export interface ChangesDocument {
  /** The run that is compared with. */
  run: string;
  /** The address that a run at these values has. */
  id: string;
  /** Whether the program performs the same operations on the same shapes: where not, `document` is the whole run. */
  same_course: boolean;
  document: RunDocument | null;
  printed: string;
  /** Those that differ. Of nudged nodes and what follows from them only the values are told. */
  nodes: ChangedNode[];
  /** The steps whose gradients differ, whole. */
  steps: Step[];
  explanations: Explanation[];
}

export interface ChangesRequest {
  /** Values in place of those that the run has for named leaves, of the same shape. */
  leaves?: Record<string, Numbers> | null;
  /** By node, what is added to its value as it is made: a number, or numbers in the shape of the node. */
  nudges?: Record<string, Numbers> | null;
  /** Explains the steps from the first of these numbers up to the second, which is left out. */
  explain?: [number, number] | null;
  /** How many of the first steps to compare, where not all. */
  steps?: number | null;
}

/** Axes, with what is drawn in them. */
export interface Chart {
  /** The figure in which they stand, from 1. */
  figure: number;
  figure_title: string;
  /** The rows and columns of axes of which these are one. */
  grid: number[];
  /** Their row and column, from 0. */
  place: number[];
  title: string;
  x_label: string;
  y_label: string;
  x_log: boolean;
  y_log: boolean;
  /** The ends of the axis; null where they follow from what is drawn. */
  x_bounds: (Entry | null)[];
  y_bounds: (Entry | null)[];
  /** Null where they follow from what is drawn. */
  x_ticks: Tick[] | null;
  y_ticks: Tick[] | null;
  /** Whether lines lie behind what is drawn. */
  lines: boolean;
  legend: boolean;
  /** Whether a unit is as long on both axes. */
  equal: boolean;
  /** In the order in which they were drawn. */
  series: Series[];
}

/** What a program says of a gradient, compared with what it is. */
export interface Check {
  /** function: the backward of a torch.autograd.Function, compared with central differences of its forward. gradient: an array that the program calls a gradient, such as dW1, compared with the true one. */
  kind: "function" | "gradient";
  /** The function or the array that says it. */
  name: string;
  line: number;
  verdict: "right" | "differs" | "unknown";
  /** The first entry that differs, with both numbers, and the slip that explains all entries, or why nothing could be compared; of what is right, a remark or nothing. */
  message: string;
  /** The array itself; null for what is no node. */
  node: string | null;
  /** The step after which the array is there. */
  step: number | null;
  /** The node whose gradient it is. */
  variable: string | null;
  /** The number whose gradient it is. */
  loss: string | null;
  /** The first entry that differs. */
  index: number[] | null;
  /** The number that the program has there. */
  given: number | null;
  /** The number that is right there. */
  true: number | null;
  /** The kind of the slip that explains all entries: 1/N, slope, transpose, axis, overwritten, sign, update, factor, penalty, or follows where it is computed from what is wrong. */
  slip: string | null;
  /** How many arrays bound in this line were compared. */
  times: number;
}

/** Two values or two gradients. Of single numbers `a` and `b` are they, of several entries their Euclidean norms. */
export interface Compared {
  /** null where the run has none, as is `b`. */
  a: Entry | null;
  b: Entry | null;
  /** b − a; of several entries of one shape the largest |b − a|. null where a side is missing or shapes differ. */
  difference: Entry | null;
  /** b / a; of several entries that of the norms. null where a side is missing or `a` is 0. */
  ratio: Entry | null;
  /** To the last bit, in shape and dtype. */
  same: boolean;
}

/** A node of both runs, or one that only one of them has. */
export interface ComparedNodes {
  a: NodeOfRun | null;
  b: NodeOfRun | null;
  /** What the two were found by: their names, being the targets, being leaves of one line or of the same numbers, what is put into them, what uses them, or line and operation. null where one stands alone. */
  by: "name" | "target" | "leaf" | "inputs" | "use" | "line" | null;
  /** Operation, shape, value and gradient are. */
  same: boolean;
  value: Compared;
  /** null where neither has one. */
  gradient: Compared | null;
}

export interface ComparedTargets {
  a: string;
  b: string;
  value: Compared;
}

/** The run A, with which is compared, beside the run B, whose address it is. Nodes are paired by name, then by line and operation; an inserted line moves no other. The same runs always give the same pairs, and a run beside itself is paired node by node. */
export interface ComparisonDocument {
  /** B. */
  run: string;
  /** A. */
  with: string;
  from: number;
  to: number;
  /** How many rows there are. */
  total: number;
  /** The `from` of the rows after these; null where none follow. */
  next: number | null;
  /** In the order of B; a node that only A has stands behind the one that is paired before it. */
  rows: ComparedNodes[];
  /** Of all rows those that are not the same. */
  differing: number;
  /** On the way forward, where they first part; null where they never do. */
  apart: PartingPlace | null;
  /** On the way back, the first pair whose gradients differ. */
  gradient_apart: PartingPlace | null;
  /** What the backward passes start from, whether they are a pair or not; null where a run has none. */
  targets: ComparedTargets | null;
  printed_a: string;
  printed_b: string;
}

/** One edge of the backward sweep: `node` hands upstream × local on to its input `to`. */
export interface ContributeStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "backward";
  kind: "contribute";
  edge: string;
  to: string;
  upstream: Tensor;
  contribution: Tensor;
  /** What the receiver holds afterwards; final once `received` equals `expected`. */
  accumulated: Tensor;
  /** What earlier passes left in the `.grad` of a receiver that is a leaf; a part of `accumulated`. */
  earlier?: Tensor | null;
  received: number;
  expected: number;
}

/** The result, and its slope, over one entry of one input, all else held: of an operation of single entries the entry of the result that it makes first, of a loss the loss. From the operation's own rules. */
export interface CurveDocument {
  run: string;
  node: string;
  slot: number;
  entry: number;
  /** Ascending: from −4 to 4, or as far as the points stand, with a margin. */
  x: Entry[];
  /** NaN outside of the domain, as `slope`. */
  y: Entry[];
  slope: Entry[];
  /** The largest |slope|; null where the curve grows steeper up to an end of `x`. */
  best: number | null;
  /** That of `entry` first; of an operation of single entries then others that stand on the same curve, up to 64. */
  points: CurvePoint[];
}

/** Where an entry of the input stands on the curve. */
export interface CurvePoint {
  /** Its place in row-major order. */
  entry: number;
  x: Entry;
  y: Entry;
  slope: Entry;
}

export type Data = boolean | Entry | Data[];

/** The element type of fractions for which the program names none. */
export interface DefaultType {
  /** float32, PyTorch's own, in a program that names float32; else float64, unless the program chooses it. */
  dtype: "float64" | "float32";
  /** The place in the program that made it so; null where nothing did. */
  source: Span | null;
}

/** The gradients of a backward pass as one writes them by hand, from the loss to the leaves. */
export interface DerivationDocument {
  run: string;
  pass: number;
  /** What the gradients are of. */
  target: string;
  letter: "L" | "J" | "E" | "C" | "script" | "ell" | "name";
  /** N, by which the means of the program divide, where it is the same for all. */
  count: Entry | null;
  /** Whether 1/N can stand outside: all gradients come through one mean. */
  movable: boolean;
  /** Whether it does: then a named gradient is N times the true one. */
  outside: boolean;
  /** Whether examples can be columns: a layer of the program has them in rows. */
  turnable: boolean;
  /** Whether they are: then what has an example in each column is transposed, as W A + b, and so are its numbers. */
  columns: boolean;
  /** Whether what the program computes has the names of lecture notes: W^[l], b^[l], Z^[l], A^[l] of layer l. */
  layered: boolean;
  /** Whether these stand in the lines. */
  layers: boolean;
  lines: DerivationLine[];
}

/** A factor of a line, from left to right. */
export interface DerivationFactor {
  formula: Formula;
  shape: number[];
}

/** A line: the gradient of a leaf, or one that several lines take up under a name, δ. */
export interface DerivationLine {
  /** From 1. */
  number: number;
  /** What the gradient is by. */
  node: string;
  /** shared: it feeds two others or more; long: it would be too long to read inside another; leaf: it feeds none. */
  reason: "shared" | "long" | "leaf";
  /** Which of the leaves it is, from 1 in the order of the program; null for what has a name. */
  parameter: number | null;
  /** δ with an index, or ∂L/∂x. */
  name: Formula;
  sentence: string;
  /** The whole line. What has the role `shared` stands for the line of that number. */
  formula: Formula;
  /** The shapes of the product: 2×2 = (2×3)(3×2) ⊙ 2×2; nothing of a single number. */
  shapes: string;
  factors: DerivationFactor[];
  /** The forms on the way to the line, before what divides was gone. */
  stages: Formula[];
  /** What is 1 in this program, of which the line makes use. */
  ones: Formula[];
  /** How the program computes the node of a named gradient. */
  definition: Formula | null;
  /** How often the lines take it up. */
  uses: number;
  /** The gradient as the run computed it; N times that where `outside` says so, transposed where `columns` does. */
  value: Tensor;
  /** Whether what is written in the line, worked out from the numbers of the run, comes to the value. */
  checked: boolean;
  /** How far from it at most. */
  difference: Entry;
  /** The step after which the gradient is complete. */
  step: number;
  /** The steps that the line stands for. */
  steps: number[];
  /** The nodes that these steps go through, and the line's own. */
  nodes: string[];
}

/** The derivative as a formula. Operations are counted as they would stand on paper, and with equal parts once. */
export interface DerivativeFormulas {
  /** What the derivative is of; null where it is too long to be read, as the other two. */
  result: Formula | null;
  /** As the rules give it. */
  raw: Formula | null;
  /** With like terms and powers together, and numbers worked out. */
  simplified: Formula | null;
  result_operations: number;
  raw_operations: number;
  simplified_operations: number;
  /** Of the simplified one, with equal parts worked out once. */
  shared_operations: number;
}

/** A way to the derivative, and what it costs for all parameters of the run. */
export interface DerivativeWay {
  name: "reverse" | "forward" | "differences" | "symbolic";
  /** null where this way has none. */
  value: Entry | null;
  /** Whether it is what reverse mode says, to the digits that are shown. */
  equal: boolean | null;
  /** Why there is none, or why it is not equal; else "". */
  reason: string;
  /** Passes forward, for the derivatives by all parameters. */
  forward: number;
  backward: number;
  /** What these passes compute: an operation, and beside it or on the way back each derivative that is taken. The symbolic way takes no pass: these are the operations of the formula by this entry. */
  operations: number;
}

export interface DerivativesDocument {
  run: string;
  /** The entry by which the derivative is taken. */
  leaf: TapeSeed;
  /** What the last backward pass that reaches the leaf starts from: the derivative is that of their sum, each times its upstream gradient. */
  roots: string[];
  /** The entries of all leaves that the pass reaches. */
  parameters: number;
  ways: DerivativeWay[];
  /** From the largest to the smallest; none where the run is too large to be computed again so often. */
  widths: DifferenceWidth[];
  /** Of the symbolic way; null where it has none, for the reason that it gives. */
  formulas: DerivativeFormulas | null;
}

/** The findings of a run, or the chain of one of its numbers. */
export interface DiagnosisDocument {
  run: string;
  thresholds: DiagnosisThresholds;
  /** Warnings first, by the step at which they show; none where one number is asked about. */
  findings: Finding[];
  /** How many findings are not listed: above 20 of a kind. */
  left: number;
  /** Of each parameter that a pass reached, in the order in which the program makes them. */
  gradients: GradientSize[];
  /** Of the number that is asked about; null without `node`. */
  chain: CausalChain | null;
}

/** From where on a number is worth a word. */
export interface DiagnosisThresholds {
  /** A gradient below this size vanishes. */
  tiny: number;
  /** A gradient above this size explodes. */
  huge: number;
  /** A sigmoid or tanh with a slope below it is saturated. */
  saturated: number;
}

/** The difference quotient at one width. */
export interface DifferenceWidth {
  h: number;
  /** (f(x + h) − f(x − h)) / 2h. */
  central: Entry;
  /** (f(x + h) − f(x)) / h. */
  right: Entry;
  left: Entry;
  /** How far `central` is from reverse mode. */
  error: Entry;
  right_error: Entry;
  /** What most of the error is made of: wider than the best width the bend of the function, narrower the rounding of its values. null where no width comes close. */
  branch: "truncation" | "best" | "rounding" | null;
}

/** One use of a value, in the direction of the data: from an input to the operation that reads it. */
export interface Edge {
  id: string;
  from: string;
  to: string;
  slot: number;
}

export type Entry = number | "NaN" | "Infinity" | "-Infinity";

/** What a step of the backward pass adds to the gradient of the entry. */
export interface EntryArrival {
  step: number;
  edge: string;
  /** The sum of upstream times local with its numbers; null where it cannot be worked out, as with NaN. */
  formula: Formula | null;
}

export interface EntryProvenance {
  /** Its place in row-major order. */
  entry: number;
  index: number[];
  /** As in a formula: "Z1[0, 2]". */
  name: string;
  /** Its value with the numbers it is computed from; null for a leaf, and where that is no sum and no formula. */
  formula: Formula | null;
  /** Entries of the inputs that it is computed from, an item an edge; its gradient goes on to them. */
  comes: ReachedEntries[];
  /** Entries of results that are computed from it; its gradient arrives from them. */
  goes: ReachedEntries[];
  /** Of the pass that the document is about. */
  arrivals: EntryArrival[];
}

/** One line of a rule, and the same with numbers; of arrays one entry. */
export interface Equation {
  formula: Formula;
  numbers: Formula | null;
}

/** A way out of a finding: the program with some stretches of its text replaced. */
export interface Experiment {
  words: string;
  /** In the order of the text, none over another. */
  edits: Fix[];
}

/** One step in words, as a formula, and with its numbers. */
export interface Explanation {
  index: number;
  title: string;
  sentence: string;
  rule: string | null;
  /** What is taken where the derivative is a choice. */
  note: string | null;
  /** Why the contribution is exactly 0. */
  zero: string | null;
  formula: Formula | null;
  /** The formula with the values of a scalar step in it. */
  numbers: Formula | null;
  local: Local | null;
  /** One entry of a tensor's contribution, written out. */
  entry: Formula | null;
  shapes: string | null;
  /** The lines of a rule of several, as of an optimizer with a state; `formula` is the last of them. */
  equations: Equation[];
}

export interface ExplanationsDocument {
  run: string;
  from: number;
  /** One past the last step explained. */
  to: number;
  /** How many steps the run has. */
  total: number;
  /** The `from` of the steps after these; null where none follow. */
  next: number | null;
  explanations: Explanation[];
}

/** `name` is what /runs/{id}/export calls it; `title` and `words` are for people. */
export interface ExportFormat {
  name: string;
  title: string;
  words: string;
  media_type: string;
}

/** The upstream gradient of the line's result, or a local derivative. */
export interface Factor {
  role: "upstream" | "local";
  formula: Formula | null;
  tensor: Tensor;
}

/** The operation that refused the shapes of its inputs. */
export interface Failed {
  op: string;
  symbol: string;
  /** Where the shapes of its inputs must agree: the inner axes of a product, the rows of x Wᵀ, all axes but the one along which they are joined, or all; "" where they broadcast or have a rule of their own. */
  fits: "inner" | "rows" | "along" | "all" | "";
  inputs: string[];
}

/** One mistake of a program. `fix` is there where the way out is sure. */
export interface Fault {
  code: string;
  detail: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  hint: string | null;
  fix: Fix | null;
}

/** Something that deserves a second look. */
export interface Finding {
  /** "dead", "saturated", "zero", "none", "vanishing", "exploding", "nan", "infinite", "nan gradient", "infinite gradient", "untrained" or "unused"; of slips that programs are known for, "softmax twice", "sigmoid twice", "log of 0", "all with all", "mean over outputs", "kept gradient" or "rate"; more may be added. */
  kind: string;
  node: string;
  /** The step at which it shows first, or at which its cause lies. */
  step: number;
  sentence: string;
  /** The entry to ask about with `node` and `entry`, in row-major order; null where it is not about one. */
  entry: number | null;
  /** How many units or entries are concerned, of how many; null where they are not counted. */
  count: number | null;
  of: number | null;
  /** Whether training suffers from it. */
  warning: boolean;
  /** What to change in the program, to run and to compare; none where no way out is known. */
  experiments: Experiment[];
}

/** What takes a mistake away: `text` in place of what stands in the range. */
export interface Fix {
  range: Range;
  text: string;
}

/** What goes into some operations, the one result that comes out, and its Jacobian in each input. */
export interface FoldDocument {
  run: string;
  nodes: string[];
  output: string;
  inputs: FoldInput[];
  sentence: string;
}

export interface FoldInput {
  node: string;
  /** Of the Jacobian: entries of the result, entries of the input. */
  shape: number[];
  /** null where no gradient passes, and above 16,384 entries. */
  matrix: Tensor | null;
}

/** The same formula as TeX, which needs nothing beyond amsmath, and as plain text. */
export interface Formula {
  tex: string;
  text: string;
  /** What a reader may colour, from left to right; none lies inside another. */
  roles: Role[];
}

/** A value becomes known. */
export interface ForwardStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "forward";
  kind: "leaf" | "compute";
}

/** One path, from the later node back to the earlier one. `arrived` and `locals` have an item for each edge. */
export interface GradientPath {
  nodes: string[];
  edges: string[];
  /** Euclidean norm of what this path alone brings over the edge. */
  arrived: Entry[];
  /** The local derivative between single numbers; null where an array is at one end. */
  locals: (Entry | null)[];
  /** The product of the local derivatives: what arrives at the earlier node along this path alone. */
  brought: Tensor;
  /** The product with its numbers; null where one of its factors is no single number. */
  formula: Formula | null;
}

/** The gradient of a parameter, as the last pass left it that reached it. */
export interface GradientSize {
  node: string;
  name: string;
  namespace: string;
  /** Euclidean. */
  norm: Entry;
  /** The largest size of an entry. */
  largest: Entry;
  /** How many entries are exactly 0. */
  zeros: number;
  size: number;
}

/** The program itself gives the `.grad` of a leaf other numbers: None or 0 (`clear`), or any (`assign`). */
export interface GradientStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "gradient";
  kind: "clear" | "assign";
  source?: Span | null;
  set_to_none: boolean;
  /** What `.grad` held before. */
  earlier?: Tensor | null;
  /** What `.grad` holds afterwards. */
  accumulated: Tensor | null;
}

export interface GraphDocument {
  run: string;
  nodes: Node[];
  edges: Edge[];
}

/** A node without its name and numbers. */
export interface GraphDot {
  role: "input" | "parameter" | "constant" | "operation";
  line: number | null;
  /** Places in `dots`. */
  inputs: number[];
}

export type Held = boolean | number | "NaN" | "Infinity" | "-Infinity" | Variable | TextValue | ListValue | ObjectValue | OtherValue | null;

/** A hook of the program is called with the complete gradient of `node`, and may replace it. */
export interface HookStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "backward";
  kind: "hook";
  /** The gradient before. */
  upstream: Tensor;
  /** What the hook made of it, and what goes on. */
  contribution: Tensor;
  /** What the node holds afterwards: `earlier`, too, at a leaf. */
  accumulated: Tensor;
  earlier?: Tensor | null;
}

/** ∂node/∂input, with a row for each entry of the node and a column for each of the input. */
export interface JacobianFactor {
  edge: string;
  node: string;
  input: string;
  /** As a LocalJacobianDocument says it; null of one that is too large to be looked at. */
  structure: string | null;
  shape: number[];
  /** null above 1,024 entries. */
  matrix: Tensor | null;
}

/** ∂to/∂from along one path: the factors from the later node back to the earlier one. */
export interface JacobianProductDocument {
  run: string;
  from: string;
  to: string;
  /** Of the paths that /paths lists, counted from 0. */
  path: number;
  /** How many of them there are to choose from. */
  paths: number;
  sentence: string;
  factors: JacobianFactor[];
  /** Nodes whose Jacobian is the identity, which no product needs. */
  left_out: string[];
  /** The order that was asked for, as far as it goes; from the left where none was. */
  chosen: Bracketing;
  /** What arises in that order. */
  products: PartialProduct[];
  /** From the left, as reverse mode goes. */
  reverse: Bracketing;
  /** From the right, as forward mode goes. */
  forward: Bracketing;
  cheapest: Bracketing;
  /** The whole product in Jacobian form: a row for each entry of `to`. */
  result: Tensor | null;
  /** The same numbers in the shape of `from`, where `to` is a single number. */
  gradient: Tensor | null;
  /** Bytes that the Jacobians would take, written out. */
  built: number;
  /** Bytes of the gradients that a backward pass sends in place of them. */
  sent: number;
}

export type JsonValue = unknown;

export interface Lesson {
  id: string;
  number: number;
  title: string;
  level: number;
  level_title: string;
  /** On the main path through the lessons. */
  core: boolean;
  summary: string;
  teaches: string;
  lectures: string[];
  questions: Question[];
  /** Slips of the lecture notes of which the lesson shows the right form. */
  avoids: NoteSlip[];
  /** The reading that shows it best, by its name in the page's address; null: the graph. */
  reading: string | null;
  /** The program, ready for POST /runs. */
  source: string;
  /** By name: rows and columns of the picture that each row of the tensor is. */
  pictures: Record<string, [number, number]>;
}

export interface LessonGraph {
  lesson: string;
  /** In an order in which every node comes after its inputs; numbers that a program only reads are left out. */
  dots: GraphDot[];
}

export interface LessonGraphsDocument {
  graphs: LessonGraph[];
}

/** A program of the gallery, without its text. */
export interface LessonSummary {
  id: string;
  number: number;
  title: string;
  level: number;
  level_title: string;
  /** On the main path through the lessons. */
  core: boolean;
  summary: string;
  teaches: string;
  lectures: string[];
  questions: Question[];
  /** Slips of the lecture notes of which the lesson shows the right form. */
  avoids: NoteSlip[];
  /** The reading that shows it best, by its name in the page's address; null: the graph. */
  reading: string | null;
}

export interface LessonsDocument {
  lessons: LessonSummary[];
}

export interface Limit {
  limit: number;
  unit: string;
  /** What the limit was measured by, for those of a program. */
  reason?: string | null;
}

/** The most that one program may use, by the keys of `limits` in a run; what bounds one request; and the formats that a run is exported in. */
export interface LimitsDocument {
  program: Record<string, Limit>;
  /** What is different for a loop that trains and would pass these: of its passes one is kept, and of the others their series. What is not named here is as for every program. */
  long: Record<string, Limit>;
  request: Record<string, Limit>;
  exports: ExportFormat[];
}

/** One execution of a statement: what it made, and what the functions made that it called, belongs together. */
export interface Line {
  /** Its place in `statements`. */
  statement: number;
  /** Where the statement stands: the function or the turn of a loop. */
  namespace: string;
  /** The line that called the function in which the statement stands, by its place in `lines`. */
  caller: number | null;
}

export interface LineDocument {
  run: string;
  from: number;
  /** One past the last step explained. */
  to: number;
  sentence: string;
  /** Of a line forward. */
  results: LineResult[];
  /** Of a line in reverse. */
  inputs: LineInput[];
}

/** What an input receives from the line in reverse. */
export interface LineInput {
  node: string;
  /** The node whose gradient is upstream; null where there are several. */
  result: string | null;
  /** Those in which the contributions arrive. */
  steps: number[];
  /** The steps on the way from the result to the input, those among them. */
  chain: number[];
  /** The sum of the contributions: that of `products`, and without any what the steps of `chain` come to. */
  contribution: Tensor;
  products: Product[];
  formula: Formula | null;
  /** The formula with numbers, where all of it are single numbers. */
  numbers: Formula | null;
}

/** What the line makes: name = expression, over what it reads. */
export interface LineResult {
  node: string;
  formula: Formula;
  /** name = expression = value, where all of it are single numbers. */
  numbers: Formula | null;
}

/** Where a program and view are kept, for good: the same ones always get the same address. */
export interface LinkAddress {
  id: string;
  /** The page that opens there. */
  path: string;
  /** The same with scheme and host, as this request reached them. */
  url: string;
}

/** What a link keeps. */
export interface LinkDocument {
  /** The program. */
  source: string;
  /** Values in place of those of named leaves, of the same shape. */
  leaves?: Record<string, Numbers> | null;
  /** The variable from which the backward pass starts, in place of the program's own choice. */
  target?: string | null;
  /** Composite operations of /ops that stand in the graph as what they are made of: sigmoid as neg, exp, add, div; and scalar engines of the program's own, by the name of the class, which is then a plain one. */
  unfold?: string[] | null;
  /** Small texts that the program reads, by name: open("names.txt") finds "names.txt". */
  files?: Record<string, string> | null;
  /** The pass to show of a loop too long to be kept whole, counted from 0, in place of the last: the program is run up to it. A run that is kept whole has all of its passes in any case. */
  pass_shown?: number | null;
  /** The lesson that the program began as. */
  lesson?: string | null;
  view: Record<string, string | number>;
  schema: "gradwalk.link/1";
}

/** A program and where its reader stands. */
export interface LinkRequest {
  /** The program. */
  source: string;
  /** Values in place of those of named leaves, of the same shape. */
  leaves?: Record<string, Numbers> | null;
  /** The variable from which the backward pass starts, in place of the program's own choice. */
  target?: string | null;
  /** Composite operations of /ops that stand in the graph as what they are made of: sigmoid as neg, exp, add, div; and scalar engines of the program's own, by the name of the class, which is then a plain one. */
  unfold?: string[] | null;
  /** Small texts that the program reads, by name: open("names.txt") finds "names.txt". */
  files?: Record<string, string> | null;
  /** The pass to show of a loop too long to be kept whole, counted from 0, in place of the last: the program is run up to it. A run that is kept whole has all of its passes in any case. */
  pass_shown?: number | null;
  /** The lesson that the program began as. */
  lesson?: string | null;
  /** What the page shows of the run, under the names that the page's own address has for it: "step", "node". */
  view?: Record<string, string | number> | null;
}

export interface ListValue {
  kind: "list" | "tuple" | "set" | "dict";
  /** The first ones, as many as /limits says; of a dict pairs of key and value. */
  entries: Held[] | [Held, Held][];
  /** The number of all of them. */
  length: number;
}

/** The local derivative that turns upstream into the contribution. */
export interface Local {
  tex: string;
  text: string;
  shape: number[];
  tensor: Tensor | null;
  /** upstream × local entry by entry, upstream @ local, local @ upstream, each entry of one with each of the other, or a rearrangement of upstream. */
  relation: "elementwise" | "right" | "left" | "outer" | "structural";
}

/** How the entries of a node, y, move with those of one input of its operation, x: a row for each entry of y. */
export interface LocalJacobianDocument {
  run: string;
  node: string;
  slot: number;
  structure: "diagonal" | "permutation" | "selection" | "broadcast" | "sum" | "outer" | "block diagonal" | "dense";
  shape: number[];
  /** What holds a matrix of this structure. diagonal: values. permutation, selection, broadcast: the entry of x that each entry of y is, source (-1 for none), times weights. sum: the entry of y that each entry of x is added to, target, times weights. outer and block diagonal: the entries of y and x in each group, rows and columns, with one factor for all groups or blocks of their own. dense: matrix. */
  numbers: Record<string, Tensor>;
}

/** A function that is several operations, or none. */
export interface MadeFunction {
  name: string;
  signature: string;
  /** Where a program finds it: "torch.split", "Tensor.split". */
  names: string[];
  /** What it does, where its name does not say so. */
  words: string;
}

/** The dense layers behind what a backward pass starts from, or, in a program without one, behind its result. */
export interface NetworkDocument {
  run: string;
  /** null of a run without a backward pass. */
  pass: number | null;
  target: string | null;
  /** Counted from 0; of a layer with fewer examples its last one is told. */
  example: number;
  /** How many layers there are, or that there are none. */
  sentence: string;
  /** The neuron that was asked for. */
  opened: OpenedNeuron | null;
  /** Layers behind the first 64. */
  left_out: number;
  layers: NetworkLayer[];
}

/** z = Σ w·x + b of every neuron and example, and a = σ(z). */
export interface NetworkLayer {
  /** From 1: the k of W⁽ᵏ⁾ in the order in which the program computes them. */
  number: number;
  /** What the program calls the weights; empty where each is a value of its own. */
  name: string;
  inputs: number;
  neurons: number;
  examples: number;
  /** How the examples lie in the values: rows, a Wᵀ + b; columns, W a + b; one, a vector; calls, single numbers of which each example has its own. */
  orientation: "rows" | "columns" | "one" | "calls";
  /** The operation of the activation; null of a linear layer, and of one that the program puts together itself. */
  function: string | null;
  /** The number of the layer that its inputs come from. */
  after: number | null;
  /** Whether the inputs are the neurons of that layer as they are, and not by way of other operations. */
  direct: boolean;
  /** Axes: neuron, input. */
  weight: NetworkNumbers;
  /** Axis: neuron. */
  bias: NetworkNumbers | null;
  /** Axes: example, input. */
  input: NetworkNumbers;
  /** Axes: example, neuron. */
  z: NetworkNumbers;
  /** Axes: example, neuron; null of a linear layer. */
  activation: NetworkNumbers | null;
  /** All that the layer is made of. */
  nodes: string[];
  sentence: string;
  /** The first 16 neurons, of the example that was asked for. */
  told: NetworkNeuron[];
}

/** A neuron of one example, in sentences with the numbers at the end of the run. */
export interface NetworkNeuron {
  /** z = Σ w·x + b, and a = σ(z). */
  forward: string;
  /** δ = ∂L/∂z, and what it brings to the weights and the bias; null where no gradient reaches z. */
  back: string | null;
}

/** Where numbers stand that make an array of this `shape`: in entries of the values and gradients of nodes. Of one node: the number at `index` is entry `offset` + Σ index · stride in row-major order. Where `entries` is no null, `nodes` and `entries` have an item for each number, in row-major order of `shape`. */
export interface NetworkNumbers {
  /** null where there is no number, as of a neuron without a bias. */
  nodes: (string | null)[];
  shape: number[];
  offset: number;
  strides: number[];
  entries: number[] | null;
}

/** A term of a neuron's sum, in numbers at the end of the run. */
export interface NeuronTerm {
  w: Entry;
  x: Entry;
  /** w · x. */
  product: Entry;
  /** δ · x, what the example adds to the gradient of w; null where no gradient reaches the neuron. */
  pull: Entry | null;
}

/** One value of the run and the operation that made it. */
export interface Node {
  id: string;
  /** The name of an operation in /ops, or "leaf". */
  op: string;
  role: "operation" | "parameter" | "input" | "constant";
  symbol: string;
  /** Made of other operations, into which `unfold` of POST /runs takes it apart. */
  composite: boolean;
  /** The operation works entry by entry: the slopes of an entry are numbers. */
  entrywise: boolean;
  /** The first variable bound to the node; `names` has all of them in order. */
  name: string | null;
  names: string[];
  /** Tells a variable bound twice apart ("h", "h.2") and names unnamed nodes by their formula, or by their line. */
  label: string;
  /** What to print in place of a label that says no more than an operation and its line: "(1 − Y) ⊙ log(1 − A2)"; null where the label is to be printed. No two nodes of a run are called the same, plain numbers aside. */
  short: string | null;
  namespace: string;
  attributes: Record<string, JsonValue>;
  /** In slot order; a value used twice stands there twice. */
  inputs: string[];
  shape: number[];
  dtype: string;
  requires_grad: boolean;
  source: Span | null;
  /** The line of the run that made it, by its place in `lines` of the run. */
  line: number | null;
  /** The version of the same leaf before an update in place. */
  previous: string | null;
  value: Tensor;
  /** The total at the end of the last backward pass; null in a run with an outline, too. */
  gradient: Tensor | null;
  gradient_state: "computed" | "unreachable" | "not_required";
}

/** A node with all entries of its value and gradient, however many. */
export interface NodeDocument {
  run: string;
  node: Node;
  used_by: string[];
  /** The indices of the steps that give the node its value or change its gradient. */
  steps: number[];
}

/** What tells a node of one of the two runs apart. */
export interface NodeOfRun {
  id: string;
  label: string;
  /** As in the run's document. */
  short: string | null;
  /** "leaf" for one. */
  op: string;
  /** Of the program that it is a node of. */
  line: number | null;
  shape: number[];
}

/** A place where lecture notes slip, which the lesson has right. */
export interface NoteSlip {
  number: number;
  lecture: string;
  said: string;
  right: string;
}

export type Numbers = Entry | Numbers[];

export interface ObjectValue {
  /** The name of its class. */
  object: string;
  /** Of a module its parameters, then its buffers, by path. */
  parameters: Record<string, Variable>;
  /** What else it holds by name. */
  fields: Record<string, Held>;
  /** How many parameters and fields there are, shown or not. */
  length: number;
}

/** An operation: what programs call it, and its derivative in Python's notation. */
export interface Op {
  name: string;
  family: string;
  symbol: string;
  /** How it is called: "softmax(input, dim)". */
  signature: string;
  /** Further bare names of the functions and methods below. */
  aliases: string[];
  /** Where a program finds it as a function: "torch.exp". */
  functions: string[];
  /** Its names as a method of a tensor: "exp". */
  methods: string[];
  inputs: OpInput[];
  /** The one input stands for any number of tensors in a list. */
  variadic: boolean;
  attributes: OpAttribute[];
  elementwise: boolean;
  /** The ways its derivative can be taken; none where it has none. */
  modes: ("reverse" | "forward")[];
  formula: string;
  words: string;
  /** What is taken where the derivative does not exist. */
  choice: string | null;
  /** Why a gradient that reaches it is refused, as in PyTorch; null where none is. */
  refusal: string | null;
  /** What its backward rule needs from the forward pass. */
  saves: string;
  /** Made of other operations, into which `unfold` of POST /runs takes it apart. */
  composite: boolean;
  /** These operations, with its defaults, in the order of first use; none for one that is not composite. */
  unfolds_into: string[];
  /** Which numbers of its input the result shares, as a view: all of them, all unless they must be copied, or some; empty for a result of its own. */
  shares: string;
  /** Where the shapes of its inputs must agree, as in the problem of one that failed. */
  fits: "inner" | "rows" | "along" | "all" | "";
}

export interface OpAttribute {
  name: string;
  required: boolean;
  default: JsonValue;
}

export interface OpInput {
  name: string;
  optional: boolean;
  differentiable: boolean;
  /** The local derivative, for elementwise operations. */
  local: string | null;
  /** What flows on to this input, for the upstream gradient g and the output y. */
  downstream: string | null;
  /** When it may not require a gradient, "always" or in words; null where it may. */
  fixed: string | null;
}

/** A neuron of the example term by term. */
export interface OpenedNeuron {
  layer: number;
  /** Counted from 0. */
  neuron: number;
  /** At most 1,024. */
  terms: NeuronTerm[];
}

export interface OpsDocument {
  ops: Op[];
  functions: MadeFunction[];
}

export interface OtherValue {
  /** The kind of a value that is not told, or lies deeper than /limits says. */
  other: string;
}

/** What two neighbours come to: the factors `first` up to `to`, counted from 0, the latter left out. */
export interface PartialProduct {
  first: number;
  to: number;
  shape: number[];
  multiplications: number;
  matrix: Tensor | null;
}

/** Where two runs part: the node of each that is there. */
export interface PartingPlace {
  a: string | null;
  b: string | null;
  what: "operation" | "shape" | "number" | "gradient" | "only_a" | "only_b";
}

/** The pass that the document is about, of a loop too long to be kept whole. `nodes`, `edges` and `steps` are those from outside of the loop and of this pass, and the leaves that the loop changes hold what the pass read. */
export interface PassShown {
  /** Its number among the passes of the loop, counted from 0; null where none is at its end. */
  index: number | null;
  /** How many passes the loop had up to here: all, or, where a pass was asked for, those up to it. */
  total: number;
}

/** The loop that trains: one that calls backward() on what the same statement computes in each turn. A pass is a turn: forward, backward, and what the program then does to leaves and gradients. Without such a loop `total` is 0. Of a loop of which the run shows one pass (`pass_shown`) all passes are here, each with the nodes and steps of the run that shows it. Each list has an item for each pass of the document. */
export interface PassesDocument {
  run: string;
  from: number;
  /** One past the last pass given, counted within the loop. */
  to: number;
  /** How many passes the loop has. */
  total: number;
  /** The `from` of the passes after these; null where none follow. */
  next: number | null;
  /** What the first pass starts from backward, the loss; null without a loop. */
  name: string | null;
  /** The `pass` of the steps. */
  passes: number[];
  targets: string[];
  first_step: number[];
  /** The step with which the backward pass starts. */
  seed: number[];
  last_step: number[];
  /** Null where the target is no single number. */
  loss: (Entry | null)[];
  /** How far the loss would go if it were as straight as its tangent: the sum over all parameters of gradient times change; for plain descent −η‖∂‖². */
  promised: (Entry | null)[];
  /** The loss of the next pass minus that of this one; null for the last. */
  got: (Entry | null)[];
  parameters: TrainedParameter[];
}

/** The gradient of one node by another as the sum over all paths between them. */
export interface PathsDocument {
  run: string;
  from: string;
  to: string;
  sentence: string;
  /** How many paths there are; above 2⁵³ rounded. */
  count: number;
  /** How many of them `paths` has: at most 12. */
  listed: number;
  paths: GradientPath[];
  /** The sum over all paths: the gradient of `to`, or of the sum of its entries, by `from`. */
  total: Tensor;
  /** The sum over the paths that are not listed. */
  rest: Tensor;
  /** Whether it is what a backward pass of the run brought; null where none began at `to` with ones. */
  checked: boolean | null;
}

export interface Portable {
  /** The program imports torch alone, and everything it uses is PyTorch's. */
  torch: boolean;
  /** What first is not PyTorch's, and in which line. */
  reason: string | null;
}

/** An error (RFC 9457). A program's mistake has its place, a budget its figures, and `partial` the graph so far. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  line?: number | null;
  column?: number | null;
  end_line?: number | null;
  end_column?: number | null;
  hint?: string | null;
  /** Of a program: the mistake that stops it, then the others that are known without running it, in their order. */
  faults?: Fault[] | null;
  limit?: number | null;
  used?: number | null;
  unit?: string | null;
  /** What ends the program in PyTorch, where it would run there up to its mistake and the words are known. */
  said?: Said | null;
  /** The operation at which the program stopped, its inputs being nodes of `partial`. */
  failed?: Failed | null;
  partial?: RunDocument | null;
}

/** From left to right; ⊙ and · bind before @ and ⊗. */
export interface Product {
  factors: Factor[];
  /** One between every two factors. */
  signs: ("⊙" | "·" | "@" | "⊗")[];
  /** The product is added up over the copies that broadcasting made of the input. */
  summed: boolean;
}

export interface ProvenanceDocument {
  run: string;
  node: string;
  /** The backward pass of the arrivals; null where none brings this node anything. */
  pass: number | null;
  from: number;
  /** One past the last entry; fewer than asked for where following them takes long. */
  to: number;
  /** How many entries the node has. */
  total: number;
  /** The `from` of the entries after these; null where none follow. */
  next: number | null;
  entries: EntryProvenance[];
}

export interface Question {
  question: string;
  answer: string;
}

/** Lines and columns count from 1, in characters; the end column is one past the last. */
export interface Range {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

/** Entries at the other end of an edge. */
export interface ReachedEntries {
  edge: string;
  node: string;
  /** How many there are; `places` are the first 1,024 of them. */
  count: number;
  /** In row-major order. */
  places: number[];
  /** For each of `places` the derivative of the result's entry by the input's. A slope of 0 takes part, with a factor that is 0 here. Null: no gradient passes this edge. */
  slopes: Entry[] | null;
}

/** A stretch of a formula's TeX, a whole expression, that stands for a value, a gradient or a local derivative, or for a gradient that has a line of its own in a derivation. `start` and `end` count characters of Unicode from 0; `end` is one past the last. */
export interface Role {
  role: "value" | "gradient" | "local" | "shared";
  start: number;
  end: number;
  /** Of what is shared: the number of its line. */
  line?: number | null;
}

/** A program's run: its graph, its values, and every step of the forward and backward passes in order. */
export interface RunDocument {
  schema: "gradwalk.run/1";
  id: string;
  engine: string;
  source: string;
  /** Where the last backward pass started; without one, the result, or null where nothing requires a gradient. */
  target: string | null;
  /** Where each backward pass started. */
  targets: string[];
  /** What started each pass: backward(), which adds to `.grad`, or autograd.grad, which changes none. */
  calls: ("backward" | "grad")[];
  printed: string;
  /** How many times a gradient was sent backward. */
  passes: number;
  /** The turns of the loop that trains: one that calls backward() on what the same statement computes in each. */
  loop: Turn[];
  /** Whether there is a dense layer behind what the last backward pass starts from: /runs/{id}/network has them. */
  network: boolean;
  /** What the program's author may want to know about the run, in words. */
  notes: string[];
  /** Gradients that the program computes by itself, compared with the true ones. */
  checks: Check[];
  /** What the program draws with matplotlib, as far as /limits says. */
  charts: Chart[];
  /** The scalar engines that the program brings along. */
  engines: ScalarEngine[];
  /** The operations that stand in the graph as what they are made of, each in a namespace of its name, and the scalar engines that are taken for plain classes. */
  unfold: string[];
  /** What to call a group whose part of a namespace is only a count: "epoch 28" for "iteration.113". */
  titles: Record<string, string>;
  /** The statements that made nodes. */
  statements: Statement[];
  /** Their executions, in order; each comes after its caller. */
  lines: Line[];
  /** What names at the top of the program stand for at its end, without functions, classes, modules and names that begin with _, as far as /limits says. */
  variables: Record<string, Held>;
  /** Whether the program runs unchanged in PyTorch. */
  portable: Portable;
  default_dtype: DefaultType;
  nodes: Node[];
  edges: Edge[];
  steps: Step[];
  /** All steps in brief, where fewer were asked for than there are: `steps` are then the first. */
  outline?: StepOutline[] | null;
  /** Of a loop of which one pass is kept, `nodes`, `events` and `document` are counted for what is kept. */
  limits: Record<string, Usage>;
  /** Left out where all of the run is there. */
  pass_shown?: PassShown | null;
}

export interface RunRequest {
  /** The program. */
  source: string;
  /** Values in place of those of named leaves, of the same shape. */
  leaves?: Record<string, Numbers> | null;
  /** The variable from which the backward pass starts, in place of the program's own choice. */
  target?: string | null;
  /** Composite operations of /ops that stand in the graph as what they are made of: sigmoid as neg, exp, add, div; and scalar engines of the program's own, by the name of the class, which is then a plain one. */
  unfold?: string[] | null;
  /** Small texts that the program reads, by name: open("names.txt") finds "names.txt". */
  files?: Record<string, string> | null;
  /** The pass to show of a loop too long to be kept whole, counted from 0, in place of the last: the program is run up to it. A run that is kept whole has all of its passes in any case. */
  pass_shown?: number | null;
}

/** The last line of the traceback that Python would print. */
export interface Said {
  exception: string;
  message: string;
}

/** A class of the program's own whose objects are the nodes: the attributes of their numbers and gradients. */
export interface ScalarEngine {
  name: string;
  data: string;
  gradient: string;
}

/** A backward pass starts: the target receives the derivative of itself by itself. */
export interface SeedStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "backward";
  kind: "seed";
  upstream: Tensor;
  accumulated: Tensor;
  earlier?: Tensor | null;
  received?: number | null;
  expected?: number | null;
}

/** One thing that is drawn in a chart. */
export interface Series {
  /** A level is a straight line across the chart, at one x or at one y. */
  kind: "line" | "points" | "bars" | "image" | "level" | "area" | "text";
  /** The line of the program that drew it. */
  line: number;
  /** Its places, as many as `y`; of an image its left and right ends, of a level at one y none. */
  x: Entry[];
  /** Of an image the places of the lower end of its last row, and of the upper end of its first; of bars and areas where they end. */
  y: Entry[];
  /** Where bars and areas begin. */
  base: Entry[];
  /** That of each bar, around its place. */
  width: Entry[];
  /** The rows of an image, whose entries are numbers, or red, green and blue from 0 to 1; of points, numbers that colour them, or nothing. */
  values: (Entry | (Entry | Entry[])[])[];
  /** What is written at its places. */
  texts: string[];
  /** What the legend calls it. */
  label: string | null;
  /** As the program names it: red, C1, tab:blue, #ff0000; null where the program names none. */
  colour: string | null;
  dashes: "solid" | "dashed" | "dotted" | "none";
  /** Whether its places are marked. */
  markers: boolean;
  /** Whether bars lie on their side: their places are then on the y axis, and `base` and `y` are lengths along x. */
  flat: boolean;
}

/** A place in the program: lines and columns count from 1, the end column is one past the last character. */
export interface Span {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

/** What an optimizer remembers of a leaf from one step to the next, under the name it has in the formulas. */
export interface State {
  name: string;
  before: Tensor | null;
  after: Tensor;
}

/** A statement of the program that made nodes; of one with a block, its head. */
export interface Statement {
  source: Span;
  /** The variables it ends in. */
  names: string[];
  /** What it computes, as the program spells it: the right side of an assignment. */
  expression: string;
}

export type Step = ForwardStep | SeedStep | ContributeStep | HookStep | GradientStep | UpdateStep;

/** A step without its tensors. */
export interface StepOutline {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "forward" | "backward" | "gradient" | "update";
  kind: "leaf" | "compute" | "seed" | "contribute" | "hook" | "clear" | "assign" | "update";
  /** Where the program says it, of a step that is a statement of its own. */
  source?: Span | null;
  set_to_none?: boolean | null;
  edge?: string | null;
  to?: string | null;
  received?: number | null;
  expected?: number | null;
}

export interface StepsDocument {
  run: string;
  from: number;
  /** One past the last step given. */
  to: number;
  /** How many steps the run has. */
  total: number;
  /** The `from` of the steps after these; null where none follow. */
  next: number | null;
  steps: Step[];
}

/** What a tensor's entries have in common. NaN and infinities are only counted: the other figures leave them out. */
export interface Summary {
  /** null when no entry is finite, as are max and mean. */
  min: Entry | null;
  max: Entry | null;
  mean: Entry | null;
  /** Euclidean: the square root of the sum of squares of all finite entries. */
  norm: Entry;
  zeros: number;
  nonfinite: number;
}

/** Forward mode beside reverse mode. */
export interface TapeAgreement {
  /** Of what the last backward pass that reaches the leaf starts from; null where none reaches it. */
  tangent: Entry | null;
  /** What this pass brings to the entry. */
  gradient: Entry | null;
  agrees: boolean | null;
  sentence: string;
}

/** The nodes of a run in the order in which they were made, with what is known of them at a step. */
export interface TapeDocument {
  run: string;
  /** null of a run without any. */
  step: number | null;
  seed: TapeSeed | null;
  /** null without a seed. */
  agreement: TapeAgreement | null;
  from: number;
  /** One past the last row. */
  to: number;
  total: number;
  /** The `from` of the rows after these; null where none follow. */
  next: number | null;
  rows: TapeRow[];
}

export interface TapeRow {
  /** Its place on the tape: 7 for v7. */
  index: number;
  node: string;
  name: string;
  /** The name of an operation, or the role of a leaf. */
  operation: string;
  /** By their places on the tape. */
  inputs: number[];
  /** Of the program. */
  line: number | null;
  /** null before the step that makes it. */
  value: Tensor | null;
  /** null before that, too, without a seed, and for what is no fraction. */
  tangent: Tensor | null;
  /** The gradient that has arrived up to the step; null where none has. */
  adjoint: Tensor | null;
  /** Of which pass the adjoint is: of the last that has begun, kept in `.grad` from before, or of an earlier one. */
  standing: "now" | "kept" | "past" | null;
}

/** The entry of a leaf that moves: its own tangent is 1, and the tangent of a node is its derivative by it. */
export interface TapeSeed {
  node: string;
  /** Its place in row-major order. */
  entry: number;
  /** As in a formula: "W1[0, 2]". */
  name: string;
}

/** An array with its entries in row-major nested lists, exact to the last bit of float64. */
export interface Tensor {
  shape: number[];
  dtype: string;
  /** null above 64 entries; GET /runs/{id}/tensors gives all of them. */
  data: Data | null;
  /** With data null: the first 8 × 8 entries of the last two axes, at index 0 of the axes before them. */
  corner?: Data | null;
  summary: Summary;
}

export interface TensorHeader {
  node?: string | null;
  /** In place of a node. */
  step?: number | null;
  of: "value" | "gradient" | "upstream" | "local" | "contribution" | "accumulated" | "earlier";
  dtype: string;
  /** Of the entries given. */
  shape: number[];
  /** The shape of the array they are taken from. */
  whole: number[];
  /** Where the entries begin, in bytes from the end of the header: a multiple of 8. */
  offset: number;
  bytes: number;
}

/** What stands before the entries in a binary frame of arrays. */
export interface TensorsHeader {
  run: string;
  tensors: TensorHeader[];
}

export interface TextValue {
  /** Its first characters, as many as /limits says. */
  text: string;
  /** The number of all of them. */
  length: number;
}

export interface Tick {
  at: Entry;
  text: string;
}

/** A leaf that the loop changes. Each list of it has an item for each pass of the document. */
export interface TrainedParameter {
  name: string;
  shape: number[];
  /** The version that the pass read. */
  nodes: string[];
  /** The version that it left; the same where it changed nothing. */
  after: string[];
  /** Places in row-major order of the entries in `values`: all, or 32 spread evenly through them. */
  entries: number[];
  /** What the pass read. */
  values: Entry[][];
  /** Euclidean norm of all entries of what it read, as of `gradient` and `change`. */
  value: Entry[];
  /** Norm of ∂loss/∂parameter as this pass alone computed it; null where nothing arrived. */
  gradient: (Entry | null)[];
  /** Norm of what the pass added to the parameter. */
  change: Entry[];
}

/** A turn of a loop that trains, by its steps. */
export interface Turn {
  /** Of its backward pass, as the steps say it. */
  pass: number;
  first: number;
  /** The step with which the backward pass starts. */
  seed: number;
  /** The last step of what the program does to leaves and gradients before it computes anew. */
  last: number;
}

/** A leaf changes in place: `node` is its new version. */
export interface UpdateStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "update";
  kind: "update";
  /** The optimizer, or "in place" for a formula of the program; null where none is known. */
  rule?: string | null;
  /** What the `.grad` of the leaf held, where the rule reads it. */
  gradient?: Tensor | null;
  state?: State[];
}

export interface Usage {
  used: number;
  limit: number;
  unit: string;
}

/** A tensor. */
export interface Variable {
  /** Its node; null for one outside of the graph. */
  node: string | null;
  value: Tensor;
  /** What `.grad` holds: all passes since it was last cleared, where the `gradient` of a node is that of its last. */
  grad: Tensor | null;
}

/** What the names at the top of a program stand for after a step of its run, or without one at its end. */
export interface VariablesDocument {
  run: string;
  step: number | null;
  variables: Record<string, Held>;
}
