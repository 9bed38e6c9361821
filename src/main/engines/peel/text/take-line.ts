/** Takes one line of text off a picture. */
import { boundsOf, cropData, pasteData } from '../../../imaging/boxes.ts'
import type { Box, RgbF } from '../../../imaging/pixels.ts'
import type { DraftText } from '../../engine.ts'
import type { Found } from '../types.ts'
import { drawnInk, mixedInk } from './ink.ts'
import type { Line } from './lines.ts'
import { matteOf, type Matte } from './matte.ts'
import { corners, cutQuad, inflate, quadBox, type Quad } from './quad.ts'
import type { Reader } from './read.ts'
import { dissimilarity } from './score.ts'
import { withSpaces } from './spacing.ts'
import { cellsOf, turned } from './turn.ts'
import { makeWindow, type Window } from './window.ts'

/** Guesses of each sort that are checked by reading them again. */
const checked = 3
/** Above this share of wrong characters the matte is not the text. */
const mostWrong = 0.5
/** Under this it is surely. */
const fewWrong = 0.12
/** The surroundings that are looked at, pixels. */
const widestMargin = 72

/** Takes one line off the picture, in place; null (and the picture as it was) where its glyphs cannot be told. */
export async function takeLine(
  picture: RgbF,
  line: Line,
  others: readonly Quad[],
  read: Reader,
): Promise<Found | null> {
  const thickness = line.vertical ? line.quad.width : line.quad.height
  const margin = Math.min(widestMargin, 0.7 * thickness + 4)
  const box = quadBox(inflate(line.quad, margin), picture.width, picture.height)
  if (!box) return null
  const crop = { width: box.width, height: box.height, data: cropData(picture.data, picture.width, 3, box) }
  const inCrop = (quad: Quad): Quad => ({ ...quad, x: quad.x - box.x, y: quad.y - box.y })
  const window = makeWindow(crop, { ...line, quad: inCrop(line.quad) }, characterCenters(line), others.map(inCrop))
  const best = await bestMatte(window, line, read)
  if (!best) return null
  const tight = boundsOf({ width: box.width, height: box.height, data: best.matte.alpha })
  if (!tight) return null
  pasteData(picture.data, picture.width, 3, box, best.matte.behind.data)
  const string = withSpaces(line.string, window, best.matte.alpha)
  const place: Box = { ...tight, x: tight.x + box.x, y: tight.y + box.y }
  return {
    kind: 'text',
    name: `Text: ${string}`,
    box: place,
    alpha: cropData(best.matte.alpha, box.width, 1, tight),
    color: cropData(best.matte.color, box.width, 3, tight),
    confidence: line.score * (1 - best.wrong),
    texts: [{ ...draftText(line, best.matte.ink, picture), string, box: place }],
  }
}

interface Judged {
  matte: Matte
  /** Share of characters that read otherwise, 0..1. */
  wrong: number
}

/** Mattes of the likeliest guesses; the first that surely is the text wins, else the one that reads best. */
async function bestMatte(window: Window, line: Line, read: Reader): Promise<Judged | null> {
  let best: Judged | null = null
  for (const guess of [drawnInk, mixedInk]) {
    for (const ink of guess(window).slice(0, checked)) {
      if ((await legibility(window, ink.mask.data, line, read)) < 1 - mostWrong) continue
      const matte = matteOf(window, ink)
      if (!matte) continue
      const wrong = await misreading(window, matte, line, read)
      if (wrong <= mostWrong && (!best || wrong < best.wrong - 0.1)) best = { matte, wrong }
      if (best && best.wrong < fewWrong) return best
    }
  }
  return best
}

/**
 * Reads the matte as black on white: the share of characters that differ from the line's string; and the ground behind
 * it: as far as the text is still read there, the matte has missed a part.
 */
async function misreading(window: Window, matte: Matte, line: Line, read: Reader): Promise<number> {
  const seen = await legibility(window, matte.alpha, line, read)
  const left = await likeLine(matte.behind, window, line, read)
  return Math.max(1 - seen, left > 0.5 ? left : 0)
}

/** How much of the line is read from a mask or matte drawn black on white, 0..1. */
async function legibility(window: Window, alpha: Float32Array | Uint8Array, line: Line, read: Reader): Promise<number> {
  const { width, height } = window.image
  const data = new Float32Array(width * height * 3)
  for (let i = 0; i < alpha.length; i++) data.fill(255 * (1 - alpha[i]), i * 3, i * 3 + 3)
  return likeLine({ width, height, data }, window, line, read)
}

/** Share of the line's characters that are read in a picture of its window, 0..1. */
async function likeLine(image: RgbF, window: Window, line: Line, read: Reader): Promise<number> {
  const crop = cutQuad(image, window.quad)
  const crops = line.vertical ? [turned(crop, 1), turned(crop, 3), ...cellsOf(crop)] : [crop]
  let most = 0
  for (const each of crops) most = Math.max(most, 1 - dissimilarity((await read(each)).string, line.string))
  return most
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

/** What was read, as records carry it. `color` 0..255. */
export function draftText(line: Line, color: [number, number, number], image: RgbF): DraftText {
  const points = corners(line.quad)
  const box = quadBox(line.quad, image.width, image.height) ?? {
    x: Math.round(points[0].x),
    y: Math.round(points[0].y),
    width: 1,
    height: 1,
  }
  return { string: line.string, box, confidence: line.score, color }
}
