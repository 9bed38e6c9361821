/** Names for layers: what is written on them, else what they are and where. */
import type { Box, Rgba8 } from '../../imaging/pixels.ts'
import { isCancelled } from '../../../shared/contract/errors.ts'
import { joinLines, type Line } from '../peel/text/lines.ts'
import { corners } from '../peel/text/quad.ts'
import { makeReader, readWords } from '../peel/text/read.ts'
import type { Found, PeelContext } from '../peel/types.ts'
import { overWhite, type ModelLayer } from './to-source-size.ts'

/** Lines below this score are not believed. */
const SURE = 0.8
/** Of a layer, what its lines must cover for it to be a text and nothing else. */
const MOSTLY = 0.5
const LONGEST_NAME = 40

/** Names the layers (bottom to top) and gives texts to those that show some. */
export async function nameLayers(layers: readonly ModelLayer[], context: PeelContext): Promise<Found[]> {
  const [bottom, ...above] = layers
  const named: Found[] = [bottom.found]
  const reader = await makeReader(context).catch((error: unknown) => {
    if (isCancelled(error)) throw error
    // Without the models that read, layers are named by their places.
    return null
  })
  for (const [index, { found, picture }] of above.entries()) {
    const lines = reader ? joinLines(await readWords(readable(picture), reader, context)) : []
    named.push(
      nameLayer(
        found,
        lines.filter((line) => line.score >= SURE),
        picture,
      ),
    )
    context.onProgress?.((index + 1) / above.length)
  }
  return named
}

function nameLayer(layer: Found, lines: readonly Line[], picture: Rgba8): Found {
  const texts = lines.map((line) => {
    const box = boxOf(line)
    return { string: line.string, box, confidence: line.score, color: meanColor(picture, box) }
  })
  if (texts.length === 0) return { ...layer, name: `Object, ${placeOf(layer.box, picture)}` }
  const string = texts.map((text) => text.string).join(' ')
  const short = string.length > LONGEST_NAME ? `${string.slice(0, LONGEST_NAME - 1).trimEnd()}…` : string
  const covered = texts.reduce((sum, { box }) => sum + box.width * box.height, 0)
  const isText = covered >= MOSTLY * layer.box.width * layer.box.height
  return { ...layer, texts, kind: isText ? 'text' : layer.kind, name: isText ? `Text: ${short}` : `Object: ${short}` }
}

/** Over white; light things over black. */
function readable(picture: Rgba8): ReturnType<typeof overWhite> {
  const { width, height, data } = picture
  let light = 0
  let shown = 0
  for (let i = 0; i < data.length; i += 4) {
    light += data[i + 3] * (data[i] + data[i + 1] + data[i + 2])
    shown += data[i + 3] * 3
  }
  const over = overWhite(picture)
  if (shown === 0 || light / shown < 160) return over
  for (let i = 0; i < width * height; i++) {
    const missing = 255 - data[i * 4 + 3]
    for (let c = 0; c < 3; c++) over.data[i * 3 + c] -= missing
  }
  return over
}

function boxOf({ quad }: Line): Box {
  const points = corners(quad)
  const left = Math.floor(Math.min(...points.map(({ x }) => x)))
  const top = Math.floor(Math.min(...points.map(({ y }) => y)))
  const right = Math.ceil(Math.max(...points.map(({ x }) => x)))
  const bottom = Math.ceil(Math.max(...points.map(({ y }) => y)))
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) }
}

/** Of what shows in the box. */
function meanColor({ width, height, data }: Rgba8, box: Box): [number, number, number] {
  const sums = [0, 0, 0]
  let weight = 0
  for (let y = Math.max(0, box.y); y < Math.min(height, box.y + box.height); y++) {
    for (let x = Math.max(0, box.x); x < Math.min(width, box.x + box.width); x++) {
      const at = (y * width + x) * 4
      weight += data[at + 3]
      for (let c = 0; c < 3; c++) sums[c] += data[at + c] * data[at + 3]
    }
  }
  const mean = (sum: number) => (weight === 0 ? 0 : Math.round(sum / weight))
  return [mean(sums[0]), mean(sums[1]), mean(sums[2])]
}

/** "top left", "centre"...: where the middle of the box is, in thirds. */
function placeOf(box: Box, { width, height }: Rgba8): string {
  const third = (middle: number, size: number) => Math.min(2, Math.floor((middle / size) * 3))
  const row = ['top', '', 'bottom'][third(box.y + box.height / 2, height)]
  const column = ['left', '', 'right'][third(box.x + box.width / 2, width)]
  return [row, column].filter((part) => part !== '').join(' ') || 'centre'
}
