import { describe, expect, it } from 'vitest'
import { newFillLayer, newGroup } from '../../../shared/document/records.ts'
import type { LayerText, TextRun } from '../../../shared/document/types.ts'
import { decodePicture, pictureLimits } from '../../imaging/codecs/decode.ts'
import type { ExportSource, FormatWarning } from '../format.ts'
import { memorySink, richDocument, SampleDocument } from '../sample-document.fixture.ts'
import { readZip } from '../zip.fixture.ts'
import { pptxFormat } from './pptx-format.ts'
import { fitText } from './text-fit.ts'

interface Written {
  bytes: Buffer
  parts: Map<string, Buffer>
  slide: string
  warnings: FormatWarning[]
}

async function write(source: ExportSource): Promise<Written> {
  const { files, sink } = memorySink()
  const warnings = await pptxFormat.write(source, sink)
  const bytes = files.get('picture.pptx')!
  const parts = new Map(readZip(bytes).map(({ name, content }) => [name, content]))
  return { bytes, parts, slide: parts.get('ppt/slides/slide1.xml')!.toString('utf8'), warnings }
}

/** The shapes in their order, with the elements that begin them. */
function shapes(slide: string) {
  const found = slide.matchAll(
    /<p:(pic|sp|grpSp)>.*?<p:cNvPr ([^>]*?)\/>.*?<a:off x="(-?\d+)" y="(-?\d+)"\/><a:ext cx="(\d+)" cy="(\d+)"\/>/g,
  )
  return [...found].map(([, kind, attributes, ...numbers]) => ({
    kind,
    id: Number(/\bid="(\d+)"/.exec(attributes)?.[1]),
    name: /\bname="([^"]*)"/.exec(attributes)?.[1],
    hidden: attributes.includes('hidden="1"'),
    frame: numbers.map(Number),
  }))
}

async function picturesOf({ parts, slide }: Written) {
  const relations = parts.get('ppt/slides/_rels/slide1.xml.rels')!.toString('utf8')
  const pictures = [...slide.matchAll(/r:embed="(rId\d+)"/g)].map(async ([, id]) => {
    const target = new RegExp(`Id="${id}"[^>]*Target="\\.\\./(media/[^"]+)"`).exec(relations)![1]
    return (await decodePicture(parts.get(`ppt/${target}`)!, { ...pictureLimits, minSide: 1 })).image
  })
  return Promise.all(pictures)
}

const run = (string: string, box: TextRun['box'], given: Partial<TextRun> = {}): TextRun => ({
  string,
  box,
  confidence: 0.9,
  color: [255, 128, 0],
  ...given,
})

/** EMU a pixel of a document 20 pixels wide. */
const emu = 12_192_000 / 20

