/**
 * `npm run -s bench:pick -- CASES [NAME...]`: clicks on every true layer of every CASES/<case> (input.png and layers/*.png,
 * bottom to top, each on the full canvas) at its innermost visible point, twice more where that went most wrong, and once
 * at two other points; says how well what is picked fits what is seen of the layer: intersection over union of both, cut
 * at one half, and in brackets the share of layers with at least 0.8.
 */
import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hint } from '../src/main/engines/peel/prompt/prompt.ts'
import { PickSource } from '../src/main/engines/peel/prompt/source.ts'
import { distance } from '../src/main/imaging/morphology.ts'
import { decodePicture } from '../src/main/imaging/codecs/decode.ts'
import type { Plane } from '../src/main/imaging/pixels.ts'
import { createModelStore } from '../src/main/models/store.ts'
import { createSessionPool } from '../src/main/onnx/pool.ts'

interface Point {
  x: number
  y: number
}

/** Intersections over union. */
interface Fits {
  /** Of the innermost click, and of as many corrections. */
  corrected: number[]
  /** Of a click elsewhere. */
  elsewhere: number[]
}

const CORRECTIONS = 2
const FITS = 0.95

interface Target {
  name: string
  /** What is seen of the layer, 0..1. */
  seen: Float32Array
}

async function targetsOf(folder: string, names: readonly string[]): Promise<Target[]> {
  const files = (await readdir(join(folder, 'layers'))).filter((name) => name.endsWith('.png')).sort()
  const targets: Target[] = []
  let clear: Float32Array | null = null
  for (const [index, file] of [...files.entries()].reverse()) {
    const { image } = await decodePicture(join(folder, 'layers', file))
    clear ??= new Float32Array(image.width * image.height).fill(1)
    const seen = new Float32Array(clear.length)
    for (let i = 0; i < seen.length; i++) {
      const alpha = image.data[i * 4 + 3] / 255
      seen[i] = alpha * clear[i]
      clear[i] *= 1 - alpha
    }
    if (index > 0) targets.unshift({ name: names[index] ?? file, seen })
  }
  return targets
}

/** The innermost point of what is seen, then others that lie well inside, spread over it. */
function pointsIn({ seen }: Target, width: number, height: number, count: number): Point[] {
  const { depth, deepest } = innermost(
    seen.map((value) => (value >= 0.9 ? 1 : 0)),
    width,
    height,
  )
  const inside: number[] = []
  for (let i = 0; i < depth.length; i++) if (depth[i] >= Math.min(3, depth[deepest] / 2)) inside.push(i)
  const chosen = [deepest]
  // Fixed places in reading order, so that every run asks the same.
  for (let k = 1; k < count; k++) chosen.push(inside[Math.floor(((k - 0.5) / (count - 1)) * inside.length)])
  return chosen.map((i) => ({ x: i % width, y: Math.floor(i / width) }))
}

/** How deep the pixels of a mask lie in it, and which lies deepest. */
function innermost(mask: Float32Array, width: number, height: number): { depth: Float32Array; deepest: number } {
  const depth = distance({ width, height, data: Uint8Array.from(mask, (value) => (value > 0 ? 0 : 1)) }).data
  let deepest = 0
  for (let i = 0; i < depth.length; i++) if (depth[i] !== Infinity && depth[i] > depth[deepest]) deepest = i
  return { depth, deepest }
}

/** Where a person would click next: the middle of what is missing or too much, whichever reaches deeper. */
function correction(picked: Plane, { seen }: Target): Hint {
  const { width, height, data } = picked
  const missing = seen.map((value, i) => (value >= 0.5 && data[i] < 0.5 ? 1 : 0))
  const surplus = seen.map((value, i) => (value < 0.5 && data[i] >= 0.5 ? 1 : 0))
  const [more, less] = [missing, surplus].map((mask) => innermost(mask, width, height))
  const inside = more.depth[more.deepest] >= less.depth[less.deepest]
  const at = inside ? more.deepest : less.deepest
  return { kind: 'point', x: at % width, y: Math.floor(at / width), inside }
}

