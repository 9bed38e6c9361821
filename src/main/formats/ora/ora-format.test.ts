import { describe, expect, it } from 'vitest'
import { flatten, type CompositeNode } from '../../../shared/compositing/composite.ts'
import { documentNodes } from '../../../shared/compositing/document-nodes.ts'
import { newFillLayer, newGroup } from '../../../shared/document/records.ts'
import { getDocument } from '../../../shared/document/tree.ts'
import { blendModes, type BlendMode } from '../../../shared/document/types.ts'
import { decodePicture, pictureLimits } from '../../imaging/codecs/decode.ts'
import type { ExportSource, FormatWarning } from '../format.ts'
import { memorySink, richDocument, SampleDocument } from '../sample-document.fixture.ts'
import { readZip, type ReadEntry } from '../zip.fixture.ts'
import { oraFormat } from './ora-format.ts'
import { oraMode } from './ora-modes.ts'

interface Element {
  tag: string
  attributes: Record<string, string>
  children: Element[]
}

/** A parser for what this format writes: elements and attributes, no text. */
function parse(xml: string): Element {
  const root: Element = { tag: '', attributes: {}, children: [] }
  const open = [root]
  for (const [, closing, tag, rest, empty] of xml.matchAll(/<(\/?)([a-z]+)((?: [\w-]+="[^"]*")*)(\/?)>/g)) {
    if (closing) {
      expect(open.pop()?.tag).toBe(tag)
      continue
    }
    const attributes: Record<string, string> = {}
    for (const [, key, value] of rest.matchAll(/ ([\w-]+)="([^"]*)"/g)) {
      attributes[key] = value
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&')
    }
    const element = { tag, attributes, children: [] }
    open.at(-1)!.children.push(element)
    if (!empty) open.push(element)
  }
  expect(open).toEqual([root])
  return root.children[0]
}

async function pixelsOf(bytes: Uint8Array) {
  return (await decodePicture(bytes, { ...pictureLimits, minSide: 1 })).image
}

interface Written {
  entries: ReadEntry[]
  image: Element
  warnings: FormatWarning[]
  bytes: Buffer
}

async function write(source: ExportSource): Promise<Written> {
  const { files, sink } = memorySink()
  const warnings = await oraFormat.write(source, sink)
  expect([...files.keys()]).toEqual(['picture.ora'])
  const bytes = files.get('picture.ora')!
  const entries = readZip(bytes)
  const image = parse(entries.find(({ name }) => name === 'stack.xml')!.content.toString('utf8'))
  return { entries, image, warnings, bytes }
}

/** What a reader shows: the stack put together by the rules of the specification. */
async function shown({ entries, image }: Written): Promise<Uint8Array> {
  const modes = new Map(blendModes.map((mode): [string | null, BlendMode] => [oraMode(mode), mode]))
  modes.set('svg:src-over', 'normal')
  const nodes = async (stack: Element): Promise<CompositeNode[]> => {
    const list: CompositeNode[] = []
    for (const { tag, attributes, children } of stack.children.toReversed()) {
      const operator = attributes['composite-op']
      const mode = operator === 'svg:src-atop' ? 'normal' : modes.get(operator)!
      const common = {
        visible: attributes.visibility === 'visible',
        opacity: Number(attributes.opacity),
        blendMode: attributes.isolation === 'auto' ? ('pass through' as const) : mode,
        clipping: operator === 'svg:src-atop',
        mask: null,
      }
      if (tag === 'stack') {
        list.push({ ...common, children: await nodes({ tag, attributes, children }) })
        continue
      }
      const picture = await pixelsOf(entries.find(({ name }) => name === attributes.src)!.content)
      list.push({ ...common, pixels: { x: Number(attributes.x), y: Number(attributes.y), ...picture } })
    }
    return list
  }
  const [width, height] = [Number(image.attributes.w), Number(image.attributes.h)]
  return flatten(await nodes(image.children[0]), { x: 0, y: 0, width, height })
}

async function wanted({ records, layerPixels, maskPixels }: ExportSource): Promise<Uint8Array> {
  const { width, height } = getDocument(records)
  const nodes = await documentNodes(records, {
    layerPixels: async (layer) => {
      const placed = await layerPixels(layer)
      return placed && { ...placed.box, data: placed.data }
    },
    maskPixels: async (mask) => ({ ...mask, data: await maskPixels(mask) }),
  })
  return flatten(nodes, { x: 0, y: 0, width, height })
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)
}

