/** Panels: plain boxes and banners that carry text or other things. */
import { intersect } from '../../../imaging/boxes.ts'
import { distance, fillHoles } from '../../../imaging/morphology.ts'
import type { Box, Mask, RgbF } from '../../../imaging/pixels.ts'
import { modelBackground } from '../background/background.ts'

/** Share of its box that a rectangle fills, rounded corners allowed for, and of each side that lies on the box. */
const FILLED = 0.88
const STRAIGHT = 0.5
/** A box this large, as a share of the picture, is a panel even without text. */
const LARGE = 0.2
/** Pixels along the outline that mix with what is behind. */
const RIM = 3

export interface Panel {
  /** The panel's own surface over the box of the thing, hidden parts continued. */
  surface: RgbF
  sigma: number
  /** 1 where something may lie on it: inside, away from its rim. */
  inside: Uint8Array
}

/**
 * Whether a thing is a panel, and its surface. `mask` and `image` are cropped to the thing's box; `textBoxes` are in the
 * same coordinates. Text makes anything of an even surface a panel; a plain rectangle without text must be large.
 */
export function asPanel(mask: Mask, image: RgbF, textBoxes: Box[], pictureArea: number): Panel | null {
  const { width, height } = mask
  const whole = fillHoles(mask)
  const carriesText = textBoxes.some((box) => coverage(whole, box) > 0.6)
  const large = width * height > LARGE * pictureArea && isRectangle(whole)
  if (!carriesText && !large) return null
  const outside: Mask = { width, height, data: whole.data.map((v) => 1 - v) }
  const far = distance(outside).data
  const inside = new Uint8Array(far.length)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const frame = Math.min(x, y, width - 1 - x, height - 1 - y)
      inside[i] = far[i] > RIM && frame >= RIM ? 1 : 0
    }
  }
  const model = modelBackground(stretched(image, inside))
  if (!model.picture) return null
  return { surface: model.picture, sigma: model.sigma, inside }
}

/** The picture with every pixel that is not inside replaced by the nearest one to its left or right, or above, that is. */
function stretched(image: RgbF, inside: Uint8Array): RgbF {
  const { width, height } = image
  const data = image.data.slice()
  let lastRow = -1
  const emptyRows: number[] = []
  for (let y = 0; y < height; y++) {
    let first = -1
    let last = -1
    for (let x = 0; x < width; x++) {
      if (!inside[y * width + x]) continue
      if (first < 0) first = x
      last = x
    }
    if (first < 0) {
      emptyRows.push(y)
      continue
    }
    lastRow = y
    for (let x = 0; x < width; x++) {
      if (inside[y * width + x]) continue
      const from = (y * width + (x < first ? first : x > last ? last : x)) * 3
      data.copyWithin((y * width + x) * 3, from, from + 3)
    }
  }
  if (lastRow < 0) return image
  for (const y of emptyRows) {
    const to = emptyRows.includes(0) && y < lastRow ? nextFilled(emptyRows, y) : lastRow
    data.copyWithin(y * width * 3, to * width * 3, (to + 1) * width * 3)
  }
  return { width, height, data }
}

function nextFilled(emptyRows: number[], y: number): number {
  let row = y
  while (emptyRows.includes(row)) row++
  return row
}

function coverage(mask: Mask, box: Box): number {
  const part = intersect(box, { x: 0, y: 0, width: mask.width, height: mask.height })
  if (!part) return 0
  let n = 0
  for (let y = part.y; y < part.y + part.height; y++) {
    for (let x = part.x; x < part.x + part.width; x++) n += mask.data[y * mask.width + x]
  }
  return n / (box.width * box.height)
}

function isRectangle(mask: Mask): boolean {
  const { width, height, data } = mask
  let area = 0
  for (const v of data) area += v
  if (area < FILLED * width * height) return false
  const onSide = (along: number, at: (k: number, depth: number) => number): boolean => {
    let n = 0
    for (let k = 0; k < along; k++) if (data[at(k, 0)] || data[at(k, 1)] || data[at(k, 2)]) n++
    return n >= STRAIGHT * along
  }
  return (
    onSide(width, (k, depth) => depth * width + k) &&
    onSide(width, (k, depth) => (height - 1 - depth) * width + k) &&
    onSide(height, (k, depth) => k * width + depth) &&
    onSide(height, (k, depth) => k * width + width - 1 - depth)
  )
}
