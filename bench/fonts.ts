/**
 * `npm run -s bench:fonts [-- --pictures] [--lines N]`: sets lines in known typefaces, of the library and not, has their
 * fonts matched, and says how often the family or its broad class is right, how like the original the line set anew is
 * (soft intersection over union with its true coverage), and how long it takes.
 *
 * Without `--pictures` the match is given the coverage itself: an upper bound. With it, the line is drawn in colour, goes
 * through JPEG, is read and cut out by the text stage of the peel engine, and what that gives is matched. Typefaces that
 * are not in the library are fetched from npm.
 */
import { parseArgs } from 'node:util'
import { peelText } from '../src/main/engines/peel/text/text.ts'
import type { Plane } from '../src/main/imaging/pixels.ts'
import { createModelStore } from '../src/main/models/store.ts'
import { createSessionPool } from '../src/main/onnx/pool.ts'
import { coverageOf, type PlacedCoverage } from '../src/main/typesetting/draw.ts'
import { faceOfFile, Faces } from '../src/main/typesetting/faces.ts'
import type { Face } from '../src/main/typesetting/face.ts'
import { layOutLine } from '../src/main/typesetting/layout.ts'
import { matchLine, prepareMatching, type LineMatch } from '../src/main/typesetting/match/match-line.ts'
import { fontLibrary, type FontClass } from '../src/shared/text/font-library.ts'
import { fetchFontsource } from '../scripts/fontsource.ts'
import { drawLine, pictureOf, sampleLine, type DrawnLine } from './fonts/lines.ts'

const strangers: [FontClass, string[]][] = [
  [
    'sans',
    ['Rubik', 'Karla', 'Cabin', 'Mulish', 'Source Sans 3', 'Figtree', 'Titillium Web', 'Exo 2', 'Archivo Narrow'],
  ],
  ['serif', ['Crimson Text', 'PT Serif', 'Bitter', 'Arvo', 'Vollkorn', 'Spectral', 'Cardo']],
  ['mono', ['Source Code Pro', 'Inconsolata', 'Space Mono']],
  ['script', ['Sacramento', 'Kaushan Script', 'Satisfy', 'Allura', 'Courgette', 'Yellowtail']],
  ['display', ['Lilita One', 'Bowlby One', 'Bungee', 'Passion One', 'Fugaz One', 'Chewy']],
]

interface Case {
  family: string
  class: FontClass
  inLibrary: boolean
  face: Face
}

async function casesOf(faces: Faces, lines: number): Promise<Case[]> {
  const cases: Case[] = []
  for (const [index, { name, class: kind, weights }] of fontLibrary.entries()) {
    for (let line = 0; line < lines; line++) {
      const weight = weights[(index * 3 + line * 5) % weights.length]
      const face = await faces.face(name, weight, false)
      if (face) cases.push({ family: name, class: kind, inLibrary: true, face })
    }
  }
  for (const [kind, names] of strangers) {
    for (const family of names) {
      const { files } = await fetchFontsource(family)
      const upright = [...files].filter(([file]) => /-latin-(400|700)-normal\.woff2$/.test(file))
      for (let line = 0; line < lines; line++) {
        const face = await faceOfFile(upright[line % upright.length][1])
        cases.push({ family, class: kind, inLibrary: false, face })
      }
    }
  }
  return cases
}

interface Outcome {
  case: Case
  match: LineMatch
  /** Likeness of the line set anew with the true coverage. */
  likeness: number
  seconds: number
}

/** What of the picture's text the engine cut out, and how it read it; null where it found none. */
async function cutOut(drawn: DrawnLine, number: number, sessions: Parameters<typeof peelText>[1]['sessions']) {
  const { layers } = await peelText(await pictureOf(drawn, number), { sessions })
  const best = layers.toSorted((one, other) => other.box.width - one.box.width).at(0)
  if (!best) return null
  const { box, alpha, texts } = best
  const string = texts.map((text) => text.string).join(' ')
  return { string, plane: { width: box.width, height: box.height, data: alpha } satisfies Plane, x: box.x, y: box.y }
}

