/** The embedded answer to a prompt: the matting network is shown the box, or crops around the point. */
import { boxArea, cropData, intersect, pasteData, wholeBox } from '../../../imaging/boxes.ts'
import { label } from '../../../imaging/components.ts'
import type { Box, Mask, Plane } from '../../../imaging/pixels.ts'
import { matte } from '../matting/matte.ts'
import type { Prompt, PromptModel, PromptPoint } from './prompt.ts'

/** Sides of the crops around a point, of the picture's shorter one: the smallest in which the point is on a thing counts. */
const CROPS = [0.25, 0.5, 1]
/** From here on a pixel is of the thing. */
const CERTAIN = 0.5
/** A thing that fills more of the crop than this is cut off by it. */
const MOST_FILLED = 0.75

export const mattingPrompt: PromptModel = {
  models: [],
  async matte(image, prompt, context) {
    const whole = wholeBox(image)
    const inside = prompt.points.filter((point) => point.inside)
    const box = prompt.box && intersect(prompt.box, whole)
    if (box) return pick(clip(await matte(image, box, context), box), prompt)
    let last: Plane = { width: image.width, height: image.height, data: new Float32Array(image.width * image.height) }
    if (inside.length === 0) return last
    for (const share of CROPS) {
      const crop = intersect(around(inside, share * Math.min(image.width, image.height)), whole)
      if (!crop) continue
      last = pick(clip(await matte(image, crop, context), crop), prompt)
      if (inside.every((point) => valueAt(last, point) >= CERTAIN) && filled(last) < MOST_FILLED * boxArea(crop)) break
    }
    return last
  },
}

function around(points: readonly PromptPoint[], margin: number): Box {
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const x = Math.floor(Math.min(...xs) - margin / 2)
  const y = Math.floor(Math.min(...ys) - margin / 2)
  return {
    x,
    y,
    width: Math.ceil(Math.max(...xs) + margin / 2) - x,
    height: Math.ceil(Math.max(...ys) + margin / 2) - y,
  }
}

/** Nothing beyond the box. */
function clip(plane: Plane, box: Box): Plane {
  const data = new Float32Array(plane.data.length)
  pasteData(data, plane.width, 1, box, cropData(plane.data, plane.width, 1, box))
  return { ...plane, data }
}

/** The connected parts with a point inside (all, where there is none), without those that a point outside is on. */
function pick(plane: Plane, { points }: Prompt): Plane {
  const { width, height } = plane
  const mask: Mask = { width, height, data: Uint8Array.from(plane.data, (value) => (value > 0 ? 1 : 0)) }
  const { labels } = label(mask)
  const labelOf = ({ x, y }: PromptPoint) => labels[indexOf(plane, x, y)] ?? 0
  const wanted = new Set(points.filter(({ inside }) => inside).map(labelOf))
  const unwanted = new Set(points.filter(({ inside }) => !inside).map(labelOf))
  wanted.delete(0)
  const chosen = (id: number) => (wanted.size > 0 ? wanted.has(id) : !unwanted.has(id))
  return { width, height, data: plane.data.map((value, i) => (chosen(labels[i]) ? value : 0)) }
}

function indexOf({ width, height }: Plane, x: number, y: number): number {
  const column = Math.min(width - 1, Math.max(0, Math.floor(x)))
  return Math.min(height - 1, Math.max(0, Math.floor(y))) * width + column
}

function valueAt(plane: Plane, { x, y }: PromptPoint): number {
  return plane.data[indexOf(plane, x, y)]
}

function filled({ data }: Plane): number {
  return data.reduce((sum, value) => sum + value, 0)
}
