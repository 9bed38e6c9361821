import { initializeCanvas, type Layer, type Psd, readPsd } from 'ag-psd'
import { beforeAll, describe, expect, it } from 'vitest'
import { newDocument, newFillLayer, newGroup, newPixelLayer } from '../../../shared/document/records.ts'
import { blendModes, type LayerText } from '../../../shared/document/types.ts'
import type { FormatWarning } from '../format.ts'
import { memorySink, richDocument, SampleDocument, samplePixels } from '../sample-document.fixture.ts'
import { inspectPsd, psdFormat } from './psd-format.ts'

type ImageDataFactory = NonNullable<Parameters<typeof initializeCanvas>[1]>

beforeAll(() => {
  const refuse = (): never => {
    throw new Error('No canvas is needed.')
  }
  initializeCanvas(refuse, (width, height) => {
    return { width, height, data: new Uint8ClampedArray(width * height * 4) } as ReturnType<ImageDataFactory>
  })
})

interface Written {
  bytes: Buffer
  psd: Psd
  path: string
  warnings: FormatWarning[]
}

async function write(
  sample: SampleDocument,
  overrides: Parameters<SampleDocument['source']>[0] = {},
): Promise<Written> {
  const { files, sink } = memorySink()
  const warnings = await psdFormat.write(sample.source(overrides), sink)
  const [path, bytes] = [...files][0]
  const psd = readPsd(bytes, { useImageData: true, useRawThumbnail: true, throwForMissingFeatures: true, strict: true })
  return { bytes, psd, path, warnings }
}

function find(layers: Layer[] | undefined, name: string): Layer {
  const all = (list: Layer[]): Layer[] => list.flatMap((layer) => [layer, ...all(layer.children ?? [])])
  const found = all(layers ?? []).find((layer) => layer.name === name)
  if (!found) throw new Error(`No layer ${name}`)
  return found
}

