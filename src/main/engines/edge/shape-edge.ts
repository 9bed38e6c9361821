/** The outline of a matte made even, soft, hard, larger or smaller: what the sliders below the radius do. */
import type { EdgeSettings } from '../../../shared/contract/refine-api.ts'
import type { Plane } from '../../imaging/pixels.ts'
import { bandBlur } from './band-blur.ts'

/** Standard deviation at the most smoothing, pixels. */
const MOST_SMOOTHING = 10
/** An edge moves this far at least, at 100 %. */
const LEAST_SHIFT = 2
/** How near the threshold of a shift comes to 0 and 1. */
const SHIFT_DEPTH = 0.48

/** What of the settings works on the matte alone. */
export type EdgeShape = Omit<EdgeSettings, 'radius' | 'clean'> & { radius: number }

/** How far the settings reach beyond the edge, pixels. */
export function reachOfShape({ radius, smooth, feather, shift }: EdgeShape): number {
  const smoothing = (3 * MOST_SMOOTHING * smooth) / 100
  return radius + smoothing + 1.5 * feather + (shift > 0 ? shiftReach({ radius, feather }) : 0)
}

/** What a step works on, what it is told, and what it made. */
interface Step {
  from: Plane
  by: string
  made: Plane
}

/** Shapes mattes. What the last one was made of is kept: where one setting changed, the steps before it are not done again. */
export class EdgeShaper {
  readonly #steps = new Map<string, Step>()

  /** `matte` 0..1, and what comes of it; both are not to be changed. In the order of the strip: smoothed, feathered, hardened, moved. */
  shape(matte: Plane, shape: EdgeShape): Plane {
    const { smooth, feather, contrast, shift } = shape
    const smoothed = this.#step('smooth', matte, [smooth], () => {
      const deviation = (MOST_SMOOTHING * smooth) / 100
      return hardened(bandBlur(matte, deviation), 0.5, slopeOf(deviation))
    })
    const feathered = this.#step('feather', smoothed, [feather], () => bandBlur(smoothed, feather / 2))
    const hard = this.#step('contrast', feathered, [contrast], () =>
      hardened(feathered, 0.5, 1 / Math.max(0.004, 1 - contrast / 100)),
    )
    const reach = shiftReach(shape)
    return this.#step('shift', hard, [shift, reach], () => moved(hard, shift / 100, reach))
  }

  /** Nothing is done where the setting is 0. */
  #step(name: string, from: Plane, settings: readonly number[], make: () => Plane): Plane {
    if (settings[0] === 0) return from
    const by = settings.join(' ')
    const last = this.#steps.get(name)
    if (last && last.from === from && last.by === by) return last.made
    const made = make()
    this.#steps.set(name, { from, by, made })
    return made
  }
}

/** As EdgeShaper does, once. */
export function shapeEdge(matte: Plane, shape: EdgeShape): Plane {
  return new EdgeShaper().shape(matte, shape)
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
  const outline = hardened(bandBlur(plane, deviation), 0.5 - depth, slope)
  const { data } = outline
  for (let i = 0; i < data.length; i++) {
    data[i] = shift > 0 ? Math.max(data[i], plane.data[i]) : Math.min(data[i], plane.data[i])
  }
  return outline
}
