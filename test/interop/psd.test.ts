/** What programs outside read in our PSD files: layers equal bit for bit, and the merged picture. */
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { prepareImageMagick, preparePsdTools, type Reader } from '../../scripts/interop.ts'
import { paintedLayers } from '../../src/main/formats/layer-tree.ts'
import { inspectPsd, psdFormat } from '../../src/main/formats/psd/psd-format.ts'
import { richDocument, SampleDocument } from '../../src/main/formats/sample-document.fixture.ts'
import { writeFileAtomic } from '../../src/main/files/write-file.ts'
import { newGroup } from '../../src/shared/document/records.ts'
import { walk } from '../../src/shared/document/tree.ts'
import { blendModes, type LayerText, type PixelLayer } from '../../src/shared/document/types.ts'

/** Set where a missing reader is a failure: in CI. */
const required = process.env['LAMINA_REQUIRE_INTEROP'] === '1'
const SETUP_TIME = 900_000

interface ReadLayer {
  name: string
  group: boolean
  box: [left: number, top: number, right: number, bottom: number] | null
  opacity: number
  blendMode: string
  visible: boolean
  clipping: boolean
  mask: { box: number[]; outside: number; enabled: boolean; pixels: string } | null
  pixels: string | null
  text: { string: string; font: string; size: number; transform: number[] } | null
}

interface ReadPsd {
  size: [number, number]
  channels: number
  layers: ReadLayer[]
  composite: string
  profile: boolean
  thumbnail: [number, number] | null
}

const samples: Record<string, () => SampleDocument> = {
  'groups, masks, clipping, hidden layers, Unicode names': richDocument,
  'every blend mode': everyBlendMode,
  'a transparent picture': () => layered(new SampleDocument(40, 30, false)),
  'a picture one pixel wide': () => layered(new SampleDocument(1, 200)),
  'live text': liveText,
  'a PSB': psb,
}

let folder: string
let psdTools: Reader
let imageMagick: Reader
let readByPsdTools: ReadPsd[] | undefined
const files = new Map<string, { file: string; sample: SampleDocument }>()

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lamina-interop-'))
  psdTools = preparePsdTools(console.log)
  imageMagick = prepareImageMagick(console.log)
  for (const reader of [psdTools, imageMagick]) {
    if ('missing' in reader) console.warn(`Not tested with ${reader.name}, which is not there: ${reader.missing}.`)
  }
  for (const [index, [name, make]] of Object.entries(samples).entries()) {
    const sample = make()
    await psdFormat.write(sample.source(), async (written, content) => {
      const file = path.join(folder, `${index}${path.extname(written)}`)
      await writeFileAtomic(file, content)
      files.set(name, { file, sample })
    })
  }
}, SETUP_TIME)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('psd-tools', () => {
  it.for(Object.keys(samples))('reads %s', (name, context) => {
    const program = programOf(psdTools, context)
    const { sample } = files.get(name)!
    const read = readAll(program)[Object.keys(samples).indexOf(name)]
    const { width, height } = sample.composite
    expect(read.size).toEqual([width, height])
    expect(read.profile).toBe(true)
    expect(Math.max(...(read.thumbnail ?? []))).toBe(Math.min(160, Math.max(width, height)))

    const expected = [...walk(sample.records)].map(({ layer }) => layer)
    expect(read.layers.map((layer) => layer.name)).toEqual(expected.map((layer) => layer.name))
    for (const [index, record] of expected.entries()) {
      const layer = read.layers[index]
      expect(layer, record.name).toMatchObject({
        group: record.type === 'group',
        opacity: Math.round(record.opacity * 255),
        blendMode: record.blendMode,
        visible: record.visible,
        clipping: record.clipping,
      })
      if (record.type === 'pixels') {
        const [x, y] = record.transform.slice(4)
        expect(layer.box).toEqual([x, y, x + record.width, y + record.height])
        expect(layer.pixels === null).toBe(tooWide(record))
        if (layer.pixels !== null) expectPixels(sample, record, base64(layer.pixels))
        expect(layer.text).toEqual(
          record.text && {
            string: record.text.string,
            font: 'Montserrat-Bold',
            size: record.text.size,
            transform: [1, 0, 0, 1, 21.25, 16.5],
          },
        )
      }
      expect(layer.mask === null).toBe(record.mask === null)
      if (record.mask && layer.mask) {
        const { x, y, width, height, outside, enabled } = record.mask
        expect(layer.mask).toMatchObject({ box: [x, y, x + width, y + height], outside, enabled })
        expect(same(sample.assets.get(record.mask.asset)!.data, base64(layer.mask.pixels))).toBe(true)
      }
    }
    if (read.channels === 3) {
      expect(same(rgbOf(sample.composite.data), base64(read.composite))).toBe(true)
    } else {
      expect(largestDifference(sample.composite.data, base64(read.composite))).toBeLessThanOrEqual(1)
    }
  })
})