describe('pptxFormat', () => {
  it('names every part in its content types, and leads to every part by relations', async () => {
    const { parts, bytes } = await write(richDocument().source())
    const types = parts.get('[Content_Types].xml')!.toString('utf8')
    for (const name of parts.keys()) {
      const known = types.includes(`PartName="/${name}"`) || /\.(rels|png)$|^\[Content_Types\]\.xml$/.test(name)
      expect(known, name).toBe(true)
    }
    const reached = new Set<string>()
    for (const [name, content] of parts) {
      if (!name.endsWith('.rels')) continue
      const folder = name.replace(/_rels\/[^/]*$/, '')
      for (const [, target] of content.toString('utf8').matchAll(/Target="([^"]*)"/g)) {
        reached.add(new URL(target, `http://package/${folder}`).pathname.slice(1))
      }
    }
    const wanted = [...parts.keys()].filter((name) => !/\.rels$|^\[/.test(name))
    expect([...reached].sort()).toEqual(wanted.sort())
    expect((await write(richDocument().source())).bytes.equals(bytes)).toBe(true)
    expect(parts.get('ppt/presentation.xml')!.toString()).toContain('<p:sldSz cx="12192000" cy="8188657"/>')
  })

  it('has the layers by their names at their places, the lowest first', async () => {
    const sample = new SampleDocument(20, 16)
    const back = sample.addPixels('b', { x: 0, y: 0, width: 20, height: 16 }, { name: 'Background' })
    const over = sample.addPixels('o', { x: -3, y: 10, width: 30, height: 9 }, { name: 'A & "見出し"', opacity: 0.25 })
    sample.addPixels('h', { x: 1, y: 1, width: 2, height: 3 }, { visible: false })
    const written = await write(sample.source())
    const found = shapes(written.slide)
    expect(found.map(({ name, kind, hidden }) => [name, kind, hidden])).toEqual([
      ['Background', 'pic', false],
      ['A &amp; &quot;見出し&quot;', 'pic', false],
      ['h', 'pic', true],
    ])
    expect(found[0].frame).toEqual([0, 0, 20 * emu, 16 * emu])
    expect(found[1].frame).toEqual([-3 * emu, 10 * emu, 30 * emu, 9 * emu])
    expect(written.slide.match(/<a:alphaModFix[^>]*>/g)).toEqual(['<a:alphaModFix amt="25000"/>'])
    const [first, second] = await picturesOf(written)
    expect(Buffer.from(first.data).equals(back)).toBe(true)
    expect(Buffer.from(second.data).equals(over)).toBe(true)
    expect(written.warnings).toEqual([])
  })

  it('groups, and says what a slide cannot hold', async () => {
    const { slide, warnings } = await write(richDocument().source())
    const found = shapes(slide)
    expect(found.map(({ name }) => name)).toEqual([
      'Background',
      'Gruppe ä',
      '見出し 🎈',
      'Inner',
      'masked',
      'clipped',
      'outside',
    ])
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
    expect(slide.match(/<p:grpSp>/g)).toHaveLength(2)
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['BLEND_MODE_REPLACED', 'Layer "Gruppe ä": its mode, multiply, becomes normal.'],
      ['RASTERISED', 'Layer "Gruppe ä": its opacity goes to each layer in it.'],
      ['RASTERISED', 'Layer "masked": its mask becomes part of its pixels.'],
      ['RASTERISED', 'Layer "clipped": its clipping becomes part of its pixels.'],
      ['BLEND_MODE_REPLACED', 'Layer "clipped": its mode, screen, becomes normal.'],
      ['RASTERISED', 'Layer "Masked group": its mask, which is off, is left out.'],
    ])
  })

  it('clips and masks by alpha', async () => {
    const sample = new SampleDocument(20, 16)
    const mask = sample.mask({ x: 4, y: 4, width: 6, height: 6 })
    const base = sample.addPixels('base', { x: 2, y: 2, width: 10, height: 10 }, { mask, opacity: 0.5 })
    const clip = sample.addPixels('clip', { x: 5, y: 5, width: 10, height: 10 }, { clipping: true, opacity: 0.5 })
    const written = await write(sample.source())
    const [below, above] = await picturesOf(written)
    const gray = sample.assets.get(mask.asset)!.data
    for (let y = 5; y < 12; y++) {
      for (let x = 5; x < 12; x++) {
        const inMask = x < 10 && y < 10 ? gray[(y - 4) * 6 + x - 4] : 0
        const at = ((y - 2) * 10 + x - 2) * 4 + 3
        expect(below.data[at]).toBe(Math.round((base[at] * inMask) / 255))
        const own = ((y - 5) * 10 + x - 5) * 4 + 3
        expect(above.data[own]).toBe(Math.round((clip[own] * below.data[at]) / 255))
      }
    }
    expect(written.slide.match(/amt="\d+"/g)).toEqual(['amt="50000"', 'amt="25000"'])
  })

  it('writes texts as text boxes, several lines as a group', async () => {
    const sample = new SampleDocument(20, 16)
    const kind = 'text' as const
    const box = { x: 2, y: 3, width: 16, height: 4 }
    sample.addPixels('one', box, { kind, name: 'Text: A<B', texts: [run('A<B', box)], opacity: 0.5 })
    const lines = [run('First', { x: 2, y: 9, width: 10, height: 3 }), run('gap', { x: 2, y: 12, width: 8, height: 3 })]
    sample.addPixels('two', { x: 2, y: 9, width: 10, height: 6 }, { kind, texts: lines })
    const { slide, warnings, parts } = await write(sample.source())
    expect(shapes(slide).map(({ kind, name }) => [kind, name])).toEqual([
      ['sp', 'Text: A&lt;B'],
      ['grpSp', 'two'],
      ['sp', 'First'],
      ['sp', 'gap'],
    ])
    expect(slide).toContain('<a:t>A&lt;B</a:t>')
    expect(slide).toContain('<a:srgbClr val="FF8000"><a:alpha val="50000"/></a:srgbClr>')
    expect([...parts.keys()].some((name) => name.startsWith('ppt/media/'))).toBe(false)
    expect(warnings.map(({ code, layer }) => [code, layer?.id])).toEqual([
      ['FONT_REPLACED', 'one'],
      ['FONT_REPLACED', 'two'],
    ])
  })

  it('writes live text in its own words, font and place, not what was once read there', async () => {
    const sample = new SampleDocument(20, 16)
    const box = { x: 2, y: 3, width: 12, height: 8 }
    const text: LayerText = {
      ...{ string: 'SUN\n& sea', family: 'Caveat', weight: 700, italic: false, size: 4, color: [1, 2, 3] },
      ...{ align: 'center', tracking: 50, lineHeight: 1.2, likeness: null, original: null },
      transform: [1, 0, 0, 1, 6, 4],
    }
    sample.addPixels('t', box, { kind: 'text', texts: [run('SALE', box)], text })
    const { slide, warnings } = await write(sample.source())
    expect([...slide.matchAll(/<a:t>(.*?)<\/a:t>/g)].map(([, words]) => words)).toEqual(['SUN', '&amp; sea'])
    expect(slide).not.toContain('SALE')
    expect(slide).toContain('<a:latin typeface="Caveat"/>')
    expect(slide).toMatch(/<a:rPr sz="19200" b="1" spc="960"/)
    expect(slide).toContain('algn="ctr"')
    expect(slide).toContain('<a:srgbClr val="010203"/>')
    // Its middle is where the text's is: at 2 + 6 of 20 pixels.
    const [{ frame }] = shapes(slide)
    expect(frame[0] + frame[2] / 2).toBeCloseTo(8 * emu, -1)
    expect(warnings).toMatchObject([{ code: 'FONT_REPLACED', message: expect.stringContaining('Caveat') }])
  })

  it('moves texts with their layer', async () => {
    const sample = new SampleDocument(40, 40)
    const read = { x: 2, y: 3, width: 16, height: 4 }
    const at = async (x: number) => {
      const own = new SampleDocument(40, 40)
      own.addPixels('t', { ...read, x }, { kind: 'text', texts: [run('SALE', read)] })
      return shapes((await write(own.source())).slide)[0].frame
    }
    const [before, after] = [await at(2), await at(20)]
    expect(after[0] - before[0]).toBeCloseTo((18 * 12_192_000) / sample.composite.width, 0)
    expect(after.slice(1)).toEqual(before.slice(1))
  })

  it.each([
    ['not sure', { texts: [run('SALE', { x: 2, y: 3, width: 16, height: 4 }, { confidence: 0.3 })] }],
    ['upright', { texts: [run('SALE', { x: 2, y: 3, width: 4, height: 12 })] }],
    ['clipped', { clipping: true, texts: [run('SALE', { x: 2, y: 3, width: 16, height: 4 })] }],
    ['not a text layer', { kind: 'panel' as const, texts: [run('SALE', { x: 2, y: 3, width: 16, height: 4 })] }],
  ])('keeps the picture of a text that is %s', async (_why, given) => {
    const sample = new SampleDocument(20, 16)
    sample.addPixels('b', { x: 0, y: 0, width: 20, height: 16 })
    sample.addPixels('t', { x: 2, y: 3, width: 16, height: 4 }, { kind: 'text', ...given })
    const { slide } = await write(sample.source())
    expect(shapes(slide).map(({ kind }) => kind)).toEqual(['pic', 'pic'])
    expect(slide).toContain('descr="SALE"')
  })

  it('leaves out what shows nothing, and is cancelled', async () => {
    const sample = new SampleDocument(20, 16)
    sample.add(newFillLayer({ id: 'f', name: 'Empty', fill: { type: 'color', color: [0, 0, 0] } }))
    sample.add(newGroup({ id: 'g', name: 'Empty group' }))
    expect(shapes((await write(sample.source())).slide)).toEqual([])
    const { sink, files } = memorySink()
    const job = pptxFormat.write(sample.source(), sink, { signal: AbortSignal.abort() })
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(files.size).toBe(0)
  })
})

describe('fitText', () => {
  const ink = { x: 10, y: 20, width: 300, height: 71.6 }

  it('takes the size from the height of the ink, and the baseline from its foot', () => {
    const capitals = fitText('SALE', ink)
    expect(capitals.size).toBeCloseTo(100)
    expect(capitals.box.y + 0.905 * capitals.size).toBeCloseTo(ink.y + ink.height)
    const hanging = fitText('Sage', ink)
    expect(hanging.size).toBeLessThan(80)
    expect(hanging.box.y + 0.905 * hanging.size).toBeCloseTo(ink.y + ink.height - 0.21 * hanging.size)
  })

  it('spreads letters to the width of the ink, and makes a condensed line smaller', () => {
    expect(fitText('SALE', { ...ink, width: 330 }).spacing).toBeGreaterThan(fitText('SALE', ink).spacing)
    const condensed = fitText('SUMMER SALE', { ...ink, width: 200 })
    expect(condensed.size).toBeLessThan(50)
    expect(condensed.spacing).toBeCloseTo(-0.05 * condensed.size)
  })
})
