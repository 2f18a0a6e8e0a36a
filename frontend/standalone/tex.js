/**
 * Reads the TeX that the engine writes (`engine/notation/expressions.py`) as a tree of MathML. It knows no more than
 * that: where something else stands, the page shows the formula's plain text. Pure.
 */

/** @typedef {{tag: string, attributes: Record<string, string>, children: (MathNode | string)[]}} MathNode */

/** The TeX holds what the engine does not write. */
export class ParseError extends Error {}

const GREEK = new Map([
  ["alpha", "α"], ["beta", "β"], ["gamma", "γ"], ["delta", "δ"], ["epsilon", "ϵ"], ["zeta", "ζ"], ["eta", "η"],
  ["theta", "θ"], ["iota", "ι"], ["kappa", "κ"], ["lambda", "λ"], ["mu", "μ"], ["nu", "ν"], ["xi", "ξ"], ["pi", "π"],
  ["rho", "ρ"], ["sigma", "σ"], ["tau", "τ"], ["phi", "ϕ"], ["chi", "χ"], ["psi", "ψ"], ["omega", "ω"],
  ["partial", "∂"],
]);
const OPERATORS = new Map([
  ["cdot", "⋅"], ["odot", "⊙"], ["ge", "≥"], ["le", "≤"], ["ne", "≠"], ["to", "→"], ["leftarrow", "←"],
  ["approx", "≈"], ["sum", "∑"], ["prod", "∏"],
]);
const ORDINARY = new Map([["top", "⊤"], ["infty", "∞"], ["cdots", "⋯"], ["ldots", "…"]]);
const FENCES = new Map([["lVert", "‖"], ["rVert", "‖"]]);
const FUNCTIONS = new Set(["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det", "max", "min"]);
const SPACES = new Map([[",", "0.1667em"], [";", "0.2778em"], [" ", "0.25em"]]);
const SPELLED = new Map([["textbackslash", "\\"], ["textasciitilde", "~"], ["textasciicircum", "^"]]);

/** Commands that only say how large a formula is set. */
const SIZES = new Set(["displaystyle", "textstyle"]);

/** A line may end after these. */
const BREAKING = new Set(["=", "+=", "+", "−", "⋅", "⊙", "→", "←", "≈"]);
const TALL = new Set(["mfrac", "mtable", "munder", "mover", "munderover"]);
const SIGNS = new Map([["-", "−"]]);
const APPLICATION = "\u2061";

const NUMBER = /\d+(?:\.\d+)?|\.\d+/y;
const COMMAND = /\\([a-zA-Z]+)\s*|\\(.)/y;

/**
 * @param {string} tex
 * @returns {MathNode[][]} the formula in pieces, between which a line may end
 * @throws {ParseError}
 */
export function parse(tex) {
  const reader = new Reader(tex);
  const nodes = reader.sequence();
  if (!reader.atEnd) throw new ParseError(`this TeX closes what it has not opened: ${tex}`);
  /** @type {MathNode[][]} */
  const pieces = [[]];
  for (const node of nodes) {
    const piece = pieces[pieces.length - 1];
    piece.push(node);
    if (piece.length === 1 || node.tag !== "mo" || !BREAKING.has(String(node.children[0]))) continue;
    // At the end of its piece a sign would stand as close as one behind a number.
    node.attributes.form = "infix";
    pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 0);
}

class Reader {
  /** @param {string} tex */
  constructor(tex) {
    this.tex = tex;
    this.at = 0;
  }

  get atEnd() {
    return this.at >= this.tex.length;
  }

  /** @returns {MathNode[]} up to the end, or to what closes a group, a cell or a row */
  sequence() {
    /** @type {MathNode[]} */
    const nodes = [];
    for (;;) {
      this.#skipSpaces();
      const ends = /^(?:[}&]|\\\\|\\right(?![a-zA-Z])|\\end\b)/.test(this.tex.slice(this.at, this.at + 8));
      if (this.atEnd || ends) return nodes;
      if ((this.tex[this.at] === "^" || this.tex[this.at] === "_") && nodes.length > 0) {
        nodes.push(this.#scripts(/** @type {MathNode} */ (nodes.pop())));
      } else nodes.push(...this.#atom());
    }
  }

  #skipSpaces() {
    while (this.tex[this.at] === " ") this.at++;
  }

