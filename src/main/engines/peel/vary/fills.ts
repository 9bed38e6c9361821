/** Other things that may lie where a layer is hidden: other ways to fill, other places to take the filling from. */
import { boundsOf, cropData, grow } from '../../../imaging/boxes.ts'
import { toRgbF } from '../../../imaging/color.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Mask, Rgba8, RgbF } from '../../../imaging/pixels.ts'
import { resizePlane, resizeRgb } from '../../../imaging/resample.ts'
import { fillBehind } from '../inpaint/fill-behind.ts'
import { fillHole } from '../inpaint/fill-hole.ts'
import { optionalFillModels } from '../inpaint/optional-models.ts'
import type { PeelContext } from '../types.ts'
import { cloneInto, isEmpty } from './clone.ts'

/** After so many there is little new. */
const MOST = 16
/** How far the fill reaches beyond what is hidden: edges that are soft hold colours of what hides them. */
const MARGIN = 0.003
const LEAST_MARGIN = 2
/** What is shown around the hole, of its longer side and at least pixels. */
const SURROUNDINGS = 0.6
const LEAST_SURROUNDINGS = 160
/** Larger parts are filled at a smaller size. */
const MOST_PIXELS = 1_500_000

export interface Varied {
  name: string
  /** RGBA, as large as the picture. */
  pixels: Uint8Array
}

type Fill = (image: RgbF, hole: Mask) => Promise<RgbF> | RgbF

/**
 * The `index`-th fill of the hidden pixels, those that are seen staying as they are. 'none': there are no more; null:
 * this one gives nothing new. Throws what Sessions.run throws, and CANCELLED.
 */
export async function fillVariation(
  picture: Rgba8,
  hidden: Mask,
  index: number,
  context: PeelContext,
): Promise<Varied | 'none' | null> {
  const bounds = boundsOf(hidden)
  if (!bounds || index >= MOST) return 'none'
  const { width, height } = picture
  const around = grow(
    bounds,
    Math.max(LEAST_SURROUNDINGS, SURROUNDINGS * Math.max(bounds.width, bounds.height)),
    width,
    height,
  )
  const size = { width: around.width, height: around.height }
  const margin = Math.max(LEAST_MARGIN, MARGIN * Math.max(width, height))
  const hole = dilate({ ...size, data: cropData(hidden.data, width, 1, around) }, margin)
  const opacity = cropData(picture.data, width, 4, around)
  for (let i = 0; i < hole.data.length; i++) if (opacity[i * 4 + 3] < 128) hole.data[i] = 1
  if (hole.data.every((bit) => bit === 1)) return 'none'
  const part: RgbF = { ...size, data: cropData(toRgbF(picture).data, width, 3, around) }
  const { name, fill } = (await wayOf(index, context)) ?? {}
  if (!name || !fill) return 'none'
  const filled = await atWorkingSize(part, hole, fill)
  const pixels = picture.data.slice()
  let differs = false
  for (let y = 0, i = 0; y < around.height; y++) {
    for (let x = 0; x < around.width; x++, i++) {
      const at = (around.y + y) * width + around.x + x
      if (!hidden.data[at]) continue
      for (let c = 0; c < 3; c++) {
        const value = Math.round(Math.min(255, Math.max(0, filled.data[i * 3 + c])))
        differs ||= Math.abs(pixels[at * 4 + c] - value) > 2
        pixels[at * 4 + c] = value
      }
    }
  }
  return differs ? { name, pixels } : null
}

/** Networks that are installed, then copies of other places, grain and smooth colours by turns. */
async function wayOf(index: number, context: PeelContext): Promise<{ name: string; fill: Fill } | null> {
  const installed = []
  for (const model of optionalFillModels) if (await context.sessions.has?.(model.id)) installed.push(model)
  const network = installed.at(index)
  if (network) {
    return { name: `Network ${index + 1}`, fill: (image, hole) => fillHole(image, hole, context, network) }
  }
  const turn = index - installed.length
  if (turn === 2) return { name: 'Smooth', fill: (image, hole) => fillBehind(image, hole, { detail: 0 }) }
  const round = turn < 2 ? 0 : Math.floor((turn - 1) / 2)
  const texture = (image: RgbF, hole: Mask) => fillBehind(image, hole, { detail: 1, seed: round + 1 })
  if (turn === 1 || (turn > 2 && turn % 2 === 0)) return { name: `Grain ${round + 1}`, fill: texture }
  return {
    name: `Copy ${round + 1}`,
    fill(image, hole) {
      const cloned = cloneInto(image, hole, round)
      if (!cloned) return texture(image, hole)
      return isEmpty(cloned.left) ? cloned.image : fillBehind(cloned.image, cloned.left)
    },
  }
}

async function atWorkingSize(image: RgbF, hole: Mask, fill: Fill): Promise<RgbF> {
  const { width, height } = image
  const scale = Math.sqrt(MOST_PIXELS / (width * height))
  if (scale >= 1) return fill(image, hole)
  const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side * scale)))
  const cover = resizePlane({ width, height, data: Float32Array.from(hole.data) }, w, h, 'area')
  const small: Mask = { width: w, height: h, data: Uint8Array.from(cover.data, (value) => (value > 1e-3 ? 1 : 0)) }
  const filled = await fill(resizeRgb(image, w, h, 'area'), small)
  return resizeRgb(filled, width, height, 'linear')
}
