/** The text stage: reads the picture, takes each line of text off it as one layer, and fills what was behind. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { boundsOf, cropData, grow, pasteData } from '../../../imaging/boxes.ts'
import type { Box, RgbF } from '../../../imaging/pixels.ts'
import type { DraftText } from '../../engine.ts'
import type { Found, PeelContext, Peeled } from '../types.ts'
import { inkCandidates, makeWindow, type Window } from './ink.ts'
import { joinLines, type Line } from './lines.ts'
import { matteOf, type Matte } from './matte.ts'
import { corners, cutQuad, inflate, quadBox, type Quad } from './quad.ts'
import { makeReader, readWords, type Reader } from './read.ts'
import { dissimilarity } from './score.ts'
import { mapSurfaces, surfaceOf } from './surface.ts'
import { cellsOf, turned } from './turn.ts'

export interface PeeledText extends Peeled {
  /** Text that was read but stays in the picture: part of an object, or its glyphs could not be told from the ground. */
  kept: DraftText[]
}

/** Candidates that are checked by reading them again. */
const checked = 4
/** Above this share of wrong characters the glyphs' mask is not the text. */
const mostWrong = 0.5
/** Pixels by which a fill is larger than the matte. */
const fillRim = 3

/** Takes the text off a picture. Layers do not overlap; `behind` equals the picture where no text was. */
export async function peelText(image: RgbF, context: PeelContext): Promise<PeeledText> {
  const read = await makeReader(context)
  const words = await readWords(image, read, {
    ...context,
    onProgress: (done) => context.onProgress?.(done * 0.7, 'reading'),
  })
  const lines = joinLines(words)
  const behind: RgbF = { ...image, data: image.data.slice() }
  const taken: Taken[] = []
  const kept: DraftText[] = []
  for (const [n, line] of lines.entries()) {
    throwIfCancelled(context.signal)
    const others = lines.filter((other) => other !== line).map((other) => other.quad)
    const layer = await takeLine(behind, line, others, read)
    if (layer) taken.push({ line, layer })
    else kept.push(draftText(line, [0, 0, 0], image))
    context.onProgress?.(0.7 + (0.3 * (n + 1)) / lines.length, line.string)
  }
  const surfaces = mapSurfaces(behind)
  const layers: Found[] = []
  for (const { line, layer } of taken) {
    if (surfaceOf(surfaces, line.quad) === 'object') {
      putBack(behind, image, layer.box)
      kept.push(...layer.texts)
    } else layers.push(layer)
  }
  return { layers, behind, kept }
}

/** Undoes the filling in a layer's box and the rim of the fill around it. */
function putBack(picture: RgbF, original: RgbF, box: Box): void {
  const whole = grow(box, fillRim, picture.width, picture.height)
  pasteData(picture.data, picture.width, 3, whole, cropData(original.data, original.width, 3, whole))
}

interface Taken {
  line: Line
  layer: Found
}

/** Takes one line off the picture, in place; null (and the picture as it was) where its glyphs cannot be told. */
async function takeLine(picture: RgbF, line: Line, others: readonly Quad[], read: Reader): Promise<Found | null> {
  const thickness = line.vertical ? line.quad.width : line.quad.height
  const box = quadBox(inflate(line.quad, 0.7 * thickness + 4), picture.width, picture.height)
  if (!box) return null
  const crop = { width: box.width, height: box.height, data: cropData(picture.data, picture.width, 3, box) }
  const inCrop = (quad: Quad): Quad => ({ ...quad, x: quad.x - box.x, y: quad.y - box.y })
  const window = makeWindow(crop, { ...line, quad: inCrop(line.quad) }, others.map(inCrop))
  const best = await bestMatte(window, line, read)
  if (!best) return null
  const tight = boundsOf({ width: box.width, height: box.height, data: best.matte.alpha })
  if (!tight) return null
  pasteData(picture.data, picture.width, 3, box, best.matte.behind.data)
  const place: Box = { ...tight, x: tight.x + box.x, y: tight.y + box.y }
  return {
    kind: 'text',
    name: `Text: ${line.string}`,
    box: place,
    alpha: cropData(best.matte.alpha, box.width, 1, tight),
    color: cropData(best.matte.color, box.width, 3, tight),
    confidence: line.score * (1 - best.wrong),
    texts: [{ ...draftText(line, best.matte.ink, picture), box: place }],
  }
}

/** Mattes of the likeliest candidates; the first that reads as the line does wins, else the one that reads best. */
async function bestMatte(window: Window, line: Line, read: Reader): Promise<{ matte: Matte; wrong: number } | null> {
  const candidates = inkCandidates(window, characterCenters(line))
  let best: { matte: Matte; wrong: number } | null = null
  for (const ink of candidates.slice(0, checked)) {
    const matte = matteOf(window, ink)
    if (!matte) continue
    const wrong = await misreading(window, matte, line, read)
    if (wrong <= mostWrong && (!best || wrong < best.wrong - 0.1)) best = { matte, wrong }
    if (best && best.wrong < 0.1) break
  }
  return best
}

/** Reads the matte as black on white: the share of characters that differ from the line's string. */
async function misreading(window: Window, matte: Matte, line: Line, read: Reader): Promise<number> {
  const { width, height } = window.image
  const data = new Float32Array(width * height * 3)
  for (let i = 0; i < data.length; i++) data[i] = 255 * (1 - matte.alpha[Math.floor(i / 3)])
  const crop = cutQuad({ width, height, data }, window.quad)
  const crops = line.vertical ? [turned(crop, 1), turned(crop, 3), ...cellsOf(crop)] : [crop]
  let least = 1
  for (const each of crops) least = Math.min(least, dissimilarity((await read(each)).string, line.string))
  return least
}

/** Where the characters stand along the line, 0..1. */
function characterCenters(line: Line): number[] {
  if (line.vertical) return line.words[0].reading.centers
  const c = Math.cos(line.quad.angle)
  const s = Math.sin(line.quad.angle)
  return line.words.flatMap(({ quad, reading }) => {
    const shift = (quad.x - line.quad.x) * c + (quad.y - line.quad.y) * s
    return reading.centers
      .filter((_, k) => reading.string[k] !== ' ')
      .map((at) => ((at - 0.5) * quad.width + shift) / line.quad.width + 0.5)
  })
}

function draftText(line: Line, color: [number, number, number], image: RgbF): DraftText {
  const points = corners(line.quad)
  const box = quadBox(line.quad, image.width, image.height) ?? {
    x: Math.round(points[0].x),
    y: Math.round(points[0].y),
    width: 1,
    height: 1,
  }
  return { string: line.string, box, confidence: line.score, color }
}
