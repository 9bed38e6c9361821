/** Text detection: PP-OCRv4's probability map and its post-processing after "Real-time Scene Text Detection with Differentiable Binarization" (2020). */
import { label } from '../../../imaging/components.ts'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import { resizeRgb } from '../../../imaging/resample.ts'
import { OCR_DETECT, type Sessions } from '../../../onnx/sessions.ts'
import { contains, inflate, quadBox, quadAlong, scaleQuad, smallestQuad, type Point, type Quad } from './quad.ts'

/** A place that looks like text. */
export interface Spot {
  quad: Quad
  /** Mean probability inside, 0..1. */
  score: number
}

const binarise = 0.3
const leastScore = 0.5
const unclip = 1.6
/** How much larger a level rectangle may be. */
const levelBonus = 1.25
/** The network's strides need sides in multiples of this. */
const stride = 32

const mean = [0.485, 0.456, 0.406]
const deviation = [0.229, 0.224, 0.225]

/** Finds text with the picture's longer side brought to `longSide` pixels. Quads are in the picture's pixels. */
export async function detectText(
  image: RgbF,
  longSide: number,
  sessions: Sessions,
  signal?: AbortSignal,
): Promise<Spot[]> {
  const ratio = longSide / Math.max(image.width, image.height)
  const width = Math.max(stride, Math.round((image.width * ratio) / stride) * stride)
  const height = Math.max(stride, Math.round((image.height * ratio) / stride) * stride)
  const sized = resizeRgb(image, width, height, ratio < 1 ? 'area' : 'linear')
  const plane = width * height
  const data = new Float32Array(plane * 3)
  // The network was trained on blue-green-red with the means in that order of channels.
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) data[c * plane + i] = (sized.data[i * 3 + 2 - c] / 255 - mean[c]) / deviation[c]
  }
  const inputs = { x: { type: 'float32' as const, dims: [1, 3, height, width], data } }
  const [output] = Object.values(await sessions.run(OCR_DETECT, inputs, signal))
  const map: Plane = { width, height, data: output.data as Float32Array }
  return spotsOf(map).map((spot) => ({
    ...spot,
    quad: scaleQuad(spot.quad, image.width / width, image.height / height),
  }))
}

/** The post-processing: regions over the threshold, their smallest rectangles, expanded to undo the shrinking of the training labels. */
export function spotsOf(map: Plane): Spot[] {
  const { width, height, data } = map
  const mask = { width, height, data: new Uint8Array(width * height) }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] <= binarise) continue
      // A 2×2 dilation bridges the gaps of one pixel between letters.
      for (let dy = 0; dy < Math.min(2, height - y); dy++) {
        for (let dx = 0; dx < Math.min(2, width - x); dx++) mask.data[(y + dy) * width + x + dx] = 1
      }
    }
  }
  const regions = label(mask)
  const out: Spot[] = []
  for (let id = 1; id <= regions.count; id++) {
    const box = regions.boxes[id - 1]
    if (Math.max(box.width, box.height) < 4) continue
    const points: Point[] = []
    for (let y = box.y; y < box.y + box.height; y++) {
      let first = -1
      let last = -1
      for (let x = box.x; x < box.x + box.width; x++) {
        if (regions.labels[y * width + x] !== id) continue
        if (first < 0) first = x
        last = x
      }
      if (first < 0) continue
      points.push({ x: first, y }, { x: first, y: y + 1 }, { x: last + 1, y }, { x: last + 1, y: y + 1 })
    }
    const quad = settled(points)
    if (Math.min(quad.width, quad.height) < 3) continue
    const score = meanInside(map, quad)
    if (score < leastScore) continue
    const margin = (quad.width * quad.height * unclip) / (2 * (quad.width + quad.height))
    out.push({ quad: inflate(quad, margin), score })
  }
  return out
}

/**
 * The smallest rectangle, or a level one that is hardly larger: ascenders at one end and descenders at the other tilt
 * the smallest one of a level line.
 */
function settled(points: readonly Point[]): Quad {
  const smallest = smallestQuad(points)
  const level = quadAlong(points, 0)
  return level.width * level.height < levelBonus * smallest.width * smallest.height ? level : smallest
}

function meanInside(map: Plane, quad: Quad): number {
  const box = quadBox(quad, map.width, map.height)
  if (!box) return 0
  let sum = 0
  let n = 0
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      if (!contains(quad, x + 0.5, y + 0.5)) continue
      sum += map.data[y * map.width + x]
      n++
    }
  }
  return n > 0 ? sum / n : 0
}
