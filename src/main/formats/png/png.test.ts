import { describe, expect, it } from 'vitest'
import { newDocument, newFillLayer, newGroup } from '../../../shared/document/records.ts'
import { decodePicture, pictureLimits } from '../../imaging/codecs/decode.ts'
import type { PixelLayer } from '../../../shared/document/types.ts'
import type { Rgba8 } from '../../imaging/pixels.ts'
import { memorySink, richDocument, SampleDocument } from '../sample-document.fixture.ts'
import { flatPngFormat } from './flat-png.ts'
import { encodeTrimmedLayer, layersPngFormat } from './layer-png.ts'

async function decode(bytes: Uint8Array): Promise<Rgba8> {
  const { width, height, data } = (await decodePicture(bytes, { ...pictureLimits, minSide: 1 })).image
  return { width, height, data: new Uint8Array(data) }
}

describe('flatPngFormat', () => {
  it('writes the composite, colour under transparent pixels included', async () => {
    const sample = new SampleDocument(31, 17, false)
    const { files, sink } = memorySink()
    expect(await flatPngFormat.write(sample.source(), sink)).toEqual([])
    expect([...files.keys()]).toEqual(['picture.png'])
    expect((await decode(files.get('picture.png')!)).data).toEqual(sample.composite.data)
  })
})

describe('layersPngFormat', () => {
  it('writes every layer on the canvas with straight alpha, bit for bit', async () => {
    const sample = new SampleDocument(20, 16)
    const background = sample.addPixels('b', { x: 0, y: 0, width: 20, height: 16 }, { name: 'Background' })
    const inside = sample.addPixels('i', { x: 4, y: 5, width: 6, height: 7 }, { name: 'Text: SUMMER SALE!' })
    const over = sample.addPixels('o', { x: -3, y: 10, width: 30, height: 9 }, { name: '…' })
    sample.addPixels('off', { x: 100, y: 0, width: 3, height: 3 }, { name: 'Off' })
    sample.add(newFillLayer({ id: 'f', name: 'Empty', fill: { type: 'color', color: [0, 0, 0] } }))
    const { files, sink } = memorySink()
    expect(await layersPngFormat.write(sample.source(), sink)).toEqual([])
    expect([...files.keys()]).toEqual([
      'layers/00-background.png',
      'layers/01-text-summer-sale.png',
      'layers/02-object.png',
      'layers/03-off.png',
      'layers/04-empty.png',
    ])
    const pictures = []
    for (const file of files.values()) pictures.push(await decode(file))
    for (const { width, height } of pictures) expect([width, height]).toEqual([20, 16])
    expect(pictures[0].data).toEqual(background)
    for (const [picture, data, box] of [
      [pictures[1], inside, { x: 4, y: 5, width: 6, height: 7 }],
      [pictures[2], over, { x: -3, y: 10, width: 30, height: 9 }],
    ] as const) {
      for (let y = 0; y < 16; y++) {
        for (let x = 0; x < 20; x++) {
          const inBox = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height
          const from = ((y - box.y) * box.width + x - box.x) * 4
          const expected = inBox ? data.slice(from, from + 4) : new Uint8Array(4)
          expect(picture.data.slice((y * 20 + x) * 4, (y * 20 + x) * 4 + 4)).toEqual(expected)
        }
      }
    }
    for (const picture of pictures.slice(3)) expect(picture.data.every((value) => value === 0)).toBe(true)
  })

  it('writes masks, and names what the pixels do not show', async () => {
    const sample = richDocument()
    const { files, sink } = memorySink()
    const warnings = await layersPngFormat.write(sample.source(), sink)
    expect([...files.keys()]).toEqual([
      'layers/00-background.png',
      'layers/01-見出し.png',
      'layers/02-masked.png',
      'masks/02-masked.png',
      'layers/03-clipped.png',
      'layers/04-outside.png',
    ])
    const mask = await decode(files.get('masks/02-masked.png')!)
    const record = sample.records['masked'] as PixelLayer
    const gray = sample.assets.get(record.mask!.asset)!.data
    expect(mask.data[(22 * 67 + 28) * 4]).toBe(gray[0])
    expect(mask.data[(30 * 67 + 47) * 4]).toBe(gray[gray.length - 1])
    expect(mask.data[0]).toBe(0)
    expect(warnings.map(({ layer, message }) => [layer?.id, /its (.*) cannot/.exec(message)?.[1]])).toEqual([
      ['hidden', 'hidden'],
      ['group', 'opacity, blend mode'],
      ['masked', 'mask'],
      ['clipped', 'blend mode, clipping'],
      ['outside', 'opacity'],
    ])
  })

  it('is cancelled while a picture is encoded', async () => {
    const sample = new SampleDocument(1, 1)
    const [width, height] = [4000, 3000]
    sample.records['document'] = newDocument({ name: 'Large', width, height })
    sample.composite = { width, height, data: new Uint8Array(width * height * 4) }
    sample.addPixels('i', { x: 4, y: 5, width: 6, height: 7 })
    const { files, sink } = memorySink()
    for (const format of [layersPngFormat, flatPngFormat]) {
      const controller = new AbortController()
      const job = format.write(sample.source(), sink, { signal: controller.signal })
      setImmediate(() => controller.abort())
      await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
    }
    expect(files.size).toBe(0)
  })

  it('sorts by name from the bottom to the top, whatever the number and the groups', async () => {
    const sample = new SampleDocument(2, 2)
    sample.add(newGroup({ id: 'g', name: 'g' }))
    for (let i = 0; i < 101; i++) {
      sample.addPixels(`l${i}`, { x: 0, y: 0, width: 1, height: 1 }, { name: `${100 - i}` }, i % 2 === 0 ? 'g' : null)
    }
    const { files, sink } = memorySink()
    await layersPngFormat.write(sample.source(), sink)
    const names = [...files.keys()]
    expect(names).toHaveLength(101)
    expect(names).toEqual(names.toSorted())
    expect(names[0]).toBe('layers/000-100.png')
  })
})

describe('encodeTrimmedLayer', () => {
  it('gives the layer alone', async () => {
    const sample = new SampleDocument(20, 16)
    const data = sample.addPixels('i', { x: 4, y: 5, width: 6, height: 7 })
    const bytes = await encodeTrimmedLayer(sample.source(), sample.records['i'] as PixelLayer)
    expect(await decode(bytes)).toEqual({ width: 6, height: 7, data })
  })

  it('refuses an empty layer', async () => {
    const sample = new SampleDocument(20, 16)
    const fill = sample.add(newFillLayer({ id: 'f', name: 'F', fill: { type: 'color', color: [0, 0, 0] } }))
    await expect(encodeTrimmedLayer(sample.source(), fill as never)).rejects.toMatchObject({ code: 'LAYER_NOT_FOUND' })
  })
})