function fit(picked: Plane, { seen }: Target): number {
  let both = 0
  let either = 0
  for (let i = 0; i < seen.length; i++) {
    const a = picked.data[i] >= 0.5
    const b = seen[i] >= 0.5
    if (a && b) both++
    if (a || b) either++
  }
  return both / Math.max(1, either)
}

/** Fits after the innermost click and the corrections of it, and after a click at each of the other points. */
async function clicks(source: PickSource, target: Target, width: number, height: number): Promise<Fits> {
  const [first, ...others] = pointsIn(target, width, height, 3)
  const hints: Hint[] = [{ kind: 'point', ...first, inside: true }]
  const corrected: number[] = []
  for (;;) {
    const picked = await source.matte(hints)
    const reached = fit(picked, target)
    // Nobody corrects what fits.
    while (corrected.length <= CORRECTIONS && (corrected.push(reached), reached >= FITS));
    if (corrected.length > CORRECTIONS) break
    hints.push(correction(picked, target))
  }
  const elsewhere: number[] = []
  for (const point of others) {
    elsewhere.push(fit(await source.matte([{ kind: 'point', ...point, inside: true }]), target))
  }
  return { corrected, elsewhere }
}

async function casesIn(folder: string, wanted: readonly string[]): Promise<string[]> {
  const names = (await readdir(folder)).sort()
  const found: string[] = []
  for (const name of names) {
    if (wanted.length > 0 && !wanted.some((each) => name.includes(each))) continue
    if (
      await access(join(folder, name, 'input.png')).then(
        () => true,
        () => false,
      )
    )
      found.push(name)
  }
  return found
}

async function run(cases: string, wanted: readonly string[]): Promise<void> {
  const models = createModelStore()
  const pool = createSessionPool({ resolveModel: models.resolveModel })
  const all = new Map<string, Fits[]>()
  try {
    for (const name of await casesIn(cases, wanted)) {
      const folder = join(cases, name)
      const { image } = await decodePicture(join(folder, 'input.png'))
      const { layers } = JSON.parse(await readFile(join(folder, 'case.json'), 'utf8')) as { layers: string[] }
      const opened = performance.now()
      const source = new PickSource(image, { sessions: pool })
      await source.prepare()
      console.log(`${name} (opened in ${((performance.now() - opened) / 1000).toFixed(1)} s)`)
      for (const target of await targetsOf(folder, layers)) {
        const fits = await clicks(source, target, image.width, image.height)
        const kind = target.name.split(' ')[0]
        all.set(kind, [...(all.get(kind) ?? []), fits])
        console.log(`  ${target.name}: ${shown(fits.corrected)}; elsewhere ${shown(fits.elsewhere)}`)
      }
      source.close()
    }
    for (const [kind, fits] of all) console.log(`${kind}: ${describe(fits)}`)
    console.log(`all but soft: ${describe([...all].flatMap(([kind, fits]) => (kind === 'soft' ? [] : fits)))}`)
  } finally {
    await pool.close()
  }
}

function shown(values: readonly number[]): string {
  return values.map((value) => value.toFixed(2)).join(' ')
}

function describe(fits: readonly Fits[]): string {
  const mean = (values: number[]) => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3)
  const good = (values: number[]) => Math.round((100 * values.filter((value) => value >= 0.8).length) / values.length)
  const part = (values: number[]) => `${mean(values)} (${good(values)} %)`
  const corrected = fits[0].corrected.map((_, k) => part(fits.map((each) => each.corrected[k]))).join(', ')
  return `${corrected}; elsewhere ${part(fits.flatMap(({ elsewhere }) => elsewhere))}; ${fits.length} layers`
}

const [cases, ...wanted] = process.argv.slice(2)
if (cases === undefined) {
  console.error('Usage: npm run -s bench:pick -- CASES [NAME...]')
  process.exitCode = 2
} else await run(cases, wanted)
