/** Reading a picture: detection at several scales and on an equalised copy, recognition of each place, one reading a place. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import type { RgbF } from '../../../imaging/pixels.ts'
import type { PeelContext } from '../types.ts'
import { equalise } from './clahe.ts'
import { detectText } from './detect.ts'
import { cutQuad, overlap, type Quad } from './quad.ts'
import { loadAlphabet, recognise, type Reading } from './recognise.ts'
import { countAlphanumerics, isBelievable, skeleton, worth } from './score.ts'
import { cellsOf, turned } from './turn.ts'

/** A place and what is written there. */
export interface Word {
  quad: Quad
  /** Characters stand one below the other, or the line runs up or down. */
  vertical: boolean
  reading: Reading
  /** In how many passes this was read here. */
  agreements: number
}

/** Reads one crop of the picture; given to later steps so that they can check their work. */
export type Reader = (crop: RgbF) => Promise<Reading>

/** Longer sides of the detection passes: large letters need a small scale, small ones a large scale. */
const passes = [
  { side: 640, equalised: false },
  { side: 1280, equalised: false },
  { side: 960, equalised: true },
]
/** A picture is not enlarged more than this. */
const mostEnlarged = 2
/** Above this ratio of height to width the text may run down the page. */
const tall = 1.5

export async function makeReader(context: PeelContext): Promise<Reader> {
  const alphabet = await loadAlphabet(context.sessions)
  return (crop) => recognise(crop, alphabet, context.sessions, context.signal)
}

/** All believable words of a picture, none overlapping another. */
export async function readWords(image: RgbF, read: Reader, context: PeelContext): Promise<Word[]> {
  const found: Word[] = []
  const longSide = Math.max(image.width, image.height)
  let done = 0
  for (const pass of passes) {
    throwIfCancelled(context.signal)
    const source = pass.equalised ? equalise(image) : image
    const side = Math.min(pass.side, longSide * mostEnlarged)
    for (const { quad } of await detectText(source, side, context.sessions, context.signal)) {
      const known = found.find((word) => isSamePlace(word.quad, quad) && word.reading.score > 0.95)
      if (known && countAlphanumerics(known.reading.string) > 3) {
        known.agreements++
        continue
      }
      const word = await readPlace(source, quad, read)
      if (word.reading.string.length > 0) found.push(word)
    }
    context.onProgress?.(++done / passes.length)
  }
  return chooseWords(found)
}

function isSamePlace(a: Quad, b: Quad): boolean {
  const ratio = (a.width * a.height) / (b.width * b.height)
  return ratio > 0.6 && ratio < 1.67 && overlap(a, b) > 0.75
}

/** Reads a place upright and, when it is tall, along its height and as a column of characters. */
async function readPlace(image: RgbF, quad: Quad, read: Reader): Promise<Word> {
  const crop = cutQuad(image, quad)
  const readings = [{ vertical: false, reading: await read(crop) }]
  if (quad.height >= tall * quad.width) {
    for (const quarters of [1, 3]) readings.push({ vertical: true, reading: await read(turned(crop, quarters)) })
    for (const row of cellsOf(crop)) readings.push({ vertical: true, reading: await read(row) })
  } else if (readings[0].reading.score < 0.9 && readings[0].reading.string.length > 2) {
    readings.push({ vertical: false, reading: await read(turned(crop, 2)) })
  }
  const best = readings.reduce((a, b) => (value(b.reading) > value(a.reading) ? b : a))
  return { quad, ...best, agreements: 1 }
}

function value(reading: Reading): number {
  return worth(reading.string, reading.score)
}

/** Keeps the believable readings, best first, and drops those that overlap a better one. */
export function chooseWords(found: readonly Word[]): Word[] {
  const counted = found.map((word) => {
    const same = found.filter(
      (other) =>
        other !== word &&
        overlap(other.quad, word.quad) > 0.5 &&
        skeleton(other.reading.string) === skeleton(word.reading.string),
    )
    return { ...word, agreements: same.reduce((sum, other) => sum + other.agreements, word.agreements) }
  })
  const believed = counted.filter(({ reading, agreements }) => isBelievable(reading.string, reading.score, agreements))
  believed.sort((a, b) => value(b.reading) - value(a.reading))
  const kept: Word[] = []
  for (const word of believed) {
    if (kept.every((other) => overlap(other.quad, word.quad) < 0.4)) kept.push(word)
  }
  return kept
}
