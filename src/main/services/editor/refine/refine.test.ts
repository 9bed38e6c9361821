/** Edges of layers in open documents: one layer changes, in one step, wherever it lies. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentState, EdgeSettings, EventData } from '../../../../shared/contract/api.ts'
import { aboveLayer } from '../../../../shared/document/commands/placement.ts'
import { setLocks, setTransform } from '../../../../shared/document/commands/properties.ts'
import { insertLayers } from '../../../../shared/document/commands/structure.ts'
import { applyDiff, reverseDiff } from '../../../../shared/document/diff.ts'
import { newPixelLayer, translation } from '../../../../shared/document/records.ts'
import { childrenOf, getLayer } from '../../../../shared/document/tree.ts'
import type { AffineMatrix, PixelLayer, RecordsDiff } from '../../../../shared/document/types.ts'
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { exportSource } from '../../export-project.ts'
import { writePicture } from '../../test-picture.fixture.ts'
import { openFile, openTestEditor, type TestEditor, type TestWindow } from '../editor.fixture.ts'

const [W, H] = [96, 64]
const none: EdgeSettings = { radius: 0, smooth: 0, feather: 0, contrast: 0, shift: 0, clean: false }
let test: TestEditor
let window: TestWindow
let state: DocumentState

/** A red square of 30 × 30 on blue, soft over three pixels. */
function poster(): Rgba8 {
  const data = new Uint8Array(W * H * 4)
  for (let i = 0; i < W * H; i++) {
    const far = Math.max(Math.abs((i % W) - 40), Math.abs(Math.floor(i / W) - 30))
    const cover = Math.min(1, Math.max(0, (15 - far) / 3 + 0.5))
    data.set([...[30, 60, 200].map((v, c) => Math.round(v + cover * ([220, 40, 20][c] - v))), 255], i * 4)
  }
  return { width: W, height: H, data }
}

/** What was cut out of it, 3 pixels too far. */
function cutOut(): Rgba8 {
  const all = poster()
  const data = new Uint8Array(40 * 40 * 4)
  for (let y = 0; y < 40; y++) {
    for (let x = 0; x < 40; x++) {
      const from = ((y + 10) * W + x + 20) * 4
      data.set(all.data.subarray(from, from + 4), (y * 40 + x) * 4)
    }
  }
  return { width: 40, height: 40, data }
}

beforeEach(async () => {
  test = await openTestEditor()
  window = test.open()
  state = await openFile(test.editor, window, await writePicture(test.at('poster.png'), poster()))
  await addLayer('thing', cutOut(), translation(20, 10))
})
afterEach(() => test.close())

const document = () => test.editor.document(state.document)!
const layer = (id: string) => getLayer(document().records, id) as PixelLayer
const asset = (hash: string) => document().working.getAsset(hash)
const seen = async () => {
  const { records, working } = document()
  const signal = new AbortController().signal
  return (await exportSource({ records, readAsset: (hash) => working.getAsset(hash) }, signal)).composite.data
}
async function commit(diff: RecordsDiff) {
  const { revision } = document()
  await window.client.call('document.commit', { document: state.document, baseRevision: revision, diff })
}
async function addLayer(id: string, pixels: Rgba8, transform: AffineMatrix) {
  const hash = await document().working.putAsset({ type: 'rgba', ...pixels, data: pixels.data.slice() })
  const { width, height } = pixels
  const made = newPixelLayer({ id, name: id, kind: 'object', asset: hash, width, height, transform })
  const [below] = childrenOf(document().records, null).slice(-1)
  await commit(insertLayers(document().records, { layers: [made], at: aboveLayer(below) }))
}
const ask = (settings: Partial<EdgeSettings>) =>
  window.client.call('refine.edge', { document: state.document, layer: 'thing', settings: { ...none, ...settings } })
