/** The live text that a layer of read text stands for. */
import type { LayerText, TextRun } from '../../../shared/document/types.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { charactersMissing } from '../../../shared/text/font-library.ts'
import { cropData, grow, intersect, union } from '../../imaging/boxes.ts'
import type { Box, Plane, Rgba8 } from '../../imaging/pixels.ts'
import type { Faces } from '../faces.ts'
import { layOutLine } from '../layout.ts'
import { fitFace, matchLine, type LineMatch } from './match-line.ts'
import { orientationOf, turnedBack } from './orientation.ts'

/** Sizes of lines that are one text differ by no more, and so do the distances of their baselines. */
const ALIKE = 1.18
/** Colours of lines that are one text differ by no more, 0..255 a channel. */
const SAME_COLOR = 48
/** Distance of baselines where there is one line, in ems. */
const USUAL_LINE_HEIGHT = 1.2

/** The canvas, in the layer's pixels. */
export interface MatchCanvas {
  width: number
  /** x of its middle. */
  middle: number
}

/** A line whose middle is as near that of the canvas is centred, so that other words will be; in widths of the canvas. */
const OFF_CENTER = 0.012

/** A layer's text without what the document adds. */
export type MatchedText = Omit<LayerText, 'original'>

/**
 * Finds font, size, tracking, colour and place of the text that was read in a layer's pixels, which `runs` tell line by
 * line. Throws NOT_ALLOWED where its lines are of different kinds, or nothing of the kind can be set.
 */
export async function matchText(
  faces: Faces,
  pixels: Rgba8,
  runs: readonly TextRun[],
  canvas: MatchCanvas | null = null,
): Promise<MatchedText> {
  const lines = runs
    .filter(({ string }) => string.trim() !== '')
    .toSorted((one, other) => one.box.y + one.box.height / 2 - other.box.y - other.box.height / 2)
  if (lines.length === 0) throw unsettable('No text was read in the layer.')
  const missing = charactersMissing(lines.map(({ string }) => string).join(''))
  if (missing.length > 0) {
    throw unsettable(`No typeface of Lamina has the characters ${missing.slice(0, 8).join(' ')}.`)
  }
  const alpha = alphaOf(pixels)
  return lines.length === 1 ? matchOne(faces, alpha, lines[0], canvas) : matchSeveral(faces, alpha, lines)
}

async function matchOne(
  faces: Faces,
  alpha: Plane,
  { string, color }: TextRun,
  canvas: MatchCanvas | null,
): Promise<MatchedText> {
  const angle = await orientationOf(faces, string, alpha)
  const turned = angle === 0 ? { plane: alpha, cos: 1, sin: 0, left: 0, top: 0 } : turnedBack(alpha, angle)
  const match = await matchLine(faces, string, turned.plane)
  if (!match) throw unsettable('The layer shows nothing that could be set as text.')
  const { cos, sin, left, top } = turned
  const width = await widthOf(faces, match, string)
  const isCentered =
    canvas !== null && angle === 0 && Math.abs(match.x + width / 2 - canvas.middle) <= OFF_CENTER * canvas.width
  const start = match.x + (isCentered ? width / 2 : 0)
  const [x, y] = [cos * start - sin * match.y + left, sin * start + cos * match.y + top]
  return {
    ...styleOf(match, string, color),
    align: isCentered ? 'center' : 'left',
    lineHeight: USUAL_LINE_HEIGHT,
    transform: [cos, sin, -sin, cos, quantised(x), quantised(y)],
    likeness: match.likeness,
  }
}

async function widthOf(
  faces: Faces,
  { family, weight, italic, ...setting }: LineMatch,
  string: string,
): Promise<number> {
  const face = await faces.face(family, weight, italic)
  return face ? layOutLine(string, setting, () => face).width : 0
}