describe('psdFormat', () => {
  it('keeps structure, boxes and pixels bit for bit', async () => {
    const sample = richDocument()
    const { psd, path, warnings } = await write(sample)
    expect(path).toBe('picture.psd')
    expect(warnings).toEqual([])
    expect([psd.width, psd.height]).toEqual([67, 45])
    expect(psd.children?.map((layer) => layer.name)).toEqual(['Background', 'Gruppe ä', 'outside', 'Masked group'])

    const group = find(psd.children, 'Gruppe ä')
    expect(group).toMatchObject({ blendMode: 'multiply', opened: true, layerColor: 'green' })
    expect(group.opacity).toBeCloseTo(0.5, 2)
    expect(find(psd.children, 'Inner')).toMatchObject({ blendMode: 'pass through', opened: false })
    expect(find(group.children, '見出し 🎈')).toMatchObject({ hidden: true, left: 3, top: 4, right: 23, bottom: 15 })
    expect(find(psd.children, 'clipped')).toMatchObject({ clipping: true, blendMode: 'screen' })
    const outside = find(psd.children, 'outside')
    expect(outside).toMatchObject({
      left: -5,
      top: -7,
      layerColor: 'violet',
      protected: { transparency: true, composite: false, position: true },
      transparencyProtected: true,
    })
    expect(outside.opacity).toBeCloseTo(0.2, 2)

    for (const record of Object.values(sample.records)) {
      if (record.type !== 'pixels') continue
      const asset = sample.assets.get(record.asset)!
      expect(
        Buffer.from(find(psd.children, record.name).imageData!.data as Uint8ClampedArray).equals(asset.data),
        record.name,
      ).toBe(true)
    }
  })

  it('keeps masks of layers and of groups', async () => {
    const sample = richDocument()
    const { psd } = await write(sample)
    const { mask } = find(psd.children, 'masked')
    expect(mask).toMatchObject({ left: 28, top: 22, right: 48, bottom: 31, defaultColor: 0, disabled: false })
    const record = sample.records['masked']
    if (record.type !== 'pixels' || !record.mask) throw new Error('The sample has changed.')
    const gray = Buffer.from(mask!.imageData!.data.filter((_, i) => i % 4 === 0) as Uint8ClampedArray)
    expect(gray.equals(sample.assets.get(record.mask.asset)!.data)).toBe(true)
    const group = find(psd.children, 'Masked group')
    expect(group).toMatchObject({ hidden: true, mask: { right: 5, bottom: 5, defaultColor: 255, disabled: true } })
  })

  it('has the guides of the document', async () => {
    const sample = richDocument()
    expect((await write(sample)).psd.imageResources?.gridAndGuidesInformation).toBeUndefined()
    const guides = [
      { axis: 'x', at: 12 },
      { axis: 'y', at: 30.5 },
      { axis: 'y', at: -4 },
    ] as const
    sample.records['document'] = newDocument({
      name: 'Sample',
      width: 67,
      height: 45,
      resolution: 144,
      guides: [...guides],
    })
    expect((await write(sample)).psd.imageResources?.gridAndGuidesInformation?.guides).toEqual([
      { location: 12, direction: 'vertical' },
      { location: 30.5, direction: 'horizontal' },
    ])
  })

  it('has the composite, thumbnail, resolution and sRGB profile', async () => {
    const sample = richDocument()
    const { psd, bytes } = await write(sample)
    expect(Buffer.from(psd.imageData!.data as Uint8ClampedArray).equals(sample.composite.data)).toBe(true)
    expect(psd.channels).toBe(3)
    expect(psd.imageResources?.resolutionInfo).toMatchObject({ horizontalResolution: 144, verticalResolution: 144 })
    expect(psd.imageResources?.thumbnailRaw).toMatchObject({ width: 67, height: 45 })
    expect(psd.imageResources?.versionInfo?.hasRealMergedData).toBe(true)
    const resource = bytes.indexOf(Buffer.from('8BIM\x04\x0f\0\0', 'latin1'))
    expect(resource).toBeGreaterThan(0)
    expect(bytes.toString('latin1', resource + 12 + 36, resource + 12 + 40)).toBe('acsp')
  })

  it('stores a composite with alpha mixed with white, so that it reads back within the rounding', async () => {
    const sample = new SampleDocument(40, 30, false)
    sample.addPixels('a', { x: 0, y: 0, width: 40, height: 30 })
    const { psd } = await write(sample)
    expect(psd.channels).toBe(4)
    const read = psd.imageData!.data
    const { data } = sample.composite
    for (let i = 0; i < data.length; i += 4) {
      expect(read[i + 3]).toBe(data[i + 3])
      // One stored level is 255 / alpha levels of the colour.
      const tolerance = data[i + 3] === 0 ? 255 : 255 / data[i + 3]
      expect(Math.abs(read[i] - data[i])).toBeLessThanOrEqual(tolerance)
    }
  })

  it('writes every blend mode', async () => {
    const sample = new SampleDocument(4, 4)
    for (const blendMode of blendModes) {
      if (blendMode !== 'pass through') sample.addPixels(blendMode, { x: 0, y: 0, width: 4, height: 4 }, { blendMode })
      sample.add(newGroup({ id: `group-${blendMode}`, name: `Group ${blendMode}`, blendMode }))
    }
    const { psd, warnings } = await write(sample)
    for (const blendMode of blendModes) {
      if (blendMode !== 'pass through') expect(find(psd.children, blendMode).blendMode).toBe(blendMode)
      expect(find(psd.children, `Group ${blendMode}`).blendMode).toBe(blendMode)
    }
    expect(warnings).toEqual([])
  })

  it('replaces pass through where it has no meaning, and says so', async () => {
    const sample = new SampleDocument(4, 4)
    sample.addPixels('a', { x: 0, y: 0, width: 4, height: 4 }, { blendMode: 'pass through' })
    const { psd, warnings } = await write(sample)
    expect(find(psd.children, 'a').blendMode).toBe('normal')
    expect(warnings).toMatchObject([{ code: 'BLEND_MODE_REPLACED', layer: { id: 'a' } }])
  })

  it.each([
    [1, 1],
    [1, 300],
    [300, 1],
    [2, 129],
  ])('writes pictures of %i × %i', async (width, height) => {
    const sample = new SampleDocument(width, height, false)
    const data = sample.addPixels('a', { x: 0, y: 0, width, height })
    const { psd } = await write(sample)
    expect(Buffer.from(find(psd.children, 'a').imageData!.data as Uint8ClampedArray).equals(data)).toBe(true)
    expect(psd.imageData!.data.filter((_, i) => i % 4 === 3)).toEqual(
      new Uint8ClampedArray(sample.composite.data.filter((_, i) => i % 4 === 3)),
    )
  })

  it('writes colour and gradient fills as such, with their pixels for other programs', async () => {
    const sample = new SampleDocument(8, 6)
    sample.add(newFillLayer({ id: 'c', name: 'Colour', fill: { type: 'color', color: [10, 20, 30] } }))
    const stops = [
      { offset: 0, color: [255, 0, 0] as [number, number, number], opacity: 1 },
      { offset: 1, color: [0, 0, 255] as [number, number, number], opacity: 0.5 },
    ]
    sample.add(
      newFillLayer({ id: 'g', name: 'Gradient', fill: { type: 'gradient', shape: 'radial', angle: 30, stops } }),
    )
    const picture = sample.asset({ type: 'rgba', width: 1, height: 1, data: new Uint8Array(4) })
    sample.add(
      newFillLayer({
        id: 'p',
        name: 'Picture',
        fill: { type: 'picture', asset: picture, width: 1, height: 1, fit: 'tile' },
      }),
    )
    const data = samplePixels(8, 6, 3)
    const { psd, warnings } = await write(sample, {
      rasterise: async () => ({ box: { x: 0, y: 0, width: 8, height: 6 }, data }),
    })
    expect(find(psd.children, 'Colour').vectorFill).toEqual({ type: 'color', color: { r: 10, g: 20, b: 30 } })
    expect(find(psd.children, 'Gradient').vectorFill).toMatchObject({
      type: 'solid',
      style: 'radial',
      angle: 30,
      colorStops: [
        { location: 0, color: { r: 255, g: 0, b: 0 } },
        { location: 1, color: { r: 0, g: 0, b: 255 } },
      ],
      opacityStops: [{ opacity: 1 }, { opacity: 0.5 }],
    })
    expect(find(psd.children, 'Picture').vectorFill).toBeUndefined()
    for (const layer of psd.children!)
      expect(Buffer.from(layer.imageData!.data as Uint8ClampedArray).equals(data)).toBe(true)
    expect(warnings).toMatchObject([{ code: 'RASTERISED', layer: { id: 'p', name: 'Picture' } }])
  })

  it('writes live text as type layers, with its pixels for other programs', async () => {
    const sample = new SampleDocument(80, 40)
    const text: LayerText = {
      string: 'SALE\nnow – ä',
      family: 'Montserrat',
      weight: 700,
      italic: true,
      size: 14.5,
      color: [200, 30, 10],
      align: 'center',
      tracking: 25,
      lineHeight: 1.2,
      transform: [1, 0, 0, 1, 18.25, 12.5],
      likeness: null,
      original: null,
    }
    const data = sample.addPixels('t', { x: 3, y: 4, width: 40, height: 30 }, { name: 'Words', text })
    const { psd, warnings } = await write(sample)
    const near = (value: number) => expect.closeTo(value, 1) as number
    const layer = find(psd.children, 'Words')
    expect(layer).toMatchObject({ left: 3, top: 4, right: 43, bottom: 34 })
    expect(Buffer.from(layer.imageData!.data as Uint8ClampedArray).equals(data)).toBe(true)
    expect(layer.text).toMatchObject({
      text: 'SALE\nnow – ä',
      transform: [1, 0, 0, 1, 21.25, 16.5],
      shapeType: 'point',
      style: {
        font: { name: 'Montserrat-BoldItalic' },
        fontSize: 14.5,
        leading: 14.5 * 1.2,
        tracking: 25,
        fillColor: { r: near(200), g: near(30), b: near(10) },
      },
      paragraphStyle: { justification: 'center' },
    })
    expect(warnings).toMatchObject([{ code: 'FONTS_NEEDED', layer: null }])
    expect(warnings[0].message).toContain('Montserrat-BoldItalic')
  })

  it('says where a transform becomes pixels', async () => {
    const sample = new SampleDocument(8, 6)
    const asset = sample.asset({ type: 'rgba', width: 2, height: 2, data: samplePixels(2, 2, 1) })
    const turned = newPixelLayer({ id: 't', name: 'Turned', kind: 'object', asset, width: 2, height: 2 })
    sample.add({ ...turned, transform: [0, 1, -1, 0, 4, 1] })
    const data = samplePixels(2, 2, 8)
    const { psd, warnings } = await write(sample, {
      rasterise: async () => ({ box: { x: 2, y: 1, width: 2, height: 2 }, data }),
    })
    expect(warnings).toMatchObject([{ code: 'RASTERISED', layer: { id: 't' } }])
    expect(find(psd.children, 'Turned')).toMatchObject({ left: 2, top: 1, right: 4, bottom: 3 })
  })

  it('writes PSB over 30,000 pixels', async () => {
    const sample = new SampleDocument(30_001, 2)
    const data = sample.addPixels('wide', { x: 0, y: 0, width: 30_001, height: 2 })
    const { psd, bytes, path } = await write(sample)
    expect(bytes.readUInt16BE(4)).toBe(2)
    expect(path).toBe('picture.psb')
    expect(psdFormat.extensionFor?.(sample.records['document'] as never)).toBe('psb')
    expect(Buffer.from(find(psd.children, 'wide').imageData!.data as Uint8ClampedArray).equals(data)).toBe(true)
    expect(Buffer.from(psd.imageData!.data as Uint8ClampedArray).equals(sample.composite.data)).toBe(true)
  })

  it('gives the same bytes each time, and does not touch the pixels it is given', async () => {
    const sample = richDocument()
    const before = Buffer.from(sample.composite.data)
    const first = await write(sample)
    const second = await write(sample)
    expect(first.bytes.equals(second.bytes)).toBe(true)
    expect(before.equals(sample.composite.data)).toBe(true)
  })

  it('writes an empty document, empty layers and empty groups', async () => {
    const sample = new SampleDocument(5, 5)
    expect((await write(sample)).psd.imageData).toBeDefined()
    sample.add(newFillLayer({ id: 'c', name: 'Nothing', fill: { type: 'color', color: [1, 2, 3] } }))
    const { psd } = await write(sample)
    expect(find(psd.children, 'Nothing')).toMatchObject({ left: 0, right: 0 })
  })

  it('is cancelled at once, at any moment', async () => {
    const sample = richDocument()
    const { files, sink } = memorySink()
    await expect(psdFormat.write(sample.source(), sink, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    const controller = new AbortController()
    const onProgress = (done: number): void => {
      if (done > 0.4) controller.abort()
    }
    const job = psdFormat.write(sample.source(), sink, { signal: controller.signal, onProgress })
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(files.size).toBe(0)
  })

  it('tells progress that never falls and ends at 1', async () => {
    const told: number[] = []
    const { sink } = memorySink()
    await psdFormat.write(richDocument().source(), sink, { onProgress: (done) => told.push(done) })
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.at(-1)).toBe(1)
  })
})

describe('inspectPsd', () => {
  it('tells the tree', async () => {
    const { bytes } = await write(richDocument())
    const tree = await inspectPsd(bytes)
    expect(tree).toMatchObject({
      format: 'psd',
      width: 67,
      height: 45,
      colorMode: 'RGB',
      bitsPerChannel: 8,
      resolution: 144,
    })
    expect(tree.layers.map(({ name, type }) => `${type} ${name}`)).toEqual([
      'pixels Background',
      'group Gruppe ä',
      'pixels outside',
      'group Masked group',
    ])
    expect(tree.layers[1].children?.[0]).toMatchObject({
      name: '見出し 🎈',
      visible: false,
      box: { x: 3, y: 4, width: 20, height: 11 },
    })
    expect(tree.layers[3]).toMatchObject({ mask: true, box: null })
  })

  it('reads colour modes whose pixels nothing here decodes', async () => {
    const { bytes } = await write(richDocument())
    bytes.writeUInt16BE(4, 24)
    expect(await inspectPsd(bytes)).toMatchObject({ colorMode: 'CMYK' })
  })

  it('refuses what is no PSD', async () => {
    await expect(inspectPsd(Buffer.from('not a psd'))).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED' })
    await expect(inspectPsd(Buffer.alloc(0))).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED' })
  })
})