function likenessWith(truth: PlacedCoverage, face: Face, string: string, { size, tracking, x, y }: LineMatch): number {
  const { glyphs } = layOutLine(string, { size, tracking }, () => face)
  const drawn = coverageOf(glyphs, [1, 0, 0, 1, x, y], truth)
  let shared = 0
  let sum = truth.data.reduce((total, value) => total + value, 0)
  if (!drawn) return 0
  for (let row = 0; row < drawn.height; row++) {
    for (let column = 0; column < drawn.width; column++) {
      const value = drawn.data[row * drawn.width + column]
      const other = truth.data[(drawn.y + row - truth.y) * truth.width + drawn.x + column - truth.x]
      shared += Math.min(value, other)
      sum += value
    }
  }
  return shared / (sum - shared)
}

function report(title: string, outcomes: readonly Outcome[], found: number): void {
  const share = (test: (outcome: Outcome) => boolean) => outcomes.filter(test).length
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const times = outcomes.map(({ seconds }) => seconds).sort((a, b) => a - b)
  const isRight = ({ case: { family }, match }: Outcome) => match.family === family
  console.log(`${title}: ${outcomes.length} of ${found} lines`)
  console.log(`  family right            ${share(isRight)} of ${outcomes.length}`)
  console.log(
    `  broad class right       ${share(({ case: each, match }) => match.class === each.class)} of ${outcomes.length}`,
  )
  console.log(`  likeness, right family  ${mean(outcomes.filter(isRight).map(({ likeness }) => likeness)).toFixed(3)}`)
  console.log(
    `  likeness, other family  ${mean(outcomes.filter((each) => !isRight(each)).map(({ likeness }) => likeness)).toFixed(3)}`,
  )
  console.log(`  seconds, median / most  ${times[times.length >> 1]?.toFixed(2)} / ${times.at(-1)?.toFixed(2)}`)
}

const { values } = parseArgs({
  options: { pictures: { type: 'boolean' }, lines: { type: 'string' }, all: { type: 'boolean' } },
})
const lines = Number(values.lines ?? 2)
const faces = new Faces()
await prepareMatching(faces)
const models = createModelStore()
const pool = createSessionPool({ resolveModel: models.resolveModel })
try {
  const cases = await casesOf(faces, lines)
  const outcomes: Outcome[] = []
  const tried = { in: 0, out: 0 }
  for (const [number, each] of cases.entries()) {
    const line = sampleLine(number)
    const drawn = drawLine(each.face, line, number)
    if (!drawn) continue
    tried[each.inLibrary ? 'in' : 'out']++
    const { ink } = drawn
    const given = values.pictures
      ? await cutOut(drawn, number, pool)
      : { string: line.string, plane: { ...ink, data: ink.data.slice() }, x: ink.x, y: ink.y }
    if (!given) continue
    const started = performance.now()
    const found = await matchLine(faces, given.string, given.plane)
    const seconds = (performance.now() - started) / 1000
    if (!found) continue
    const match = { ...found, x: found.x + given.x, y: found.y + given.y }
    const face = await faces.face(match.family, match.weight, match.italic)
    const likeness = face ? likenessWith(ink, face, given.string, match) : 0
    outcomes.push({ case: each, match, likeness, seconds })
    if (values.all || (each.inLibrary ? match.family !== each.family : match.class !== each.class)) {
      const read = given.string === line.string ? '' : ` read as "${given.string}"`
      console.log(
        `${each.family} (${each.class}) "${line.string}" ${line.size} px${read}: ${match.family} ${match.weight} (${match.class}), likeness ${likeness.toFixed(2)}`,
      )
    }
  }
  report(
    'In the library',
    outcomes.filter(({ case: { inLibrary } }) => inLibrary),
    tried.in,
  )
  report(
    'Not in the library',
    outcomes.filter(({ case: { inLibrary } }) => !inLibrary),
    tried.out,
  )
} finally {
  await pool.close()
}
