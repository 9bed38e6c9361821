/** The ink of a line of text, as the match compares it: without specks, at a height of its own. */
import { boundsOf, cropData } from '../../imaging/boxes.ts'
import { label } from '../../imaging/components.ts'
import type { Box, Plane } from '../../imaging/pixels.ts'
import { resizePlane } from '../../imaging/resample.ts'

/** Ink starts here, 0..1. */
const LEAST = 0.35
/** A piece smaller than this share of the square of the line's height is no dot of an i. */
const SPECK = 0.002
/** Clear pixels around the ink of a frame, as a share of its height: room for what reaches over it. */
const MARGIN = 0.25

/** The ink of a line at one scale. */
export interface Frame {
  plane: Plane
  /** Height of the ink in the frame. */
  height: number
  width: number
  /** Where its ink begins in the frame. */
  margin: number
  /** Frame pixels a pixel of the source, and where the ink begins there. */
  scale: number
  source: { x: number; y: number }
}

/** The tight box of the ink, specks aside; null where there is none. Their pixels are cleared, in place. */
export function cleanInk(plane: Plane): Box | null {
  const { width, height, data } = plane
  const rough = boundsOf(plane, LEAST)
  if (!rough) return null
  const { labels, areas } = label({ width, height, data: Uint8Array.from(data, (value) => (value > LEAST ? 1 : 0)) })
  const least = SPECK * rough.height * rough.height
  const kept = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) if (labels[i] > 0 && areas[labels[i] - 1] >= least) kept[i] = 1
  const box = boundsOf({ width, height, data: kept })
  if (!box) return null
  for (let i = 0; i < data.length; i++) if (labels[i] > 0 && kept[i] === 0) data[i] = 0
  return box
}

/** The ink in the box, resized to a height and with a margin around it. */
export function frameOf(plane: Plane, box: Box, height: number): Frame {
  const scale = height / box.height
  const width = Math.max(1, Math.round(box.width * scale))
  const ink = { width: box.width, height: box.height, data: cropData(plane.data, plane.width, 1, box) }
  const resized = resizePlane(ink, width, height, scale < 1 ? 'area' : 'linear')
  const margin = Math.ceil(height * MARGIN)
  const framed = { width: width + 2 * margin, height: height + 2 * margin }
  const data = new Float32Array(framed.width * framed.height)
  for (let y = 0; y < height; y++) {
    data.set(resized.data.subarray(y * width, (y + 1) * width), (y + margin) * framed.width + margin)
  }
  return { plane: { ...framed, data }, height, width, margin, scale, source: { x: box.x, y: box.y } }
}
