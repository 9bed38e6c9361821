/** Picking out of open documents: what is seen stays the same to the bit, other layers keep their bytes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentState, EventData } from '../../../../shared/contract/api.ts'
import { aboveLayer } from '../../../../shared/document/commands/placement.ts'
import { setOpacity, setTransform } from '../../../../shared/document/commands/properties.ts'
import { insertLayers } from '../../../../shared/document/commands/structure.ts'
import { applyDiff, reverseDiff } from '../../../../shared/document/diff.ts'
import { newPixelLayer } from '../../../../shared/document/records.ts'
import { childrenOf, getLayer } from '../../../../shared/document/tree.ts'
import type { PixelLayer, RecordsDiff } from '../../../../shared/document/types.ts'
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { exportSource } from '../../export-project.ts'
import { writePicture } from '../../test-picture.fixture.ts'
import { openFile, openTestEditor, type TestEditor, type TestWindow } from '../editor.fixture.ts'

const [W, H] = [96, 64]
let test: TestEditor
let window: TestWindow
let state: DocumentState

/** A blue ground with a soft-edged disc of one red. */
function poster(): Rgba8 {
  const data = new Uint8Array(W * H * 4)
  for (let i = 0; i < W * H; i++) {
    const cover = Math.min(1, Math.max(0, 14.5 - Math.hypot((i % W) - 40, Math.floor(i / W) - 30)))
    const color = [30, 60, 200].map((v, c) => Math.round(v + cover * ([220, 40, 20][c] - v)))
    data.set([...color, 255], i * 4)
  }
  return { width: W, height: H, data }
}

beforeEach(async () => {
  test = await openTestEditor()
  window = test.open()
  state = await openFile(test.editor, window, await writePicture(test.at('poster.png'), poster()))
})
afterEach(() => test.close())

const document = () => test.editor.document(state.document)!
const seen = async () => {
  const { records, working } = document()
  const signal = new AbortController().signal
  return (await exportSource({ records, readAsset: (hash) => working.getAsset(hash) }, signal)).composite.data
}
const bytes = async (id: string) => {
  const layer = getLayer(document().records, id) as PixelLayer
  return (await document().working.getAsset(layer.asset)).data
}
async function commit(diff: RecordsDiff) {
  const { revision } = document()
  await window.client.call('document.commit', { document: state.document, baseRevision: revision, diff })
}
async function addLayer(id: string, pixels: Rgba8) {
  const asset = await document().working.putAsset({ type: 'rgba', ...pixels, data: pixels.data.slice() })
  const { width, height } = pixels
  const layer = newPixelLayer({ id, name: id, kind: 'object', asset, width, height })
  const [below] = childrenOf(document().records, null).slice(-1)
  await commit(insertLayers(document().records, { layers: [layer], at: aboveLayer(below) }))
}
const point = { kind: 'point', x: 40, y: 30, inside: true } as const
async function pick(layer: string | null, name = '') {
  const { job } = await window.client.call('pick.start', { document: state.document, layer, hints: [point], name })
  return window.ended(job)
}
const names = () => childrenOf(document().records, null).map(({ name }) => name)
const changes = () =>
  window.told
    .filter(({ event }) => event === 'document.changed')
    .map(({ data }) => data as EventData<'document.changed'>)

/** A layer over everything that lets through a part of what is below, another one at each pixel. */
const veil = (): Rgba8 => ({
  width: W,
  height: H,
  data: Uint8Array.from({ length: W * H * 4 }, (_, i) => (i % 4 === 3 ? 20 + ((i >> 2) % 211) : (i * 37) % 256)),
})

