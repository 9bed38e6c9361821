/** Which way a line runs: upright, along the side, or tilted. */
import type { Plane } from '../../imaging/pixels.ts'
import type { Faces } from '../faces.ts'
import { cleanInk, frameOf } from './ink.ts'
import { measureLine, settingLike } from './setting.ts'
import { slidScore } from './slide.ts'

/** Faces of five kinds: one of them is more like any line that is the right way up than like one that is not. */
const probes = [
  ['Inter', 500],
  ['Tinos', 700],
  ['Anton', 400],
  ['Pacifico', 400],
  ['Roboto Mono', 400],
] as const

/** From here on a line may run along the side: its height in widths. */
const TALL = 1.5
/** Tilts that are looked for, degrees, and the room that a tilt must save to be one. */
const MOST_TILT = 30
const LEAST_TILT = 2
const SAVED = 0.1
/** What another way must be better by. */
const BETTER = 0.03

/** Degrees, clockwise, by which the line in the plane is turned. */
export async function orientationOf(faces: Faces, string: string, plane: Plane): Promise<number> {
  const angles = [0]
  if (plane.height >= TALL * plane.width && string.length > 1) angles.push(90, -90)
  else angles.push(...tiltsOf(plane))
  if (angles.length === 1) return 0
  let best = { angle: 0, score: await probe(faces, string, plane) }
  for (const angle of angles.slice(1)) {
    const score = await probe(faces, string, turnedBack(plane, angle).plane)
    if (score > best.score + BETTER) best = { angle, score }
  }
  return best.angle
}

async function probe(faces: Faces, string: string, plane: Plane): Promise<number> {
  const copy = { ...plane, data: plane.data.slice() }
  const box = cleanInk(copy)
  if (!box) return 0
  const frame = frameOf(copy, box, 32)
  let best = 0
  for (const [family, weight] of probes) {
    const face = await faces.face(family, weight, false)
    const measure = face && measureLine(face, string)
    if (face && measure) best = Math.max(best, slidScore(frame, face, string, settingLike(frame, measure)))
  }
  return best
}

/** The tilt at which the ink fits the smallest box, where that is one. */
function tiltsOf({ width, height, data }: Plane): number[] {
  const points: number[] = []
  // Each row's ends are enough: the box is that of the hull.
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width)
    const first = row.findIndex((value) => value > 0.5)
    if (first >= 0) points.push(first, y, row.findLastIndex((value) => value > 0.5) + 1, y)
  }
  let best = { angle: 0, area: Infinity }
  let upright = Infinity
  for (let angle = -MOST_TILT; angle <= MOST_TILT; angle++) {
    const turn = (angle * Math.PI) / 180
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
    for (let i = 0; i < points.length; i += 2) {
      const x = cos * points[i] + sin * points[i + 1]
      const y = -sin * points[i] + cos * points[i + 1]
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
    const area = (right - left) * (bottom - top)
    if (angle === 0) upright = area
    if (area < best.area) best = { angle, area }
  }
  return Math.abs(best.angle) >= LEAST_TILT && best.area < (1 - SAVED) * upright ? [best.angle] : []
}

/** The plane turned back by an angle, and where its points were: x = cos·x' − sin·y' + left, y = sin·x' + cos·y' + top. */
export function turnedBack(
  { width, height, data }: Plane,
  angle: number,
): { plane: Plane; cos: number; sin: number; left: number; top: number } {
  const turn = (angle * Math.PI) / 180
  const round = (value: number) => (angle % 90 === 0 ? Math.round(value) : value)
  const [cos, sin] = [round(Math.cos(turn)), round(Math.sin(turn))]
  // The corners in the turned frame.
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ].map(([x, y]) => [cos * x + sin * y, -sin * x + cos * y])
  const originX = Math.floor(Math.min(...corners.map(([x]) => x)))
  const originY = Math.floor(Math.min(...corners.map(([, y]) => y)))
  const size = {
    width: Math.ceil(Math.max(...corners.map(([x]) => x))) - originX,
    height: Math.ceil(Math.max(...corners.map(([, y]) => y))) - originY,
  }
  const left = cos * originX - sin * originY
  const top = sin * originX + cos * originY
  const out = new Float32Array(size.width * size.height)
  const at = (x: number, y: number) => (x >= 0 && y >= 0 && x < width && y < height ? data[y * width + x] : 0)
  for (let y = 0, i = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, i++) {
      const sx = cos * (x + 0.5) - sin * (y + 0.5) + left - 0.5
      const sy = sin * (x + 0.5) + cos * (y + 0.5) + top - 0.5
      const [fx, fy] = [Math.floor(sx), Math.floor(sy)]
      const [u, v] = [sx - fx, sy - fy]
      out[i] =
        (1 - v) * ((1 - u) * at(fx, fy) + u * at(fx + 1, fy)) + v * ((1 - u) * at(fx, fy + 1) + u * at(fx + 1, fy + 1))
    }
  }
  return { plane: { ...size, data: out }, cos, sin, left, top }
}
