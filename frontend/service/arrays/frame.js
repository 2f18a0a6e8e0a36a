/** Reads the binary frames of /runs/{id}/tensors. The entries are views of the answer's own memory. Pure. */

/** @import { TensorHeader, TensorsHeader } from "../../types.js" */

/** @typedef {Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array} Entries in row-major order */

const MAGIC = "gradwalk";
const VERSION = 1;
const PRELUDE = 16;

/** @type {Map<string, new (buffer: ArrayBuffer, offset: number, length: number) => Entries>} */
const VIEWS = new Map(
  /** @type {[string, new (buffer: ArrayBuffer, offset: number, length: number) => Entries][]} */ ([
    ["float64", Float64Array],
    ["float32", Float32Array],
    ["int64", BigInt64Array],
    ["int32", Int32Array],
    ["bool", Uint8Array],
  ]),
);

/**
 * @param {ArrayBuffer} buffer
 * @returns {{header: TensorHeader, entries: Entries}[]}
 * @throws {Error} when it is no frame of this version, or has a dtype that this page does not know
 */
export function readFrame(buffer) {
  const prelude = new DataView(buffer, 0, Math.min(PRELUDE, buffer.byteLength));
  const text = new TextDecoder();
  if (buffer.byteLength < PRELUDE || text.decode(buffer.slice(0, MAGIC.length)) !== MAGIC) {
    throw new Error("these bytes are no frame of tensors");
  }
  const version = prelude.getUint32(8, true);
  if (version !== VERSION) throw new Error(`a frame of version ${version}; this page reads version ${VERSION}`);
  const length = prelude.getUint32(12, true);
  /** @type {TensorsHeader} */
  const { tensors } = JSON.parse(text.decode(new Uint8Array(buffer, PRELUDE, length)));
  return tensors.map((header) => {
    const View = VIEWS.get(header.dtype);
    if (!View) throw new Error(`entries of dtype ${header.dtype}`);
    const count = header.shape.reduce((product, size) => product * size, 1);
    return { header, entries: new View(buffer, PRELUDE + length + header.offset, count) };
  });
}
