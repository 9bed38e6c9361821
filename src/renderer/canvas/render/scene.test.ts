import { describe, expect, it } from 'vitest'
import { newPixelLayer } from '../../../shared/document/records.ts'
import type { DocumentRecords, LayerRecord } from '../../../shared/document/types.ts'
import {
  addAsset,
  blobLayer,
  changed,
  difference,
  differenceAt,
  exported,
  moved,
  raster,
  richDocument,
  scaledDown,
  sceneOf,
  settled,
  shown,
  stack,
} from './scene.fixture.ts'

const rich = { width: 96, height: 64 }
const cut = { width: 700, height: 600 }

/** Stripes on a slant, in turns on two layers: their hard edges meet. Below them another colour, above them a soft blob. */
function cutDocument(): DocumentRecords {
  const piece = (odd: number) =>
    addAsset(
      cut.width,
      cut.height,
      raster(cut.width, cut.height, (x, y) =>
        Math.floor((x + y * 0.7) / 13) % 2 === odd ? [200, 150 + (x % 8), 90, 255] : [0, 0, 0, 0],
      ),
    )
  const ground = addAsset(
    cut.width,
    cut.height,
    raster(cut.width, cut.height, () => [10, 20, 60, 255]),
  )
  const layer = (id: string, asset: string) => newPixelLayer({ id, name: id, kind: 'object', asset, ...cut })
  return stack(
    cut,
    layer('ground', ground),
    layer('even', piece(0)),
    layer('odd', piece(1)),
    blobLayer('blob', { transform: [1, 0, 0, 1, 300, 260] }),
  )
}

describe('what stays on the screen', () => {
  it.each([1, 0.7311, 0.5, 0.4856, 0.21])('is what an export gives, scaled down as one picture: %d', async (scale) => {
    for (const [size, records] of [
      [rich, richDocument()],
      [cut, cutDocument()],
    ] as const) {
      const wanted = scaledDown(size, await exported(records), scale)
      expect(difference(settled(sceneOf(records, scale)), wanted)).toBeLessThanOrEqual(1)
    }
  })

  it('shows nothing of what lies below edges that meet, as layers that are reduced one by one do', async () => {
    const records = cutDocument()
    const wanted = scaledDown(cut, await exported(records), 0.4856)
    const rough = sceneOf(records, 0.4856, 0)
    expect(difference(settled(rough), wanted)).toBeGreaterThan(20)
    expect(difference(settled(sceneOf(records, 0.4856)), wanted)).toBeLessThanOrEqual(1)
  })

  it.each([1, 0.4856])('stays so through drags, edits and a view that moves: %d', async (scale) => {
    let records = richDocument()
    const scene = sceneOf(records, scale)
    settled(scene)
    for (const [id, x, y] of [
      ['plain', 7, 3],
      ['in-group', -4, 6],
      ['topmost', -20, 12],
      ['masked', 9, 9],
    ] as const) {
      for (let step = 1; step <= 3; step++) {
        records = moved(records, id, x, y)
        scene.change([records[id]], [], true)
        scene.frame()
        scene.settle()
      }
      scene.change([], [], false)
      scene.frame()
    }
    records = changed(records, 'turned', { visible: false })
    scene.change([records.turned], [], false)
    scene.setView(scale, { x: 0, y: 0, width: 40, height: 30 })
    settled(scene)
    scene.setView(scale, { x: 0, y: 0, width: 96, height: 64 })
    expect(difference(settled(scene), scaledDown(rich, await exported(records), scale))).toBeLessThanOrEqual(1)
  })

  it('follows layers that change their place in the stack, and go', async () => {
    const records = richDocument()
    const scene = sceneOf(records, 0.5)
    settled(scene)
    // Below the clipped layer, which has another base now; and that base goes.
    const order = (records.through as LayerRecord).order + 'V'
    expect(order < (records.clipped as LayerRecord).order).toBe(true)
    const reordered = changed(records, 'topmost', { order })
    scene.change([reordered.topmost], [], false)
    expect(difference(settled(scene), scaledDown(rich, await exported(reordered), 0.5))).toBeLessThanOrEqual(1)
    const left = Object.fromEntries(Object.entries(reordered).filter(([id]) => id !== 'topmost'))
    scene.change([], ['topmost'], false)
    expect(difference(settled(scene), scaledDown(rich, await exported(left), 0.5))).toBeLessThanOrEqual(1)
  })

  it('is made anew only where something changed', () => {
    let records = cutDocument()
    const scene = sceneOf(records, 0.4856)
    settled(scene)
    const all = Math.ceil(cut.width / 256) * Math.ceil(cut.height / 256)
    expect(scene.tiles.made).toBe(all)
    // The blob lies in one tile before and after.
    records = moved(records, 'blob', 10, 10)
    scene.change([records.blob], [], false)
    settled(scene)
    expect(scene.tiles.made).toBe(all + 1)
    // A name is not to be seen; another zoom needs nothing new.
    scene.change([changed(records, 'blob', { name: 'other' }).blob], [], false)
    scene.setView(0.3, { x: 0, y: 0, width: 300, height: 300 })
    settled(scene)
    expect(scene.tiles.made).toBe(all + 1)
  })

  it('comes back as it was when a gesture is given up', () => {
    const records = cutDocument()
    const scene = sceneOf(records, 0.4856)
    const before = settled(scene)
    const { made } = scene.tiles
    scene.change([moved(records, 'odd', 31, 7).odd], [], true)
    scene.frame()
    expect(difference(shown(scene), before)).toBeGreaterThan(20)
    scene.change([records.odd], [], false)
    scene.frame()
    expect(difference(shown(scene), before)).toBe(0)
    expect(scene.tiles.made).toBe(made)
  })

  it('waits for pixels that are not there yet', async () => {
    const records = cutDocument()
    const odd = records.odd as Extract<LayerRecord, { type: 'pixels' }>
    const scene = sceneOf(changed(records, 'odd', { asset: 'f'.repeat(64) } as Partial<LayerRecord>), 0.5)
    scene.frame()
    while (scene.settle() !== null);
    expect(scene.isSettled).toBe(false)
    scene.change([odd], [], false)
    expect(difference(settled(scene), scaledDown(cut, await exported(records), 0.5))).toBeLessThanOrEqual(1)
  })
})

