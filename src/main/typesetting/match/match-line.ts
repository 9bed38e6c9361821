/**
 * Which typeface a line of ink is set in. Every family of the library is set as high and as wide as the ink and compared
 * with it (slide.ts), in a regular, a bold and a black weight; then the best families in all their weights; then the
 * best settings are fitted, and the one whose line is most like the ink wins.
 */
import {
  fontClasses,
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
import { fitLine, inSource, withoutTracking } from './fit.ts'
import { cleanInk, frameOf, type Frame } from './ink.ts'
import { measureLine, settingLike, type LineSetting } from './setting.ts'
import { slidScore } from './slide.ts'

/** Height of the ink where faces are compared, and heights where they are fitted; the last no higher than the ink is. */
const COMPARED = 48
const FITTED = [20, 48, 110]
const FIRST_WEIGHTS = [400, 700, 900]
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
  const compare = (family: FontFamily, weight: number, italic: boolean) =>
    candidateFor(faces, frame, string, family, weight, italic)

  const first: Candidate[] = []
  for (const family of fontLibrary) {
    for (const weight of new Set(FIRST_WEIGHTS.map((each) => nearestWeight(family, each)))) {
      first.push(...(await compare(family, weight, false)))
    }
    for (const weight of family.italics.filter((each) => each === 400 || each === 700)) {
      first.push(...(await compare(family, weight, true)))
    }
  }
  first.sort(byScore)
  if (first.length === 0) return null
  const all = [...first]
  for (const { family, italic } of bestOfEach(first).slice(0, FAMILIES_IN_FULL)) {
    for (const weight of italic ? family.italics : family.weights) {
      if (all.some((each) => each.family === family && each.weight === weight && each.italic === italic)) continue
      all.push(...(await compare(family, weight, italic)))
    }
  }
  all.sort(byScore)

  const frames = framesFor(plane, box)
  const fit = (candidate: Candidate) => fitLine(frames, candidate.face, string, inSource(frame, candidate.setting))
  const fitted = bestOfEach(all)
    .slice(0, FITTED_FACES)
    .map((candidate) => ({ candidate, ...fit(candidate) }))
    .sort((one, other) => other.likeness - one.likeness)
  let [best] = fitted
  const kind = classOf(all)
  if (best.likeness < LEAST_LIKENESS) {
    const stands = all.find(({ family }) => family.name === usual[kind])
    if (stands && stands !== best.candidate) best = { candidate: stands, ...fit(stands) }
  }
  const { family, weight, italic, face } = best.candidate
  const { setting, likeness } = withoutTracking(frames[frames.length - 1], face, string, best)
  return { family: family.name, weight, italic, class: kind, ...setting, likeness }
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
  const finest = frames[frames.length - 1]
  const { setting, likeness } = withoutTracking(finest, face, string, fitLine(frames, face, string, start))
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

/** The class whose three best families score best. */
function classOf(candidates: readonly Candidate[]): FontClass {
  const families = candidates.filter(
    ({ family }, index) => candidates.findIndex((each) => each.family === family) === index,
  )
  const strength = (kind: FontClass) => {
    const best = families.filter(({ family }) => family.class === kind).slice(0, 3)
    return best.reduce((sum, { score }) => sum + score, 0) / best.length
  }
  return fontClasses.reduce((best, kind) => (strength(kind) > strength(best) ? kind : best))
}
