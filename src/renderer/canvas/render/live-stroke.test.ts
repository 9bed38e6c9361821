import { describe, expect, it } from 'vitest'
import { paintStroke, type Stroke } from '../../../shared/compositing/stroke.ts'
import type { LayerRecord } from '../../../shared/document/types.ts'
import {
  addAsset,
  assets,
  blobLayer,
  changed,
  difference,
  exported,
  scaledDown,
  sceneOf,
  settled,
  shown,
  stack,
} from './scene.fixture.ts'

const size = { width: 80, height: 60 }
const stroke: Stroke = { points: [20, 20, 30, 25, 44, 30, 60, 52], size: 9, hardness: 0.6, opacity: 0.9, value: 0 }

/** A blob with a mask that shows all of it, between two others. */
function masked() {
  const asset = addAsset(50, 40, new Uint8Array(50 * 40).fill(255))
  const mask = { asset, x: 10, y: 10, width: 50, height: 40, enabled: true, outside: 255 as const }
  return stack(
    size,
    blobLayer('lowest', { transform: [1.3, 0, 0, 1.4, 0, 0] }),
    blobLayer('masked', { transform: [1, 0, 0, 1, 10, 10], mask }),
    blobLayer('above', { transform: [1, 0, 0, 1, 30, 20], opacity: 0.4 }),
  )
}

/** The document with the stroke in a mask of the whole canvas. */
function painted(records: ReturnType<typeof masked>) {
  const region = { x: 0, y: 0, ...size }
  const data = new Uint8Array(size.width * size.height).fill(255)
  paintStroke(data, region, stroke)
  const mask = { asset: addAsset(size.width, size.height, data), ...region, enabled: true, outside: 255 as const }
  return changed(records, 'masked', { mask } as Partial<LayerRecord>)
}

describe.each([1, 0.5])('a stroke on a mask at scale %d', (scale) => {
  it('is shown as it grows, and stays until its mask is there', async () => {
    const records = masked()
    const after = painted(records)
    const wanted = scaledDown(size, await exported(after), scale)
    const { asset } = (after.masked as LayerRecord).mask ?? { asset: '' }
    const scene = sceneOf(records, scale)
    settled(scene)
    for (let length = 2; length <= stroke.points.length; length += 2) {
      scene.setStroke('masked', { ...stroke, points: stroke.points.slice(0, length) })
      scene.frame()
    }
    // Reduced first and painted then: at a scale the edge of the brush is another by some levels.
    const live = shown(scene)
    expect(difference(live, wanted)).toBeLessThanOrEqual(scale === 1 ? 4 : 40)
    const raster = assets.get(asset)
    assets.delete(asset)
    scene.change([after.masked], [], false)
    scene.frame()
    while (scene.settle() !== null) scene.frame()
    expect(scene.isSettled).toBe(false)
    expect(difference(shown(scene), live)).toBeLessThanOrEqual(40)
    if (raster) assets.set(asset, raster)
    scene.arrived(asset)
    expect(difference(settled(scene), wanted)).toBeLessThanOrEqual(1)
  })

  it('is shown with the one before it that is still on its way', () => {
    const scene = sceneOf(masked(), scale)
    const before = settled(scene)
    const changedAt = (x: number) => {
      const at = (Math.round(30 * scale) * Math.ceil(size.width * scale) + Math.round(x * scale)) * 4
      const now = shown(scene)
      return Math.max(...[0, 1, 2, 3].map((c) => Math.abs(now[at + c] - before[at + c])))
    }
    const dab = (x: number): Stroke => ({ ...stroke, points: [x, 30], size: 8, opacity: 1 })
    scene.setStroke('masked', dab(26))
    scene.frame()
    const first = changedAt(26)
    expect(first).toBeGreaterThan(10)
    scene.setStroke('masked', dab(45))
    scene.frame()
    expect(changedAt(26)).toBe(first)
    expect(changedAt(45)).toBeGreaterThan(10)
    scene.setStroke('masked', null)
    expect(difference(settled(scene), before)).toBe(0)
  })

  it('leaves nothing behind when it is given up', () => {
    const scene = sceneOf(masked(), scale)
    const before = settled(scene)
    scene.setStroke('masked', stroke)
    scene.frame()
    expect(difference(shown(scene), before)).toBeGreaterThan(20)
    scene.setStroke('masked', null)
    expect(difference(settled(scene), before)).toBe(0)
  })
})
