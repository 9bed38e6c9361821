/** Binary morphology with discs, by exact Euclidean distances. */
import { labelWhere } from './components.ts'
import type { Mask, Plane } from './pixels.ts'

const FAR = 1e20

/**
 * Euclidean distance in pixels from each pixel to the nearest set one of the mask (0 on it).
 * Felzenszwalb & Huttenlocher, "Distance Transforms of Sampled Functions", 2012. Infinity where the mask is empty.
 */
export function distance(mask: Mask): Plane {
  const { width, height } = mask
  const squared = squaredColumns(mask)
  const values = new Float64Array(width)
  const result = new Float64Array(width)
  const parabolas = new Int32Array(width)
  const borders = new Float64Array(width + 1)
  const out = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    values.set(squared.subarray(y * width, (y + 1) * width))
    lowerEnvelope(values, width, result, parabolas, borders)
    for (let x = 0; x < width; x++) out[y * width + x] = result[x] >= FAR / 2 ? Infinity : Math.sqrt(result[x])
  }
  return { width, height, data: out }
}

/** Squared distances to the nearest set pixel of the same column: down, then up. */
function squaredColumns({ width, height, data }: Mask): Float64Array {
  const far = new Int32Array(width * height)
  const none = width + height
  for (let i = 0; i < far.length; i++) far[i] = data[i] ? 0 : i < width ? none : far[i - width] + 1
  for (let i = far.length - width - 1; i >= 0; i--) if (far[i + width] < far[i]) far[i] = far[i + width] + 1
  return Float64Array.from(far, (value) => (value >= none ? FAR : value * value))
}

function lowerEnvelope(
  values: Float64Array,
  length: number,
  result: Float64Array,
  parabolas: Int32Array,
  borders: Float64Array,
): void {
  let last = 0
  parabolas[0] = 0
  borders[0] = -FAR
  borders[1] = FAR
  for (let q = 1; q < length; q++) {
    let s: number
    for (;;) {
      const p = parabolas[last]
      s = (values[q] + q * q - (values[p] + p * p)) / (2 * q - 2 * p)
      if (s > borders[last] || last === 0) break
      last--
    }
    if (s <= borders[last]) s = borders[last]
    last++
    parabolas[last] = q
    borders[last] = s
    borders[last + 1] = FAR
  }
  last = 0
  for (let q = 0; q < length; q++) {
    while (borders[last + 1] < q) last++
    const p = parabolas[last]
    result[q] = (q - p) * (q - p) + values[p]
  }
}

export function not(mask: Mask): Mask {
  const data = new Uint8Array(mask.data.length)
  for (let i = 0; i < data.length; i++) data[i] = mask.data[i] ? 0 : 1
  return { ...mask, data }
}

/** All pixels within `radius` (pixels, may be fractional) of the mask. */
export function dilate(mask: Mask, radius: number): Mask {
  if (radius <= 0) return { ...mask, data: mask.data.slice() }
  const far = distance(mask).data
  const data = new Uint8Array(far.length)
  for (let i = 0; i < data.length; i++) data[i] = far[i] <= radius ? 1 : 0
  return { ...mask, data }
}

/** All pixels of the mask farther than `radius` from its outside. The picture's frame counts as inside. */
export function erode(mask: Mask, radius: number): Mask {
  return not(dilate(not(mask), radius))
}

/** Erosion, then dilation: drops what is thinner than the disc. */
export function open(mask: Mask, radius: number): Mask {
  return dilate(erode(mask, radius), radius)
}

/** Dilation, then erosion: bridges gaps narrower than the disc. */
export function close(mask: Mask, radius: number): Mask {
  return erode(dilate(mask, radius), radius)
}

/** Sets regions of the outside that do not touch the frame and are at most `largest` pixels. */
export function fillHoles(mask: Mask, largest = Infinity): Mask {
  const { width, height } = mask
  const outside = labelWhere(width, height, 4, (i) => !mask.data[i])
  const isHole = outside.boxes.map(
    (b, i) => b.x > 0 && b.y > 0 && b.x + b.width < width && b.y + b.height < height && outside.areas[i] <= largest,
  )
  const data = mask.data.slice()
  for (let i = 0; i < data.length; i++) {
    const id = outside.labels[i]
    if (id > 0 && isHole[id - 1]) data[i] = 1
  }
  return { ...mask, data }
}

/** Number of set pixels. */
export function count(mask: Mask): number {
  let n = 0
  for (let i = 0; i < mask.data.length; i++) n += mask.data[i] ? 1 : 0
  return n
}
