/** Variations of layers in open documents: what is seen stays the same to the bit, but for a new edge. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentState, Variation } from '../../../../shared/contract/api.ts'
import { aboveLayer } from '../../../../shared/document/commands/placement.ts'
import { replacePixels, setBlendMode, setOpacity } from '../../../../shared/document/commands/properties.ts'
import { insertLayers } from '../../../../shared/document/commands/structure.ts'
import { newPixelLayer, translation } from '../../../../shared/document/records.ts'
import { childrenOf } from '../../../../shared/document/tree.ts'
import type { RecordsDiff } from '../../../../shared/document/types.ts'
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { exportSource } from '../../export-project.ts'
import { writePicture } from '../../test-picture.fixture.ts'
import { openFile, openTestEditor, type TestEditor, type TestWindow } from '../editor.fixture.ts'

const [W, H] = [160, 120]
let test: TestEditor
let window: TestWindow
let state: DocumentState
let ground: string

function grass(): Rgba8 {
  const data = new Uint8Array(W * H * 4)
  for (let i = 0; i < W * H; i++) {
    const grain = (Math.imul(i + 1, 2654435761) >>> 25) / 2
    data.set([60 + grain, 120 + grain, 40 + 20 * Math.sin((i % W) / 7), 255].map(Math.round), i * 4)
  }
  return { width: W, height: H, data }
}

/** A disc with a soft edge. */
function disc(): Rgba8 {
  const data = new Uint8Array(60 * 60 * 4)
  for (let i = 0; i < 60 * 60; i++) {
    const far = Math.hypot((i % 60) - 30, Math.floor(i / 60) - 30)
    data.set([200, 30, 30, Math.round(255 * Math.min(1, Math.max(0, (26 - far) / 4 + 0.5)))], i * 4)
  }
  return { width: 60, height: 60, data }
}

beforeEach(async () => {
  test = await openTestEditor()
  window = test.open()
  state = await openFile(test.editor, window, await writePicture(test.at('grass.png'), grass()))
  ground = childrenOf(document().records, null)[0].id
  const pixels = disc()
  const hash = await document().working.putAsset({ type: 'rgba', ...pixels, data: pixels.data.slice() })
  const made = newPixelLayer({
    id: 'disc',
    name: 'Disc',
    kind: 'object',
    asset: hash,
    width: 60,
    height: 60,
    transform: translation(50, 30),
  })
  const [below] = childrenOf(document().records, null).slice(-1)
  await commit(insertLayers(document().records, { layers: [made], at: aboveLayer(below) }))
})
afterEach(() => test.close())

const document = () => test.editor.document(state.document)!
const seen = async () => {
  const { records, working } = document()
  const signal = new AbortController().signal
  return (await exportSource({ records, readAsset: (hash) => working.getAsset(hash) }, signal)).composite.data
}
async function commit(diff: RecordsDiff) {
  const { revision } = document()
  await window.client.call('document.commit', { document: state.document, baseRevision: revision, diff })
}
const make = (layer: string, index: number, newEdge = false) =>
  window.client.call('vary.make', { document: state.document, layer, index, newEdge })
const current = (layer: string, newEdge = false) =>
  window.client.call('vary.current', { document: state.document, layer, newEdge })
/** Puts the variation into the document, as a window does. */
async function take(layer: string, { pixels }: Variation) {
  const stored = test.editor.passing.unpacked(pixels.asset)
  if (!stored) throw new Error('The pixels are gone.')
  const { width, height } = pixels
  const asset = await document().working.putAsset({ type: 'rgba', width, height, data: new Uint8Array(stored.bytes) })
  await commit(
    replacePixels(document().records, { id: layer, asset, width, height, transform: translation(pixels.x, pixels.y) }),
  )
}

describe('variations', () => {
  it('are other fills of what is hidden, below which nothing changes that is seen', async () => {
    const before = await seen()
    expect(await current(ground)).toMatchObject({ width: expect.any(Number) })
    const names: string[] = []
    for (const index of [0, 1, 2]) {
      const { variation, more } = await make(ground, index)
      if (!variation) throw new Error('It is like the layer as it is.')
      names.push(variation.name)
      expect([more, variation.mask]).toEqual([true, null])
      expect(variation.pixels).toMatchObject({ x: 0, y: 0, width: W, height: H })
      await take(ground, variation)
      expect(await seen()).toEqual(before)
    }
    expect(names).toEqual(['Copy 1', 'Grain 1', 'Smooth'])
    expect(document().records[ground]).not.toEqual(state.records[ground])
  })

  it('are none of a layer that nothing hides: not below a layer that lets it show', async () => {
    expect(await make('disc', 0)).toEqual({ variation: null, more: false })
    expect(await current('disc')).toBeNull()
    await commit(setBlendMode(document().records, { ids: ['disc'], blendMode: 'multiply' }))
    expect(await current(ground)).toBeNull()
    await commit(setBlendMode(document().records, { ids: ['disc'], blendMode: 'normal' }))
    await commit(setOpacity(document().records, { ids: ['disc'], opacity: 0.5 }))
    expect(await current(ground)).toBeNull()
  })

  it('are other edges where that is allowed, each with pixels for its mask', async () => {
    expect(await current('disc', true)).not.toBeNull()
    const { variation } = await make('disc', 1, true)
    expect(variation).toMatchObject({ name: 'Tighter', mask: { asset: expect.any(String) } })
    expect(await make('disc', 20, true)).toEqual({ variation: null, more: false })
  })
})