describe('ImageMagick', () => {
  it.for(Object.keys(samples))('reads %s', (name, context) => {
    const program = programOf(imageMagick, context)
    const { file, sample } = files.get(name)!
    const { composite } = sample
    const tolerance = composite.data.every((value, i) => i % 4 !== 3 || value === 255) ? 0 : 1
    const merged = output(program, [`${file}[0]`, '-depth', '8', 'rgba:-'])
    expect(largestDifference(composite.data, merged)).toBeLessThanOrEqual(tolerance)

    const layers = paintedLayers(sample.records).map(({ layer }) => layer as PixelLayer)
    if (layers.some(tooWide)) return
    // All pictures after each other: the merged one, then the layers.
    const all = output(program, [file, '-depth', '8', 'rgba:-'])
    let at = merged.length
    for (const layer of layers) {
      const pixels = all.subarray(at, (at += layer.width * layer.height * 4))
      // It multiplies opacity and mask into the layers it gives.
      if (layer.opacity === 1 && !layer.mask) expectPixels(sample, layer, pixels)
    }
    expect(at).toBe(all.length)
  })

  it.for(['RGB', 'CMYK', 'Gray'])('writes %s files that we can look into', async (space, context) => {
    const program = programOf(imageMagick, context)
    const file = path.join(folder, `${space}.psd`)
    const layers = [
      '(',
      '-size',
      '20x10',
      'xc:red',
      '-set',
      'label',
      'Höhe',
      ')',
      '(',
      '-size',
      '5x4',
      'xc:blue',
      '-repage',
      '+3+2',
      ')',
    ]
    const merged = ['(', '-clone', '0--1', '-flatten', ')', '-insert', '0']
    output(program, [...layers, ...merged, '-colorspace', space, '-depth', '16', file])
    const tree = await inspectPsd(await readFile(file))
    expect(tree).toMatchObject({ format: 'psd', width: 20, height: 10 })
    expect(tree.colorMode.toLowerCase()).toContain(space.toLowerCase())
    expect(tree.layers.at(-2)).toMatchObject({ box: { x: 0, y: 0, width: 20, height: 10 }, visible: true, opacity: 1 })
    expect(tree.layers.at(-1)).toMatchObject({ box: { x: 3, y: 2, width: 5, height: 4 }, blendMode: 'normal' })
  })
})

/** What psd-tools reads in all files, by one start of Python, in the order of the samples. */
function readAll(python: string): ReadPsd[] {
  const script = fileURLToPath(new URL('./read-psd.py', import.meta.url))
  readByPsdTools ??= JSON.parse(
    output(python, [script, ...[...files.values()].map(({ file }) => file)]).toString(),
  ) as ReadPsd[]
  return readByPsdTools
}

function everyBlendMode(): SampleDocument {
  const sample = new SampleDocument(16, 9)
  for (const blendMode of blendModes) {
    if (blendMode !== 'pass through') sample.addPixels(blendMode, { x: 1, y: 2, width: 7, height: 5 }, { blendMode })
    sample.add(newGroup({ id: `group-${blendMode}`, name: `Group ${blendMode}`, blendMode }))
  }
  return sample
}

function layered(sample: SampleDocument): SampleDocument {
  const { width, height } = sample.composite
  sample.addPixels('Background', { x: 0, y: 0, width, height })
  sample.addPixels('Object', { x: -3, y: 4, width: 30, height: 20 })
  return sample
}

/** A line of text that a person may edit there. */
function liveText(): SampleDocument {
  const sample = layered(new SampleDocument(60, 40))
  const text: LayerText = {
    string: 'SALE – 50 % größer\nnow',
    family: 'Montserrat',
    weight: 700,
    italic: false,
    size: 14.5,
    color: [200, 30, 10],
    align: 'center',
    tracking: 25,
    lineHeight: 1.2,
    transform: [1, 0, 0, 1, 18.25, 12.5],
    likeness: null,
    original: null,
  }
  sample.addPixels('Text: SALE', { x: 3, y: 4, width: 40, height: 30 }, { kind: 'text', text })
  return sample
}

/** A layer over 30,000 pixels wide makes it one. */
function psb(): SampleDocument {
  const sample = layered(new SampleDocument(40, 30))
  sample.addPixels('Wide', { x: 0, y: 0, width: 30_001, height: 1 })
  return sample
}

/** Neither reader decodes such a layer. */
function tooWide(layer: PixelLayer): boolean {
  return layer.width > 30_000
}

function expectPixels(sample: SampleDocument, layer: PixelLayer, pixels: Uint8Array): void {
  expect(same(sample.assets.get(layer.asset)!.data, pixels), `pixels of ${layer.name}`).toBe(true)
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

function programOf(reader: Reader, context: TestContext): string {
  if ('program' in reader) return reader.program
  const line = `${reader.name} is not there: ${reader.missing}`
  if (required) throw new Error(line)
  return context.skip(line)
}

function output(program: string, parameters: string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(program, parameters, { maxBuffer: 1 << 28, timeout: 60_000 })
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
  return stdout
}

function base64(text: string | null): Buffer {
  return Buffer.from(text ?? '', 'base64')
}

function rgbOf(rgba: Uint8Array): Buffer {
  return Buffer.from(rgba.filter((_, i) => i % 4 !== 3))
}

/** The largest difference of a channel over black and over white; of alpha too. Not finite when the sizes differ. */
function largestDifference(expected: Uint8Array, actual: Uint8Array): number {
  if (expected.length !== actual.length) return Infinity
  let largest = 0
  for (let i = 0; i < expected.length; i += 4) {
    largest = Math.max(largest, Math.abs(expected[i + 3] - actual[i + 3]))
    for (let c = i; c < i + 3; c++) {
      for (const backdrop of [0, 255]) {
        const over = (pixels: Uint8Array): number => {
          const alpha = pixels[i + 3] / 255
          return pixels[c] * alpha + backdrop * (1 - alpha)
        }
        largest = Math.max(largest, Math.abs(over(expected) - over(actual)))
      }
    }
  }
  return largest
}
