/** What a line of text stands on: the open ground, a panel made for it, or an object it is printed on. */
import { union } from '../../../imaging/boxes.ts'
import { labelWhere } from '../../../imaging/components.ts'
import { fillHoles } from '../../../imaging/morphology.ts'
import type { RgbF } from '../../../imaging/pixels.ts'
import { resizeRgb } from '../../../imaging/resample.ts'
import { maskWhere } from './mask.ts'
import { contains, inflate, scaleQuad, type Quad } from './quad.ts'

export type Surface = 'ground' | 'panel' | 'object'

/** Longer side at which surfaces are looked at. */
const mapSide = 320
/** Neighbouring pixels of one surface differ less than this, levels. */
const step = 7
/** A surface this large is the ground, whatever its outline; share of the picture. */
const groundShare = 0.3
/** Share of its rectangle that a panel fills. */
const panelFill = 0.85
/** Text that fills this share of its surface is what the surface is there for. */
const headlineShare = 0.25
/** Radians: type on a panel is level. */
const levelAngle = 0.06
const tiltedAngle = 0.1
/** Line height in longer sides of the picture. */
const smallText = 0.05

export interface SurfaceMap {
  image: RgbF
  /** Evenly coloured region of each pixel, from 1. */
  regions: Int32Array
  areas: number[]
  scaleX: number
  scaleY: number
}

/** Regions of even colour of a small copy of the picture (without its text, or letters would cut the surfaces up). */
export function mapSurfaces(picture: RgbF): SurfaceMap {
  const ratio = Math.min(1, mapSide / Math.max(picture.width, picture.height))
  const width = Math.max(1, Math.round(picture.width * ratio))
  const height = Math.max(1, Math.round(picture.height * ratio))
  const image = resizeRgb(picture, width, height, 'area')
  const close = (a: number, b: number): boolean =>
    Math.abs(image.data[a * 3] - image.data[b * 3]) < step &&
    Math.abs(image.data[a * 3 + 1] - image.data[b * 3 + 1]) < step &&
    Math.abs(image.data[a * 3 + 2] - image.data[b * 3 + 2]) < step
  const { labels, areas } = labelWhere(width, height, 4, () => true, close)
  return { image, regions: labels, areas, scaleX: width / picture.width, scaleY: height / picture.height }
}

/**
 * An object's surface is bounded, surrounds the text, and is neither a level rectangle nor filled by the text.
 * Where no even surface surrounds the text (a photograph) it stands on the ground, unless it is small and tilted.
 */
export function surfaceOf(map: SurfaceMap, quad: Quad): Surface {
  const { width, height } = map.image
  const small = scaleQuad(quad, map.scaleX, map.scaleY)
  const thickness = Math.min(small.width, small.height)
  const inner = inflate(small, 0.05 * thickness)
  const outer = inflate(small, 0.3 * thickness + 1)
  const counts = new Map<number, number>()
  let ring = 0
  for (let i = 0; i < map.regions.length; i++) {
    const x = (i % width) + 0.5
    const y = Math.floor(i / width) + 0.5
    // Not under the text: a fill is even on any ground.
    if (!contains(outer, x, y) || contains(inner, x, y)) continue
    ring++
    counts.set(map.regions[i], (counts.get(map.regions[i]) ?? 0) + 1)
  }
  const [region, hits] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])
  const level = Math.abs(quad.angle) < levelAngle
  if (ring === 0 || hits < 0.6 * ring) {
    // Small and tilted on no ground of its own: lettering in perspective, on a ticket, a box, a shirt.
    const isSmall = thickness < smallText * Math.max(width, height)
    return isSmall && Math.abs(quad.angle) > tiltedAngle ? 'object' : 'ground'
  }
  const mask = maskWhere(map.image, (i) => map.regions[i] === region)
  const whole = fillHoles(mask)
  let area = 0
  let edges = 0
  let box = { x: Math.floor(quad.x * map.scaleX), y: Math.floor(quad.y * map.scaleY), width: 1, height: 1 }
  for (let i = 0; i < whole.data.length; i++) {
    if (!whole.data[i]) continue
    const x = i % width
    const y = Math.floor(i / width)
    area++
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) edges++
    box = union(box, { x, y, width: 1, height: 1 })
  }
  if (area > groundShare * width * height || edges > 0.15 * (width + height)) return 'ground'
  if (level && area > panelFill * box.width * box.height) return 'panel'
  const filled = (small.width * small.height) / area
  return level && filled > headlineShare ? 'panel' : 'object'
}
