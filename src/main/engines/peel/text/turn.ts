/** Turning crops so that a reader of horizontal lines can read them. */
import type { RgbF } from '../../../imaging/pixels.ts'

/** The crop turned clockwise by quarter turns. */
export function turned(crop: RgbF, quarters: number): RgbF {
  const { width, height } = crop
  const swap = quarters % 2 === 1
  const out = { width: swap ? height : width, height: swap ? width : height, data: new Float32Array(crop.data.length) }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to =
        quarters === 1
          ? x * height + (height - 1 - y)
          : quarters === 2
            ? (height - 1 - y) * width + (width - 1 - x)
            : (width - 1 - x) * height + y
      for (let c = 0; c < 3; c++) out.data[to * 3 + c] = crop.data[(y * width + x) * 3 + c]
    }
  }
  return out
}

/**
 * A column of upright characters laid out as a row, for the counts of characters that make the cells about square:
 * detection boxes have a margin, so that one more than height over width is as likely.
 */
export function cellsOf(column: RgbF): RgbF[] {
  const ratio = column.height / column.width
  const counts = [Math.max(2, Math.round(ratio)), Math.max(2, Math.round(ratio)) + 1]
  return counts.map((count) => {
    const cell = Math.floor(column.height / count)
    const width = column.width
    const out = { width: width * count, height: cell, data: new Float32Array(width * count * cell * 3) }
    for (let k = 0; k < count; k++) {
      for (let y = 0; y < cell; y++) {
        const from = (k * cell + y) * width * 3
        out.data.set(column.data.subarray(from, from + width * 3), (y * width * count + k * width) * 3)
      }
    }
    return out
  })
}