describe('what is picked', () => {
  it('comes back as a matte to be fetched, in its place', async () => {
    const found = await window.client.call('pick.matte', { document: state.document, layer: 'layer-1', hints: [point] })
    expect(found).toMatchObject({ width: 27, height: 27, box: { x: 27, y: 17, width: 27, height: 27 } })
    const stored = await test.editor.unpackedAsset(found?.asset ?? '')
    expect(stored).toMatchObject({ type: 'gray', width: 27, height: 27 })
    expect(stored?.bytes[13 * 27 + 13]).toBe(255)
    // It is no part of the document.
    await expect(document().working.getAsset(found?.asset ?? '')).rejects.toMatchObject({ code: 'ASSET_NOT_FOUND' })
  })

  it('is looked for ahead of clicks', async () => {
    const of = { document: state.document, layer: 'layer-1' }
    expect(await window.client.call('pick.hover', { ...of, x: 40, y: 30 })).toBeNull()
    expect(await window.client.call('pick.prepare', of)).toEqual({})
    expect(await window.client.call('pick.hover', { ...of, x: 40, y: 30 })).toMatchObject({ box: { x: 27, y: 17 } })
  })

  it('is in document pixels for a layer that was moved or scaled', async () => {
    await commit(setTransform(document().records, { id: 'layer-1', transform: [1, 0, 0, 1, 5, -3] }))
    const of = { document: state.document, layer: 'layer-1' }
    const moved = { ...point, x: 45, y: 27 }
    expect(await window.client.call('pick.matte', { ...of, hints: [moved] })).toMatchObject({ box: { x: 32, y: 14 } })
    await commit(setTransform(document().records, { id: 'layer-1', transform: [2, 0, 0, 2, 10, 0] }))
    const scaled = await window.client.call('pick.matte', { ...of, hints: [{ ...point, x: 90, y: 60 }] })
    expect(scaled?.box.x).toBeGreaterThan(60)
    expect(scaled?.box.x).toBeLessThan(70)
  })
})

describe('making a layer', () => {
  it('puts it on top of its source as one change, what is seen being the same', async () => {
    const before = await seen()
    expect(await pick('layer-1', ' Sun ')).toMatchObject({ status: 'done', result: { layers: ['layer-2'] } })
    expect(names()).toEqual(['Background', 'Sun'])
    expect(await seen()).toEqual(before)
    const [change] = changes()
    expect(change).toMatchObject({ label: 'Make layer', revision: 1 })
    // Behind it the ground goes on.
    const rest = await bytes('layer-1')
    expect([...rest.subarray((30 * W + 40) * 4).subarray(0, 4)]).toEqual([30, 60, 200, 255])
    await commit(reverseDiff(change.diff))
    expect(document().records).toEqual(state.records)
  })

  it('keeps what is seen below something half transparent, and the bytes of other layers', async () => {
    await addLayer('veil', veil())
    const before = { seen: await seen(), veil: await bytes('veil') }
    await pick('layer-1')
    expect(names()).toEqual(['Background', 'Object', 'veil'])
    expect(await seen()).toEqual(before.seen)
    expect(await bytes('veil')).toEqual(before.veil)
  })

  it('in a source that is not simply there makes a group that takes over how it is shown', async () => {
    await addLayer('top', poster())
    await commit(setOpacity(document().records, { ids: ['top'], opacity: 0.4 }))
    const before = await seen()
    await pick('top', 'Sun')
    expect(names()).toEqual(['Background', 'top'])
    const [, group] = childrenOf(document().records, null)
    expect(group).toMatchObject({ type: 'group', opacity: 0.4 })
    expect(childrenOf(document().records, group.id).map(({ name }) => name)).toEqual(['top', 'Sun'])
    expect(await seen()).toEqual(before)
  })

  it('from what is seen takes it out of the layer that shows it', async () => {
    await addLayer('veil', veil())
    await commit(setOpacity(document().records, { ids: ['veil'], opacity: 0 }))
    const before = await seen()
    await pick(null)
    expect(names()).toEqual(['Background', 'Object', 'veil'])
    expect(await seen()).toEqual(before)
  })

  it('changes nothing where nothing is there, nothing would be left, or the layer is locked', async () => {
    const before = document().records
    const even = { width: W, height: H, data: new Uint8Array(W * H * 4).fill(255) }
    await addLayer('even', even)
    expect(await pick('even')).toMatchObject({ status: 'failed', error: { code: 'LAYER_NOT_SPLITTABLE' } })
    const locked = document().records['even'] as PixelLayer
    await commit({
      added: {},
      removed: {},
      updated: { even: [locked, { ...locked, locks: { ...locked.locks, pixels: true } }] },
    })
    await expect(pick('even')).rejects.toMatchObject({ code: 'LAYER_NOT_SPLITTABLE' })
    await expect(pick('none')).rejects.toMatchObject({ code: 'LAYER_NOT_FOUND' })
    expect(Object.keys(document().records)).toEqual([...Object.keys(before), 'even'])
    expect(applyDiff(before, { added: {}, removed: {}, updated: {} })).toEqual(state.records)
  })
})
