/** Text recognition: PP-OCRv4 on upright crops, and CTC decoding (Graves et al., 2006). */
import { readFile } from 'node:fs/promises'
import type { RgbF } from '../../../imaging/pixels.ts'
import { resizeRgb } from '../../../imaging/resample.ts'
import { OCR_RECOGNISE, type Sessions } from '../../../onnx/sessions.ts'

/** What was read in a crop. */
export interface Reading {
  string: string
  /** Mean probability of the characters, 0..1. */
  score: number
  /** Where each character (spaces too) stands across the crop: centre, 0..1. */
  centers: number[]
}

const lineHeight = 48
const widest = 1600
const narrowest = 64

/** The characters of the network's classes 1, 2, 3…; class 0 is CTC's blank, the last one a space. */
export async function loadAlphabet(sessions: Sessions): Promise<string[]> {
  const text = await readFile(await sessions.file(OCR_RECOGNISE, 'ppocr_keys_v1.txt'), 'utf8')
  return text.split(/\r?\n/).filter((line) => line.length > 0)
}

/** Reads one upright line of text. */
export async function recognise(
  crop: RgbF,
  alphabet: readonly string[],
  sessions: Sessions,
  signal?: AbortSignal,
): Promise<Reading> {
  const inner = Math.min(widest, Math.max(8, Math.round((crop.width * lineHeight) / crop.height)))
  const width = Math.max(narrowest, Math.ceil(inner / 8) * 8)
  const sized = resizeRgb(crop, inner, lineHeight, crop.height > lineHeight ? 'area' : 'cubic')
  const plane = width * lineHeight
  const data = new Float32Array(plane * 3)
  for (let y = 0; y < lineHeight; y++) {
    for (let x = 0; x < inner; x++) {
      for (let c = 0; c < 3; c++) {
        data[c * plane + y * width + x] = sized.data[(y * inner + x) * 3 + 2 - c] / 127.5 - 1
      }
    }
  }
  const inputs = { x: { type: 'float32' as const, dims: [1, 3, lineHeight, width], data } }
  const [output] = Object.values(await sessions.run(OCR_RECOGNISE, inputs, signal))
  const [, steps, classes] = output.dims
  const reading = decodeCtc(output.data as Float32Array, steps, classes, alphabet)
  return { ...reading, centers: reading.centers.map((at) => Math.min(1, (at * width) / inner)) }
}

/** Beside a digit, a digit this likely against the best reading is taken in its place: `1l am` is 11 am. */
const DIGIT_SHARE = 0.3

/**
 * Best-path decoding of `steps` × `classes` probabilities: repeats collapse, blanks (class 0) drop, and what may as well be
 * a digit is one beside digits.
 */
export function decodeCtc(
  probabilities: Float32Array,
  steps: number,
  classes: number,
  alphabet: readonly string[],
): Reading {
  const taken: { step: number; best: number }[] = []
  for (let step = 0, previous = 0; step < steps; step++) {
    let best = 0
    for (let k = 1; k < classes; k++) {
      if (probabilities[step * classes + k] > probabilities[step * classes + best]) best = k
    }
    if (best !== 0 && best !== previous) taken.push({ step, best })
    previous = best
  }
  const of = ({ step }: { step: number }, k: number) => probabilities[step * classes + k]
  const digits = alphabet.flatMap((character, at) => (/^\d$/.test(character) ? [at + 1] : []))
  for (const [at, character] of taken.entries()) {
    const besideDigit = [taken[at - 1], taken[at + 1]].some((other) => other && digits.includes(other.best))
    if (!besideDigit || digits.length === 0) continue
    const digit = digits.reduce((one, other) => (of(character, other) > of(character, one) ? other : one))
    if (of(character, digit) >= DIGIT_SHARE * of(character, character.best)) character.best = digit
  }
  const n = taken.length
  const string = taken.map(({ best }) => (best === classes - 1 ? ' ' : (alphabet[best - 1] ?? ''))).join('')
  const total = taken.reduce((sum, character) => sum + of(character, character.best), 0)
  const centers = taken.map(({ step }) => (step + 0.5) / steps)
  return { string, score: n > 0 ? total / n : 0, centers }
}