async function apply(settings: Partial<EdgeSettings>) {
  const all = { ...none, ...settings }
  const { job } = await window.client.call('refine.start', { document: state.document, layer: 'thing', settings: all })
  return window.ended(job)
}
/** The matte 0..255 at a document pixel. */
async function matteAt(x: number, y: number): Promise<number> {
  const { mask } = layer('thing')
  if (!mask) throw new Error('There is no mask.')
  const inside = x >= mask.x && y >= mask.y && x < mask.x + mask.width && y < mask.y + mask.height
  return inside ? (await asset(mask.asset)).data[(y - mask.y) * mask.width + x - mask.x] : mask.outside
}

describe('an edge', () => {
  it('is shown without any change of the document, its colors only once', async () => {
    const { revision } = document()
    const first = await ask({ radius: 6 })
    expect(test.editor.passing.get(first.matte.asset)).toMatchObject({ type: 'gray' })
    expect(first.colors).toMatchObject({ x: 0, y: 0, width: W, height: H })
    const second = await ask({ radius: 6, feather: 4 })
    expect(second.colors).toEqual(first.colors)
    expect(second.matte.asset).not.toBe(first.matte.asset)
    const cleaned = await ask({ radius: 6, clean: true })
    expect(cleaned.colors.asset).not.toBe(first.colors.asset)
    expect(document().revision).toBe(revision)
  })

  it('becomes the mask of the layer, in one step that takes back everything', async () => {
    const before = document().records
    expect(await apply({ radius: 6 })).toMatchObject({ status: 'done', result: { layers: ['thing'] } })
    // Found again where the picture shows it: half way at 15 pixels from the middle.
    expect(await matteAt(40, 30)).toBe(255)
    expect(await matteAt(55, 30)).toBeGreaterThan(90)
    expect(await matteAt(55, 30)).toBeLessThan(165)
    expect(await matteAt(58, 30)).toBeLessThan(20)
    const changes = window.told.filter(({ event }) => event === 'document.changed')
    const { diff, label } = changes.at(-1)?.data as EventData<'document.changed'>
    expect(label).toBe('Refine edge')
    expect(Object.keys(diff.updated)).toEqual(['thing'])
    expect([Object.keys(diff.added), Object.keys(diff.removed)]).toEqual([[], []])
    expect(applyDiff(document().records, reverseDiff(diff))).toEqual(before)
  })

  it('is drawn from where the layer lies, turned as it may be, and nothing of it moves', async () => {
    const turned: AffineMatrix = [0, 1, -1, 0, 60, 10]
    await commit(setTransform(document().records, { id: 'thing', transform: turned }))
    const before = await seen()
    expect(await apply({ contrast: 30 })).toMatchObject({ status: 'done' })
    expect(layer('thing').transform.slice(0, 4)).toEqual([1, 0, 0, 1])
    // Its edge is hard already: what is seen is what was seen.
    expect(await seen()).toEqual(before)
  })

  it('takes in the mask that the layer had', async () => {
    expect(await apply({ shift: -100 })).toMatchObject({ status: 'done' })
    expect([await matteAt(40, 11), await matteAt(40, 30)]).toEqual([0, 255])
    expect(await matteAt(40, 12)).toBeGreaterThan(128)
    expect(await apply({ shift: -100 })).toMatchObject({ status: 'done' })
    expect([await matteAt(40, 13), await matteAt(40, 30)]).toEqual([0, 255])
  })

  it('is refused where nothing would show, and for locked layers', async () => {
    const before = document().records
    expect(await apply({ feather: 100, shift: -100 })).toMatchObject({
      status: 'failed',
      error: { code: 'NOT_ALLOWED', hint: 'Shift the edge less.' },
    })
    expect(document().records).toBe(before)
    await commit(setLocks(document().records, { ids: ['thing'], locks: { pixels: true } }))
    await expect(ask({})).rejects.toMatchObject({ code: 'NOT_ALLOWED', hint: 'Unlock it first.' })
  })
})
