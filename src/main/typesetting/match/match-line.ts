/**
 * Which typeface a line of ink is set in. Every family of the library is set as high and as wide as the ink and compared
 * with it (slide.ts), in a regular, a bold and a black weight; then the likeliest families once more and finer, the best
 * of them in all their weights; then the best settings are fitted, and the one whose line is most like the ink wins.
 */
import {
  fontFamily,
  fontLibrary,
  nearestWeight,
  type FontClass,
  type FontFamily,
} from '../../../shared/text/font-library.ts'
import type { Box, Plane } from '../../imaging/pixels.ts'
import { coverageOf } from '../draw.ts'
import type { Face } from '../face.ts'
import type { Faces } from '../faces.ts'
import { layOutLine } from '../layout.ts'
import { fitLine, inSource } from './fit.ts'
import { cleanInk, frameOf, type Frame } from './ink.ts'
import { measureLine, settingLike, type LineSetting } from './setting.ts'
import { slidScore } from './slide.ts'

/** Height of the ink where all faces are looked at, where the likeliest are compared, and heights where they are fitted; the last no higher than the ink is. */
const GLANCED = 24
const COMPARED = 48
const FITTED = [20, 48, 110]
const FIRST_WEIGHTS = [400, 700, 900]
const FAMILIES_COMPARED = 16
const FAMILIES_IN_FULL = 8
const FITTED_FACES = 3

/** Below this likeness the face is none of the library: the usual one of its class stands in. */
export const LEAST_LIKENESS = 0.5

/** What stands in for a face that is not in the library. */
const usual: Readonly<Record<FontClass, string>> = {
  sans: 'Inter',
  serif: 'Tinos',
  mono: 'Roboto Mono',
  script: 'Dancing Script',
  display: 'Anton',
}

export interface LineMatch extends LineSetting {
  family: string
  weight: number
  italic: boolean
  /** The broad class that the ink looks like. */
  class: FontClass
  /** Soft intersection over union of the set line with the ink, 0..1. */
  likeness: number
}

/** Reads every face that a match may ask for, by matching a word. */
export async function prepareMatching(faces: Faces): Promise<void> {
  const face = await faces.face('Inter', 400, false)
  const word = 'Aa'
  const size = { width: 80, height: 60 }
  const glyphs = face && layOutLine(word, { size: 48, tracking: 0 }, () => face).glyphs
  const ink = glyphs && coverageOf(glyphs, [1, 0, 0, 1, 8, 48], { x: 0, y: 0, ...size })
  if (ink) await matchLine(faces, word, ink)
}

interface Candidate {
  family: FontFamily
  weight: number
  italic: boolean
  face: Face
  /** On the frame of the comparison. */
  setting: LineSetting
  score: number
}

/**
 * Sizes and places are in pixels of the plane (0..1), whose ink is one upright line. null where there is no ink or
 * nothing to set. Changes the plane: specks are cleared.
 */
export async function matchLine(faces: Faces, string: string, plane: Plane): Promise<LineMatch | null> {
  const box = cleanInk(plane)
  if (!box || string.trim() === '') return null
  const frame = frameOf(plane, box, COMPARED)
  const all = await compareAll(faces, plane, box, frame, string)
  if (all.length === 0) return null

  const frames = framesFor(plane, box)
  const fit = (candidate: Candidate) => fitLine(frames, candidate.face, string, inSource(frame, candidate.setting))
  const fitted = bestOfEach(all)
    .slice(0, FITTED_FACES)
    .map((candidate) => ({ candidate, ...fit(candidate) }))
    .sort((one, other) => other.likeness - one.likeness)
  let [best] = fitted
  let kind = best.candidate.family.class
  if (best.likeness < LEAST_LIKENESS) {
    kind = all[0].family.class
    const standIn = await standInFor(faces, frame, string, kind, all[0])
    if (standIn) best = { candidate: standIn, ...fit(standIn) }
  }
  const { family, weight, italic } = best.candidate
  return { family: family.name, weight, italic, class: kind, ...best.setting, likeness: best.likeness }
}

/** Candidates on the frame, the best first: those that are far off at a glance are left out. */
async function compareAll(faces: Faces, plane: Plane, box: Box, frame: Frame, string: string): Promise<Candidate[]> {
  const glance = frameOf(plane, box, GLANCED)
  const first: Candidate[] = []
  for (const family of fontLibrary) {
    for (const weight of new Set(FIRST_WEIGHTS.map((each) => nearestWeight(family, each)))) {
      first.push(...(await candidateFor(faces, glance, string, family, weight, false)))
    }
    for (const weight of family.italics.filter((each) => each === 400 || each === 700)) {
      first.push(...(await candidateFor(faces, glance, string, family, weight, true)))
    }
  }
  const seen = bestOfEach(first.sort(byScore)).slice(0, FAMILIES_COMPARED)
  const compared: Candidate[] = []
  for (const { family, weight, italic } of seen) {
    compared.push(...(await candidateFor(faces, frame, string, family, weight, italic)))
  }
  const inFull = [...compared].sort(byScore).slice(0, FAMILIES_IN_FULL)
  for (const { family, weight: known, italic } of inFull) {
    for (const weight of italic ? family.italics : family.weights) {
      if (weight !== known) compared.push(...(await candidateFor(faces, frame, string, family, weight, italic)))
    }
  }
  return compared.sort(byScore)
}

/** What stands in for a face that is not in the library: the usual family of its class, as bold as what is nearest. */
async function standInFor(
  faces: Faces,
  frame: Frame,
  string: string,
  kind: FontClass,
  { weight }: Candidate,
): Promise<Candidate | undefined> {
  const family = fontFamily(usual[kind])
  return family && (await candidateFor(faces, frame, string, family, nearestWeight(family, weight), false))[0]
}

/** Another line in the face of a match: its own size, tracking and place. `width` is how far its advance reaches. */
export async function fitFace(
  faces: Faces,
  match: LineMatch,
  string: string,
  plane: Plane,
): Promise<(LineMatch & { width: number }) | null> {
  const box = cleanInk(plane)
  const face = await faces.face(match.family, match.weight, match.italic)
  const measure = face && measureLine(face, string)
  if (!box || !face || !measure) return null
  const frames = framesFor(plane, box)
  const start = inSource(frames[0], settingLike(frames[0], measure))
  const { setting, likeness } = fitLine(frames, face, string, start)
  const { width } = layOutLine(string, setting, () => face)
  return { ...match, ...setting, likeness, width }
}

/** From coarse to fine. */
function framesFor(plane: Plane, box: Box): Frame[] {
  const finest = Math.max(FITTED[0], box.height)
  return FITTED.map((height) => frameOf(plane, box, Math.min(height, finest)))
}

const byScore = (one: { score: number }, other: { score: number }) => other.score - one.score

async function candidateFor(
  faces: Faces,
  frame: Frame,
  string: string,
  family: FontFamily,
  weight: number,
  italic: boolean,
): Promise<Candidate[]> {
  const face = await faces.face(family.name, weight, italic)
  const measure = face && measureLine(face, string)
  if (!face || !measure) return []
  const setting = settingLike(frame, measure)
  return [{ family, weight, italic, face, setting, score: slidScore(frame, face, string, setting) }]
}

/** The best candidate of each family and style; the list is in order of the score. */
function bestOfEach(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>()
  return candidates.filter(({ family, italic }) => {
    const key = `${family.name} ${italic}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
