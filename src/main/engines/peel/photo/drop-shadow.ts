/** The shadow a thing pasted on a photograph drops on it: its own outline, shifted, blurred and darker. */
import { cropData, grow } from '../../../imaging/boxes.ts'
import { luminance } from '../../../imaging/color.ts'
import { gaussian } from '../../../imaging/filter.ts'
import { distance } from '../../../imaging/morphology.ts'
import type { Box, Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { resizePlane } from '../../../imaging/resample.ts'
import { cropMask, type Cutout, HAZE, over } from './cutout.ts'
import { type Fit, fitSurface, sampleBilinear } from './shadow-fit.ts'

/** Longest side of the picture the shadow is searched at: a shadow is soft. */
const SEARCH_SIDE = 160
/** How far around the thing its shadow is looked for, as a share of its size (root of its box's area). */
const REACH = 0.3
/** Offsets and widths tried, as shares of the thing's size. */
const OFFSETS_X = [-0.06, -0.03, 0, 0.03, 0.06]
const OFFSETS_Y = [-0.03, 0, 0.03, 0.06, 0.09, 0.12]
const SIGMAS = [0.01, 0.02, 0.035, 0.05]
/** Least share of the surface's residual that the shadow must explain, and least opacity. */
const LEAST_GAIN = 0.08
const LEAST_OPACITY = 0.08
/** Texture explains as much by chance in either direction: darkening must beat the best brightening this many times. */
const DARKER_THAN_CHANCE = 3
/** A gain that is no chance: on a smooth ground a brightening on the other side of the thing explains much, too. */
const CERTAIN_GAIN = 0.4
/** Added to luminance before the logarithm, levels: black is noisy. */
const FLOOR = 8

export interface Shadow {
  box: Box
  /** Darkening towards black, 0..1, as large as the box; under the thing too. */
  alpha: Plane
  /** Darkening under the middle of the thing. */
  opacity: number
}

/**
 * Fits log luminance around the thing with a cubic surface plus its matte, shifted and blurred; null where that
 * explains too little. `others` (picture-sized) are pixels of other things, left out of the fit.
 */
export function findDropShadow(image: RgbF, cutout: Cutout, others: Mask): Shadow | null {
  const size = Math.sqrt(cutout.box.width * cutout.box.height)
  const reach = Math.max(12, REACH * size)
  const around = grow(cutout.box, reach * 1.2, image.width, image.height)
  const matte = embed(cutout, around)
  const scale = Math.min(1, SEARCH_SIDE / Math.max(around.width, around.height))
  const width = Math.max(8, Math.round(around.width * scale))
  const height = Math.max(8, Math.round(around.height * scale))
  const small = resizePlane(matte, width, height, 'area')
  const part: RgbF = { ...matte, data: cropData(image.data, image.width, 3, around) }
  const light = resizePlane(luminance(part), width, height, 'area').data.map((v) => Math.log(v + FLOOR))
  const blocked = cropMask(others, around)
  const blockedSmall = resizePlane({ ...blocked, data: Float32Array.from(blocked.data) }, width, height, 'area').data
  const far = distance(over(small, 0.02)).data
  const used: number[] = []
  for (let i = 0; i < far.length; i++) {
    if (far[i] > 0 && far[i] < reach * scale && blockedSmall[i] < 0.02) used.push(i)
  }
  const fit = searchFit(light, used, small, size * scale)
  if (!fit || fit.gain < Math.max(LEAST_GAIN, Math.min(CERTAIN_GAIN, DARKER_THAN_CHANCE * fit.brighter))) return null
  const opacity = 1 - Math.exp(fit.slope)
  if (opacity < LEAST_OPACITY) return null
  return { box: around, alpha: castShadow(small, fit, around, opacity), opacity }
}

interface Cast {
  dx: number
  dy: number
  sigma: number
}

interface BestCast extends Cast, Fit {
  /** The gain of the best brightening tried. */
  brighter: number
}

/** The best of the grid, then half and quarter steps around it. Lengths in pixels of the search. */
function searchFit(light: Float32Array, used: number[], matte: Plane, size: number): BestCast | null {
  const surface = fitSurface(light, used, matte.width, matte.height)
  if (!surface) return null
  let best: Cast & Fit = { dx: 0, dy: 0, sigma: 0, slope: 0, gain: 0 }
  let brighter = 0
  const attempt = (soft: Plane, from: Cast & Fit, cast: Cast): Cast & Fit => {
    const fit = surface.withColumn((x, y) => sampleBilinear(soft, x - cast.dx, y - cast.dy))
    if (fit && fit.slope > 0) brighter = Math.max(brighter, fit.gain)
    return fit && fit.slope < 0 && fit.gain > from.gain ? { ...fit, ...cast } : from
  }
  for (const share of SIGMAS) {
    const sigma = Math.max(0.7, share * size)
    const soft = gaussian(matte, sigma)
    for (const y of OFFSETS_Y) {
      for (const x of OFFSETS_X) best = attempt(soft, best, { dx: x * size, dy: y * size, sigma })
    }
  }
  if (best.slope === 0) return null
  for (const step of [0.015 * size, 0.0075 * size]) {
    const { dx, dy, sigma } = best
    for (const wider of [sigma / 1.25, sigma, sigma * 1.25]) {
      const soft = gaussian(matte, wider)
      for (const y of [-step, 0, step]) {
        for (const x of [-step, 0, step]) best = attempt(soft, best, { dx: dx + x, dy: dy + y, sigma: wider })
      }
    }
  }
  return { ...best, brighter }
}

/** The shadow over a box of the picture, made at the size of the search: it is soft. */
function castShadow(matte: Plane, cast: Cast, around: Box, opacity: number): Plane {
  const soft = gaussian(matte, cast.sigma)
  const { width, height } = around
  const data = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const v = ((y + 0.5) * matte.height) / height - 0.5 - cast.dy
    for (let x = 0; x < width; x++) {
      const u = ((x + 0.5) * matte.width) / width - 0.5 - cast.dx
      const value = opacity * sampleBilinear(soft, u, v)
      data[y * width + x] = value > HAZE ? value : 0
    }
  }
  return { width, height, data }
}

/** The matte within a larger box. */
export function embed(cutout: { box: Box; matte: Plane }, at: Box): Plane {
  const data = new Float32Array(at.width * at.height)
  const { box, matte } = cutout
  for (let y = 0; y < box.height; y++) {
    const row = matte.data.subarray(y * box.width, (y + 1) * box.width)
    data.set(row, (box.y - at.y + y) * at.width + box.x - at.x)
  }
  return { width: at.width, height: at.height, data }
}