  /** @param {RegExp} pattern sticky */
  #match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.tex);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  /** @param {string} text */
  #expect(text) {
    this.#skipSpaces();
    if (!this.tex.startsWith(text, this.at)) throw new ParseError(`${text} is missing at ${this.at} in ${this.tex}`);
    this.at += text.length;
  }

  /** @returns {MathNode[]} */
  #atom() {
    const number = this.#match(NUMBER);
    if (number) return [node("mn", number[0])];
    const command = this.#match(COMMAND);
    if (command) return command[1] === undefined ? [this.#space(command[2])] : this.#command(command[1]);
    if (this.tex[this.at] === "{") return [this.#group()];
    const letter = String.fromCodePoint(/** @type {number} */ (this.tex.codePointAt(this.at)));
    this.at += letter.length;
    if (/\p{L}/u.test(letter)) return [node("mi", letter)];
    const sign = node("mo", SIGNS.get(letter) ?? letter);
    if ("()[]|".includes(letter)) sign.attributes.stretchy = "false";
    return [sign];
  }

  #group() {
    this.#expect("{");
    const nodes = this.sequence();
    this.#expect("}");
    return row(nodes);
  }

  /** @returns {string} the text between braces, as it is to be shown */
  #words() {
    this.#expect("{");
    let words = "";
    while (this.tex[this.at] !== "}") {
      const command = this.#match(COMMAND);
      if (command?.[1] !== undefined) {
        const spelled = SPELLED.get(command[1]);
        if (spelled === undefined) throw new ParseError(`\\${command[1]} inside of text in ${this.tex}`);
        words += spelled;
        this.#expect("{}");
      } else if (command) words += command[2];
      else if (this.atEnd) throw new ParseError(`text without an end in ${this.tex}`);
      else words += this.tex[this.at++];
    }
    this.at++;
    return words;
  }

  /** @param {string} letter */
  #space(letter) {
    const width = SPACES.get(letter);
    if (width === undefined) throw new ParseError(`\\${letter} in ${this.tex}`);
    return node("mspace", [], { width });
  }

  /**
   * @param {string} name
   * @returns {MathNode[]}
   */
  #command(name) {
    if (GREEK.has(name)) return [node("mi", /** @type {string} */ (GREEK.get(name)))];
    if (OPERATORS.has(name)) return [node("mo", /** @type {string} */ (OPERATORS.get(name)))];
    if (ORDINARY.has(name)) return [node("mi", /** @type {string} */ (ORDINARY.get(name)), { mathvariant: "normal" })];
    if (FUNCTIONS.has(name)) return applied(name);
    if (SIZES.has(name)) return [];
    switch (name) {
      case "frac":
        return [node("mfrac", [this.#group(), this.#group()])];
      case "sqrt":
        return [node("msqrt", [this.#group()])];
      case "mathrm":
        return [node("mi", this.#words(), { mathvariant: "normal" })];
      case "operatorname":
        return applied(this.#words());
      case "text":
        return [node("mtext", this.#words())];
      case "mathrel":
        return [this.#relation()];
      case "textcolor":
        return [this.#coloured()];
      case "hat":
        return [node("mover", [this.#group(), node("mo", "^", { stretchy: "false" })], { accent: "true" })];
      case "underbrace":
        return [node("munder", [this.#group(), node("mo", "⏟")])];
      case "left":
        return [this.#fenced()];
      case "begin":
        return [this.#cases()];
    }
    throw new ParseError(`\\${name} in ${this.tex}`);
  }

  /** "+" and the "=" after it are one sign. */
  #relation() {
    const sign = this.#words();
    if (this.tex[this.at] !== "=") return node("mo", sign);
    this.at++;
    return node("mo", `${sign}=`);
  }

  /** The page names a role in place of a colour. */
  #coloured() {
    const role = this.#words();
    return node("mrow", [this.#group()], { class: role });
  }

  #fenced() {
    const opening = this.#fence();
    const inside = this.sequence();
    this.#expect("\\right");
    const closing = this.#fence();
    // A bracket that may stretch takes more room beside it, even where it does not.
    if (!inside.some(isTall)) for (const bracket of [opening, closing]) bracket.attributes.stretchy = "false";
    return node("mrow", [opening, ...inside, closing]);
  }

  #fence() {
    const command = this.#match(COMMAND);
    const sign = command ? FENCES.get(command[1]) : this.tex[this.at++];
    if (sign === undefined) throw new ParseError(`a bracket is missing in ${this.tex}`);
    return node("mo", sign, { fence: "true" });
  }

  #cases() {
    this.#expect("{cases}");
    /** @type {MathNode[]} */
    const rows = [];
    /** @type {MathNode[]} */
    let cells = [];
    for (;;) {
      cells.push(node("mtd", this.sequence()));
      if (this.tex[this.at] === "&") {
        this.at++;
        continue;
      }
      rows.push(node("mtr", cells));
      cells = [];
      if (this.tex.startsWith("\\\\", this.at)) this.at += 2;
      else break;
    }
    this.#expect("\\end");
    this.#expect("{cases}");
    return node("mrow", [node("mo", "{", { fence: "true" }), node("mtable", rows, { class: "cases" })]);
  }

  /** @param {MathNode} base */
  #scripts(base) {
    /** @type {Map<string, MathNode>} */
    const scripts = new Map();
    for (let sign = this.tex[this.at]; sign === "^" || sign === "_"; sign = this.tex[this.at]) {
      this.at++;
      scripts.set(sign, this.#group());
    }
    const [below, above] = [scripts.get("_"), scripts.get("^")];
    const over = base.tag === "mo" || base.tag === "munder";
    if (below && above) return node(over ? "munderover" : "msubsup", [base, below, above]);
    if (below) return node(over ? "munder" : "msub", [base, below]);
    return node(over ? "mover" : "msup", [base, /** @type {MathNode} */ (above)]);
  }
}

/**
 * @param {string} tag
 * @param {string | MathNode[]} children
 * @param {Record<string, string>} attributes
 * @returns {MathNode}
 */
function node(tag, children, attributes = {}) {
  return { tag, attributes, children: typeof children === "string" ? [children] : children };
}

/** @param {MathNode | string} found @returns {boolean} */
function isTall(found) {
  return typeof found !== "string" && (TALL.has(found.tag) || found.children.some(isTall));
}

/** @param {MathNode[]} nodes */
function row(nodes) {
  return nodes.length === 1 ? nodes[0] : node("mrow", nodes);
}

/** @param {string} name of a function, before what it is applied to */
function applied(name) {
  return [node("mi", name, { mathvariant: "normal" }), node("mo", APPLICATION)];
}
