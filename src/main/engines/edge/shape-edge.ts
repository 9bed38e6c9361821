/** The outline of a matte made even, soft, hard, larger or smaller: what the sliders below the radius do. */
import type { EdgeSettings } from '../../../shared/contract/refine-api.ts'
import { gaussian } from '../../imaging/filter.ts'
import type { Plane } from '../../imaging/pixels.ts'
import { resizePlane } from '../../imaging/resample.ts'

/** Standard deviation at the most smoothing, pixels. */
const MOST_SMOOTHING = 10
/** An edge moves this far at least, at 100 %. */
const LEAST_SHIFT = 2
/** How near the threshold of a shift comes to 0 and 1. */
const SHIFT_DEPTH = 0.48
/** Blurs of at least this deviation are made at a smaller size. */
const COARSE_FROM = 2

/** What of the settings works on the matte alone. */
export type EdgeShape = Omit<EdgeSettings, 'radius' | 'clean'> & { radius: number }

/** How far the settings reach beyond the edge, pixels. */
export function reachOfShape({ radius, smooth, feather, shift }: EdgeShape): number {
  const smoothing = (3 * MOST_SMOOTHING * smooth) / 100
  return radius + smoothing + 1.5 * feather + (shift > 0 ? shiftReach({ radius, feather }) : 0)
}

/** `matte` 0..1. In the order of the strip: smoothed, feathered, hardened, moved. */
export function shapeEdge(matte: Plane, shape: EdgeShape): Plane {
  const { smooth, feather, contrast, shift } = shape
  let plane = matte
  if (smooth > 0) {
    const deviation = (MOST_SMOOTHING * smooth) / 100
    plane = hardened(blurred(plane, deviation), 0.5, slopeOf(deviation))
  }
  if (feather > 0) plane = blurred(plane, feather / 2)
  if (contrast > 0) plane = hardened(plane, 0.5, 1 / Math.max(0.004, 1 - contrast / 100))
  return shift === 0 ? plane : moved(plane, shift / 100, shiftReach(shape))
}

function shiftReach({ radius, feather }: { radius: number; feather: number }): number {
  return Math.max(LEAST_SHIFT, radius, feather)
}

/** What makes an edge one pixel wide of a step that was blurred. */
function slopeOf(deviation: number): number {
  return Math.max(1, deviation * Math.sqrt(2 * Math.PI))
}

/** Values around the threshold spread out, times the slope. */
function hardened(plane: Plane, threshold: number, slope: number): Plane {
  const { width, height, data } = plane
  const out = new Float32Array(data.length)
  for (let i = 0; i < out.length; i++) out[i] = Math.min(1, Math.max(0, (data[i] - threshold) * slope + 0.5))
  return { width, height, data: out }
}

/** The outline further out (1) or in (-1). What is finer than the reach stays: hair is not cut off by a larger outline. */
function moved(plane: Plane, shift: number, reach: number): Plane {
  const deviation = reach / 2
  const depth = SHIFT_DEPTH * shift
  // Steep enough that what is well inside, or outside, stays so.
  const slope = Math.max(slopeOf(deviation), 0.5 / (0.5 - Math.abs(depth)))
  const outline = hardened(blurred(plane, deviation), 0.5 - depth, slope)
  const { data } = outline
  for (let i = 0; i < data.length; i++) {
    data[i] = shift > 0 ? Math.max(data[i], plane.data[i]) : Math.min(data[i], plane.data[i])
  }
  return outline
}

/** A Gaussian blur. A wide one is made at a smaller size: it takes no longer than a narrow one. */
function blurred(plane: Plane, deviation: number): Plane {
  if (deviation < COARSE_FROM) return gaussian(plane, deviation)
  const { width, height } = plane
  const factor = 2 ** Math.floor(Math.log2(deviation / (COARSE_FROM / 2)))
  const small = resizePlane(plane, Math.ceil(width / factor), Math.ceil(height / factor), 'area')
  // Means of cells, and lines between them, blur as well.
  const done = (factor * factor - 1) / 12 + (factor * factor) / 6
  const left = Math.sqrt(Math.max(0.25, deviation * deviation - done)) / factor
  return resizePlane(gaussian(small, left), width, height, 'linear')
}
