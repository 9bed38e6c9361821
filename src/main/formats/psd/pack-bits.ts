/**
 * PackBits, the run-length code of PSD channels (compression 1). Each row is packed by itself: a control byte n in
 * 0..127 is followed by n + 1 literal bytes, one in 129..255 by one byte that stands for 257 - n of it.
 */

/** A packed channel: the rows after each other, and the packed length of each. */
export interface PackedPlane {
  rowLengths: Uint32Array
  bytes: Uint8Array
}

const MAXIMUM_RUN = 128

/** Packs one channel that arrives in bands of whole rows. */
export class PlanePacker {
  readonly #width: number
  readonly #row: Uint8Array
  readonly #rowLengths: Uint32Array
  #rows = 0
  #bytes = new Uint8Array(1 << 12)
  #length = 0

  constructor(width: number, height: number) {
    this.#width = width
    this.#row = new Uint8Array(width)
    this.#rowLengths = new Uint32Array(height)
  }

  /** Appends the rows of interleaved data: every `step`-th byte from `offset` on. */
  add(data: Uint8Array, step: number, offset: number): void {
    const width = this.#width
    const rows = data.length / (width * step)
    for (let y = 0; y < rows; y++) {
      let source = y * width * step + offset
      for (let x = 0; x < width; x++, source += step) this.#row[x] = data[source]
      this.#reserve(width + Math.ceil(width / MAXIMUM_RUN))
      const end = packRow(this.#row, this.#bytes, this.#length)
      this.#rowLengths[this.#rows++] = end - this.#length
      this.#length = end
    }
  }

  /** The packed channel. Throws when rows are missing. */
  finish(): PackedPlane {
    if (this.#rows !== this.#rowLengths.length) throw new Error('A channel is missing rows.')
    return { rowLengths: this.#rowLengths, bytes: this.#bytes.subarray(0, this.#length) }
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#length + more, Math.ceil(this.#bytes.length * 1.5)))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}

/** Packs `row` into `out` from `at` on; returns where it ended. Needs row.length + ceil(row.length / 128) bytes there. */
export function packRow(row: Uint8Array, out: Uint8Array, at: number): number {
  const end = row.length
  let x = 0
  while (x < end) {
    const start = x
    const limit = Math.min(end, start + MAXIMUM_RUN)
    const value = row[start]
    do x++
    while (x < limit && row[x] === value)
    if (x - start >= 3) {
      out[at++] = 257 - (x - start)
      out[at++] = value
      continue
    }
    // A literal, up to the next run of three: taking out runs of two would cost as much as it saves.
    while (x < limit && !(row[x] === row[x + 1] && row[x] === row[x + 2])) x++
    out[at++] = x - start - 1
    for (let i = start; i < x; i++) out[at++] = row[i]
  }
  return at
}

/** Bytes that a plane takes in a file: its row lengths (4 bytes each in a PSB, else 2) and its rows. */
export function planeSize(plane: PackedPlane, large: boolean): number {
  return plane.rowLengths.length * (large ? 4 : 2) + plane.bytes.length
}

/** The table of row lengths as files have it: big endian, 4 bytes each in a PSB, else 2. */
export function rowTable(plane: PackedPlane, large: boolean): Uint8Array {
  const { rowLengths } = plane
  const table = new Uint8Array(rowLengths.length * (large ? 4 : 2))
  const view = new DataView(table.buffer)
  rowLengths.forEach((length, y) => (large ? view.setUint32(y * 4, length) : view.setUint16(y * 2, length)))
  return table
}