const names = (stack: Element): unknown[] =>
  stack.children.map(({ tag, attributes, children }) =>
    tag === 'layer' ? attributes.name : [attributes.name, ...names({ tag, attributes, children })],
  )

describe('oraFormat', () => {
  it('begins with its type, stored and without extra field, and has the merged picture and a thumbnail', async () => {
    const sample = richDocument()
    const written = await write(sample.source())
    expect(written.entries[0]).toMatchObject({ name: 'mimetype', stored: true, extra: 0 })
    expect(written.entries[0].content.toString()).toBe('image/openraster')
    expect(written.bytes.subarray(30, 54).toString()).toBe('mimetypeimage/openraster')
    const merged = written.entries.find(({ name }) => name === 'mergedimage.png')!
    expect(Buffer.from((await pixelsOf(merged.content)).data).equals(sample.composite.data)).toBe(true)
    const thumbnail = written.entries.find(({ name }) => name === 'Thumbnails/thumbnail.png')!
    expect(await pixelsOf(thumbnail.content)).toMatchObject({ width: 67, height: 45 })
    expect(written.image.attributes).toMatchObject({ w: '67', h: '45', xres: '144', yres: '144' })
    expect((await write(sample.source())).bytes.equals(written.bytes)).toBe(true)
  })

  it('lists layers and groups from the top, with names of every script', async () => {
    const sample = richDocument()
    sample.addPixels('odd', { x: 0, y: 0, width: 2, height: 2 }, { name: '<"A" & B>\u0007' })
    const { image, warnings } = await write(sample.source())
    expect(names(image.children[0])).toEqual([
      '<"A" & B>',
      ['Masked group'],
      'outside',
      ['Gruppe ä', ['Inner', ['masked', 'clipped', 'masked']], '見出し 🎈'],
      'Background',
    ])
    expect(warnings.map(({ code, layer, message }) => [code, layer?.id, message])).toEqual([
      ['RASTERISED', 'masked', 'Layer "masked": its mask becomes part of its pixels.'],
      ['RASTERISED', 'clipped', 'Layer "clipped": its clipping becomes part of its pixels.'],
      ['RASTERISED', 'masked-group', 'Layer "Masked group": its mask, which is off, is left out.'],
    ])
  })

  it('keeps pixels as they are, those over the canvas included', async () => {
    const sample = new SampleDocument(20, 16)
    const data = sample.addPixels('over', { x: -3, y: 10, width: 30, height: 9 })
    const { image, entries } = await write(sample.source())
    const { attributes } = image.children[0].children[0]
    expect(attributes).toMatchObject({ x: '-3', y: '10', opacity: '1', visibility: 'visible' })
    const picture = await pixelsOf(entries.find(({ name }) => name === attributes.src)!.content)
    expect(Buffer.from(picture.data).equals(data)).toBe(true)
  })

  it('shows what the document shows: modes, groups, masks and clipping over a soft base', async () => {
    const sample = new SampleDocument(40, 30)
    sample.addPixels('back', { x: 0, y: 0, width: 40, height: 30 })
    sample.add(newGroup({ id: 'g', name: 'g', blendMode: 'multiply', opacity: 0.7 }))
    sample.addPixels('one', { x: 2, y: 2, width: 20, height: 20 }, { opacity: 0.5 }, 'g')
    sample.addPixels('two', { x: 9, y: 5, width: 20, height: 20 }, { blendMode: 'screen' }, 'g')
    sample.add(newGroup({ id: 'through', name: 'through' }))
    sample.addPixels('three', { x: 20, y: 3, width: 18, height: 20 }, { blendMode: 'difference' }, 'through')
    const mask = sample.mask({ x: 5, y: 8, width: 12, height: 12 }, { outside: 255 })
    sample.addPixels('base', { x: 1, y: 6, width: 30, height: 20 }, { mask, opacity: 0.8, blendMode: 'overlay' })
    sample.addPixels('clip', { x: 4, y: 4, width: 30, height: 15 }, { clipping: true, opacity: 0.6 })
    const source = sample.source()
    expect(largestDifference(await shown(await write(source)), await wanted(source))).toBeLessThanOrEqual(1)
  })

  it.each(blendModes)('shows %s as the document does, or says that it does not', async (blendMode) => {
    const sample = new SampleDocument(24, 18)
    sample.composite.data.fill(255)
    const opaque = { x: 0, y: 0, width: 24, height: 18 }
    const back = sample.addPixels('back', opaque)
    for (let i = 3; i < back.length; i += 4) back[i] = 255
    sample.addPixels('top', { x: 3, y: 3, width: 16, height: 12 }, { blendMode })
    const base = sample.addPixels('base', { x: 8, y: 2, width: 10, height: 14 })
    // A base that is there or not: a mode within its alpha is then what clipping gives.
    for (let i = 3; i < base.length; i += 4) base[i] = base[i] > 128 ? 255 : 0
    sample.addPixels('clip', { x: 4, y: 4, width: 12, height: 10 }, { blendMode, clipping: true })
    const source = sample.source()
    const written = await write(source)
    const replaced = written.warnings.filter(({ code }) => code === 'BLEND_MODE_REPLACED').map(({ layer }) => layer?.id)
    expect(replaced).toEqual(oraMode(blendMode) === null ? ['top', 'clip'] : [])
    if (replaced.length > 0) return
    expect(largestDifference(await shown(written), await wanted(source))).toBeLessThanOrEqual(1)
  })

  it('puts a group mask into what is in the group, and draws fills', async () => {
    const sample = new SampleDocument(20, 16)
    sample.add(newFillLayer({ id: 'fill', name: 'Fill', fill: { type: 'color', color: [9, 8, 7] } }))
    const mask = sample.mask({ x: 2, y: 2, width: 6, height: 6 })
    sample.add(newGroup({ id: 'g', name: 'g', mask, blendMode: 'normal' }))
    sample.addPixels('in', { x: 0, y: 0, width: 20, height: 16 }, {}, 'g')
    const fill = { box: { x: 0, y: 0, width: 20, height: 16 }, data: new Uint8Array(20 * 16 * 4).fill(77) }
    const source = sample.source({ rasterise: async () => fill })
    const written = await write(source)
    expect(written.warnings.map(({ message }) => message)).toEqual([
      'Layer "Fill": its fill becomes pixels.',
      'Layer "g": its mask becomes part of the pixels in it.',
    ])
    expect(largestDifference(await shown(written), await wanted(source))).toBeLessThanOrEqual(1)
  })

  it('keeps layers that show nothing, and is cancelled', async () => {
    const sample = new SampleDocument(20, 16)
    sample.add(newFillLayer({ id: 'f', name: 'Empty', fill: { type: 'color', color: [0, 0, 0] } }))
    const { image, entries } = await write(sample.source())
    const [{ attributes }] = image.children[0].children
    const picture = await pixelsOf(entries.find(({ name }) => name === attributes.src)!.content)
    expect(picture).toMatchObject({ width: 1, height: 1 })
    expect([...picture.data]).toEqual([0, 0, 0, 0])
    const { sink, files } = memorySink()
    const job = oraFormat.write(sample.source(), sink, { signal: AbortSignal.abort() })
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(files.size).toBe(0)
  })
})