/** Lines below each other that are set alike become one text. */
async function matchSeveral(faces: Faces, alpha: Plane, runs: readonly TextRun[]): Promise<MatchedText> {
  const first = runs.reduce((best, run) => (letters(run) > letters(best) ? run : best))
  if (runs.some(({ color }) => color.some((value, c) => Math.abs(value - first.color[c]) > SAME_COLOR))) {
    throw ofSeveralKinds()
  }
  // The boxes are where the lines were found; the layer may have been moved since.
  const all = runs.map(({ box }) => box).reduce(union)
  const inLayer = (box: Box): Box => ({ ...box, x: box.x - all.x, y: box.y - all.y })
  const main = await matchLine(faces, first.string, cut(alpha, inLayer(first.box)).plane)
  if (!main) throw unsettable('The layer shows nothing that could be set as text.')
  const set: (LineMatch & { left: number; right: number })[] = []
  for (const run of runs) {
    const { plane, box } = cut(alpha, inLayer(run.box))
    const fitted = await fitFace(faces, main, run.string, plane)
    if (!fitted) throw ofSeveralKinds()
    const left = box.x + fitted.x
    set.push({ ...fitted, x: left, y: box.y + fitted.y, left, right: left + fitted.width })
  }
  const sizes = set.map(({ size }) => size)
  const gaps = set.slice(1).map(({ y }, index) => y - set[index].y)
  if (Math.max(...sizes) > ALIKE * Math.min(...sizes)) throw ofSeveralKinds()
  if (Math.min(...gaps) <= 0 || Math.max(...gaps) > ALIKE * Math.min(...gaps)) throw ofSeveralKinds()
  const size = mean(sizes)
  const align = alignmentOf(set)
  const anchor = { left: ({ left }: Ends) => left, center: middle, right: ({ right }: Ends) => right }[align]
  return {
    ...styleOf({ ...main, size, tracking: mean(set.map(({ tracking }) => tracking)) }, '', first.color),
    string: runs.map(({ string }) => string).join('\n'),
    align,
    lineHeight: mean(gaps) / size,
    transform: [1, 0, 0, 1, quantised(mean(set.map(anchor))), quantised(set[0].y)],
    likeness: mean(set.map(({ likeness }) => likeness)),
  }
}

interface Ends {
  left: number
  right: number
}
const middle = ({ left, right }: Ends) => (left + right) / 2

/** The one along which the lines differ least. */
function alignmentOf(lines: readonly Ends[]): LayerText['align'] {
  const spread = (of: (line: Ends) => number) => Math.max(...lines.map(of)) - Math.min(...lines.map(of))
  const left = spread((line) => line.left)
  const center = spread(middle)
  const right = spread((line) => line.right)
  if (left <= center && left <= right) return 'left'
  return center <= right ? 'center' : 'right'
}

function styleOf({ family, weight, italic, size, tracking }: LineMatch, string: string, color: TextRun['color']) {
  const rounded = color.map(Math.round) as TextRun['color']
  return { string, family, weight, italic, size: round(size, 100), tracking: Math.round(tracking), color: rounded }
}

/** Sums and differences of such numbers are exact, so that pixels which are taken back are in their place again. */
const quantised = (value: number) => Math.round(value * 64) / 64
const round = (value: number, steps: number) => Math.round(value * steps) / steps
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const letters = ({ string }: TextRun) => string.replaceAll(' ', '').length

function alphaOf({ width, height, data }: Rgba8): Plane {
  const alpha = new Float32Array(width * height)
  for (let i = 0; i < alpha.length; i++) alpha[i] = data[i * 4 + 3] / 255
  return { width, height, data: alpha }
}

function cut(plane: Plane, box: Box): { plane: Plane; box: Box } {
  const whole = { x: 0, y: 0, width: plane.width, height: plane.height }
  const inside = intersect({ ...grow(box, 1, plane.width, plane.height) }, whole) ?? whole
  const { width, height } = inside
  return { plane: { width, height, data: cropData(plane.data, plane.width, 1, inside) }, box: inside }
}

function unsettable(message: string): LaminaError {
  return new LaminaError('NOT_ALLOWED', message, 'It stays as pixels.')
}

function ofSeveralKinds(): LaminaError {
  const message = 'The layer holds lines that are set in different ways.'
  return new LaminaError('NOT_ALLOWED', message, 'Split the layer, and edit each line by itself.')
}
