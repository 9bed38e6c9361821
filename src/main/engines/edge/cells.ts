/** Planes at a whole fraction of their size, and back. */
import type { Plane, RgbF } from '../../imaging/pixels.ts'

/** Means of cells of `factor` × `factor` pixels; at the right and the bottom the last pixel goes on. */
export function cellMeans({ width, height, data }: Plane, factor: number): Plane {
  const columns = Math.ceil(width / factor)
  const rows = Math.ceil(height / factor)
  const out = new Float32Array(columns * rows)
  const sums = new Float32Array(width)
  for (let row = 0, at = 0; row < rows; row++) {
    sums.fill(0)
    for (let k = 0; k < factor; k++) {
      const from = Math.min(height - 1, row * factor + k) * width
      for (let x = 0; x < width; x++) sums[x] += data[from + x]
    }
    for (let column = 0; column < columns; column++, at++) {
      let sum = 0
      for (let k = 0; k < factor; k++) sum += sums[Math.min(width - 1, column * factor + k)]
      out[at] = sum / (factor * factor)
    }
  }
  return { width: columns, height: rows, data: out }
}

/** Lines between the middles of cells, at `width` × `height`; beyond the outermost middles their values go on. */
export function fromCells(cells: Plane, factor: number, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height)
  const { width: columns, height: rows, data } = cells
  const between = new Float32Array(columns)
  for (let y = 0; y < height; y++) {
    const v = Math.min(rows - 1, Math.max(0, (y + 0.5) / factor - 0.5))
    const high = Math.floor(v) * columns
    const low = Math.min(rows - 1, Math.floor(v) + 1) * columns
    const down = v - Math.floor(v)
    for (let column = 0; column < columns; column++) {
      between[column] = data[high + column] + down * (data[low + column] - data[high + column])
    }
    // From one middle to the next; the first and the last stretch are outside of all middles.
    const row = y * width
    for (let column = -1, x = 0; x < width; column++) {
      const left = between[Math.max(0, column)]
      while (column < columns - 1 && between[column + 1] === left) column++
      const even = column === columns - 1 ? width : Math.max(x, Math.ceil((column + 0.5) * factor - 0.5))
      if (even > x) out.fill(left, row + x, row + even)
      if (even === width) break
      const start = (column + 0.5) * factor - 0.5
      const slope = (between[column + 1] - left) / factor
      const end = Math.min(width, Math.ceil(start + factor))
      for (x = even; x < end; x++) out[row + x] = left + (x - start) * slope
    }
  }
  return out
}

/** The colour at a pixel, by lines between the middles of cells, as of `fromCells`; put into `out`. */
export function colorBetween({ width, height, data }: RgbF, factor: number, x: number, y: number, out: Float32Array) {
  const u = Math.min(width - 1, Math.max(0, (x + 0.5) / factor - 0.5))
  const v = Math.min(height - 1, Math.max(0, (y + 0.5) / factor - 0.5))
  const left = Math.floor(u)
  const top = Math.floor(v)
  const right = Math.min(width - 1, left + 1) * 3
  const high = top * width * 3
  const low = Math.min(height - 1, top + 1) * width * 3
  const across = u - left
  const down = v - top
  for (let c = 0; c < 3; c++) {
    const upper = data[high + left * 3 + c] * (1 - across) + data[high + right + c] * across
    const lower = data[low + left * 3 + c] * (1 - across) + data[low + right + c] * across
    out[c] = upper * (1 - down) + lower * down
  }
}
