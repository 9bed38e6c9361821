/** The check that layers put together again are the picture they came from. */
import { flatten, plainLayer } from '../../shared/compositing/composite.ts'
import type { Box, Rgba8 } from '../imaging/pixels.ts'

/** How the layers compare with the picture. Colour where both are fully clear cannot be seen and is not compared. */
export interface Exactness {
  pixels: number
  /** Pixels where a channel differs. */
  differing: number
  /** Of any channel, in levels of 255. */
  largestDifference: number
}

const stripRows = 256

/** Composites the layers (bottom to top) over nothing and compares with the picture at every pixel. */
export function compareWithImage(image: Rgba8, layers: readonly { box: Box; pixels: Uint8Array }[]): Exactness {
  const nodes = layers.map(({ box, pixels }) => plainLayer({ ...box, data: pixels }))
  let differing = 0
  let largestDifference = 0
  for (let y = 0; y < image.height; y += stripRows) {
    const height = Math.min(stripRows, image.height - y)
    const strip = flatten(nodes, { x: 0, y, width: image.width, height })
    const offset = y * image.width * 4
    for (let i = 0; i < strip.length; i += 4) {
      const difference = pixelDifference(strip, i, image.data, offset + i)
      if (difference === 0) continue
      differing++
      largestDifference = Math.max(largestDifference, difference)
    }
  }
  return { pixels: image.width * image.height, differing, largestDifference }
}

function pixelDifference(a: Uint8Array, i: number, b: Uint8Array, j: number): number {
  const alpha = Math.abs(a[i + 3] - b[j + 3])
  if (a[i + 3] === 0 && b[j + 3] === 0) return 0
  return Math.max(alpha, Math.abs(a[i] - b[j]), Math.abs(a[i + 1] - b[j + 1]), Math.abs(a[i + 2] - b[j + 2]))
}
