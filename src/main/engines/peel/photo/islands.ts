/** Small things in smooth surroundings: islands in seas of low gradient, such as ghosts in a night sky. */
import { label } from '../../../imaging/components.ts'
import { gaussian, gradient, perChannel } from '../../../imaging/filter.ts'
import { fillHoles, open } from '../../../imaging/morphology.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import type { Fragments } from './fragments.ts'

/** A sea changes by less than this, levels a pixel, after a blur of SOFTEN pixels that takes its noise away. */
const CALM = 3.5
const SOFTEN = 1.2
/** Channels of calm narrower than twice this do not join seas, pixels. */
const STRAIT = 2
/** Shares of the picture: the least for a sea, the least and the most for an island. */
const SMALLEST_SEA = 0.04
const SMALLEST_ISLAND = 0.0008
const LARGEST_ISLAND = 0.08

/** The islands of a picture, as fragments. Each is wholly enclosed by one sea. */
export function findIslands(image: RgbF): Fragments {
  const { width, height } = image
  const count = width * height
  const steep = gradient(perChannel(image, (plane) => gaussian(plane, SOFTEN))).data
  const calm: Mask = { width, height, data: new Uint8Array(count) }
  for (let i = 0; i < count; i++) calm.data[i] = steep[i] < CALM ? 1 : 0
  const seas = label(open(calm, STRAIT), 4)
  const labels = new Int32Array(count)
  const found: Fragments = { width, height, labels, list: [] }
  seas.areas.forEach((area, k) => {
    if (area < SMALLEST_SEA * count) return
    const sea: Mask = { width, height, data: new Uint8Array(count) }
    for (let i = 0; i < count; i++) sea.data[i] = seas.labels[i] === k + 1 ? 1 : 0
    const land = fillHoles(sea)
    for (let i = 0; i < count; i++) if (sea.data[i]) land.data[i] = 0
    addIslands(found, land)
  })
  return found
}

function addIslands(found: Fragments, land: Mask): void {
  const islands = label(land)
  const count = land.data.length
  const ids = islands.areas.map((area, k) => {
    if (area < SMALLEST_ISLAND * count || area > LARGEST_ISLAND * count) return 0
    const id = found.list.length + 1
    found.list.push({ id, box: islands.boxes[k], area })
    return id
  })
  for (let i = 0; i < count; i++) {
    const island = islands.labels[i]
    if (island > 0 && ids[island - 1] > 0) found.labels[i] = ids[island - 1]
  }
}
