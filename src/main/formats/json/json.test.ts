import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { formatById, formatForPath, outputFormats } from '../registry.ts'
import { memorySink, richDocument } from '../sample-document.fixture.ts'
import { jsonFormat } from './json-format.ts'
import { type LayersManifest, layersManifestSchema } from './manifest.ts'

async function manifestOf(sample = richDocument()): Promise<LayersManifest> {
  const { files, sink } = memorySink()
  await jsonFormat.write(sample.source(), sink)
  return layersManifestSchema.parse(JSON.parse(files.get('layers.json')!.toString()))
}

describe('jsonFormat', () => {
  it('tells the layers from the bottom to the top, with the files of the PNG layers', async () => {
    const manifest = await manifestOf()
    expect(manifest.layers.map(({ order, id, file, maskFile, group }) => [order, id, file, maskFile, group])).toEqual([
      [0, 'background', 'layers/00-background.png', null, null],
      [1, 'hidden', 'layers/01-見出し.png', null, 'group'],
      [2, 'masked', 'layers/02-masked.png', 'masks/02-masked.png', 'inner'],
      [3, 'clipped', 'layers/03-clipped.png', null, 'inner'],
      [4, 'outside', 'layers/04-outside.png', null, null],
    ])
    expect(manifest.layers[4].box).toEqual({ x: -5, y: -7, width: 40, height: 60 })
    expect(manifest.groups.map(({ id, group, blendMode }) => [id, group, blendMode])).toEqual([
      ['group', null, 'multiply'],
      ['inner', 'group', 'pass through'],
      ['masked-group', null, 'pass through'],
    ])
  })

  it('keeps what is known about the picture, the engine and the text, and null for what is not', async () => {
    const sample = richDocument()
    expect((await manifestOf(sample)).exactness).toBeNull()
    const document = sample.records['document']
    if (document.type !== 'document') throw new Error('The sample has changed.')
    const run = {
      string: 'SALE',
      box: { x: 1, y: 2, width: 3, height: 4 },
      confidence: 0.9,
      color: [1, 2, 3] as [number, number, number],
    }
    sample.addPixels('text', { x: 0, y: 0, width: 2, height: 2 }, { kind: 'text', texts: [run], confidence: 0.75 })
    sample.records['document'] = {
      ...document,
      source: { fileName: 'poster.jpg', file: null, pixels: null, convertedFromProfile: 'Adobe RGB (1998)' },
      engine: { id: 'peel', options: { layers: 'auto' }, models: [{ id: 'isnet', sha256: 'ab'.repeat(32) }] },
    }
    sample.facts = {
      laminaVersion: '1.2.3',
      picture: { format: 'jpeg', depth: 8, hadAlpha: false },
      timings: [{ stage: 'find', seconds: 1.5 }],
      exactness: { pixels: 100, differing: 0, largestDifference: 0 },
    }
    const manifest = await manifestOf(sample)
    expect(manifest).toMatchObject({
      version: 1,
      lamina: '1.2.3',
      picture: {
        fileName: 'poster.jpg',
        format: 'jpeg',
        convertedFromProfile: 'Adobe RGB (1998)',
        width: 67,
        height: 45,
      },
      engine: { id: 'peel', models: [{ id: 'isnet', sha256: 'ab'.repeat(32) }] },
      timings: [{ stage: 'find', seconds: 1.5 }],
      exactness: { exact: true, pixels: 100 },
    })
    expect(manifest.layers.at(-1)).toMatchObject({ kind: 'text', texts: [run], confidence: 0.75 })
  })

  it('is documented, field by field', () => {
    const page = readFileSync(new URL('../../../../docs/layers-json.md', import.meta.url), 'utf8')
    const fields = new Set<string>()
    const collect = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties') for (const name of Object.keys(value as object)) fields.add(name)
        collect(value)
      }
    }
    collect(z.toJSONSchema(layersManifestSchema))
    expect(fields.size).toBeGreaterThan(30)
    for (const field of fields) expect(page, field).toContain(`\`${field}\``)
  })
})

describe('the registry', () => {
  it('chooses by extension; a folder gets PNG layers', () => {
    const chosen = ['a.psd', 'a.PSB', 'dir.x/a.png', 'layers.json', 'some/folder'].map((path) => formatForPath(path).id)
    expect(chosen).toEqual(['psd', 'psd', 'png', 'json', 'layers'])
    expect(() => formatForPath('a.tiff')).toThrow(expect.objectContaining({ code: 'FORMAT_UNSUPPORTED' }))
  })

  it('finds by id', () => {
    for (const format of outputFormats) expect(formatById(format.id)).toBe(format)
    expect(() => formatById('tiff')).toThrow(expect.objectContaining({ code: 'FORMAT_UNSUPPORTED' }))
  })
})
