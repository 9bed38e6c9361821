/** Which pieces share their colours: the parts of one drawing do. */
import type { RgbF } from '../../../imaging/pixels.ts'
import type { Fragment } from './fragments.ts'

/** Bins a channel. */
const BINS = 4
/** Palettes are of one drawing when they share this much. */
const SHARED = 0.5

/**
 * Puts fragments of like colours together. `labels` (picture-sized, or cropped like `image`) says which pixel is of
 * which fragment.
 */
export function groupByPalette(image: RgbF, labels: Int32Array, fragments: Fragment[]): Fragment[][] {
  const palettes = new Map(fragments.map((fragment) => [fragment.id, new Float32Array(BINS ** 3)]))
  for (let i = 0; i < labels.length; i++) {
    const palette = palettes.get(labels[i])
    if (palette) palette[bin(image.data, i * 3)]++
  }
  for (const palette of palettes.values()) {
    const total = palette.reduce((sum, n) => sum + n, 0)
    for (let k = 0; k < palette.length; k++) palette[k] /= Math.max(1, total)
  }
  const groups: Fragment[][] = []
  for (const fragment of [...fragments].sort((a, b) => b.area - a.area)) {
    const own = palettes.get(fragment.id)
    const group = groups.find(([first]) => overlap(own, palettes.get(first.id)) >= SHARED)
    if (group) group.push(fragment)
    else groups.push([fragment])
  }
  return groups
}

function bin(data: Float32Array, at: number): number {
  let index = 0
  for (let c = 0; c < 3; c++) index = index * BINS + Math.min(BINS - 1, Math.floor((data[at + c] * BINS) / 256))
  return index
}

function overlap(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) return 0
  return a.reduce((sum, value, k) => sum + Math.min(value, b[k]), 0)
}