describe('a layer that is dragged', () => {
  it.each(['blob', 'even'])('leaves what it does not touch as it is: %s', async (id) => {
    let records = cutDocument()
    const scene = sceneOf(records, 0.4856)
    settled(scene)
    const without = changed(records, id, { visible: false })
    for (let step = 0; step < 4; step++) {
      records = moved(records, id, 3, -2)
      scene.change([records[id]], [], true)
      scene.frame()
    }
    // In the pauses of a drag what it uncovers is made exact too.
    while (scene.settle() !== null) scene.frame()
    const picture = shown(scene)
    const rest = scaledDown(cut, await exported(without), 0.4856)
    const alone = scaledDown(cut, await exported({ document: records.document, [id]: records[id] }), 0.4856)
    // The proxy may lie half a pixel beside the layer.
    const columns = Math.round(cut.width * 0.4856)
    const around = [-columns - 1, -columns, -columns + 1, -1, 0, 1, columns - 1, columns, columns + 1]
    let untouched = 0
    for (let i = 0; i < rest.length; i += 4) {
      if (around.some((by) => alone[i + by * 4 + 3] > 0)) continue
      untouched++
      if (differenceAt(picture, rest, i) > 1) expect(differenceAt(picture, rest, i), `pixel ${i / 4}`).toBe(0)
    }
    expect(untouched).toBeGreaterThan(10_000)
  })

  it('looks as it will, but for roundings, at 100 %', async () => {
    let records = richDocument()
    const scene = sceneOf(records)
    settled(scene)
    for (const id of ['plain', 'in-through', 'clipped', 'masked']) {
      records = moved(records, id, 11, -5)
      scene.change([records[id]], [], true)
      scene.frame()
      expect(difference(shown(scene), scaledDown(rich, await exported(records), 1)), id).toBeLessThanOrEqual(4)
      scene.change([], [], false)
    }
  })

  it('several at once, with others between them', async () => {
    let records = richDocument()
    const scene = sceneOf(records)
    settled(scene)
    records = moved(moved(records, 'plain', 4, 4), 'topmost', -6, 5)
    scene.change([records.plain, records.topmost], [], true)
    scene.frame()
    scene.setView(1, { x: 3, y: 2, width: 96, height: 64 })
    scene.frame()
    scene.setView(1, { x: 0, y: 0, width: 96, height: 64 })
    scene.frame()
    expect(difference(shown(scene), scaledDown(rich, await exported(records), 1))).toBeLessThanOrEqual(4)
  })
})

describe('picking', () => {
  it.each([1, 0.5])('finds the topmost layer with something to see, at scale %d', (scale) => {
    const scene = sceneOf(richDocument(), scale)
    expect(scene.pick(74 * scale, 12 * scale)).toBe('topmost')
    expect(scene.pick(1, 1)).toBe('fill')
  })
})

describe('a scene with something else to look at', () => {
  it('draws nothing roughly until something changes', async () => {
    const records = cutDocument()
    const scene = sceneOf(records, 0.4856)
    scene.wait()
    scene.frame()
    expect(shown(scene).every((byte) => byte === 0)).toBe(true)
    expect(scene.pendingBlocks().length).toBeGreaterThan(0)
    scene.change([moved(records, 'blob', 5, 5).blob], [], true)
    scene.frame()
    const wanted = scaledDown(cut, await exported(moved(records, 'blob', 5, 5)), 0.4856)
    const picture = shown(scene)
    // Roughly: every pixel is there.
    expect(picture.filter((_byte, i) => i % 4 === 3).every((alpha) => alpha > 200)).toBe(true)
    scene.change([], [], false)
    expect(difference(settled(scene), wanted)).toBeLessThanOrEqual(1)
  })
})
