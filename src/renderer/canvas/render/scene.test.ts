import { describe, expect, it } from 'vitest'
import { flatten, type PlacedPixels } from '../../../shared/compositing/composite.ts'
import { documentNodes } from '../../../shared/compositing/document-nodes.ts'
import { rasterise } from '../../../shared/compositing/rasterise.ts'
import type { Raster } from '../../../shared/compositing/transform.ts'
import { insertLayers } from '../../../shared/document/commands/structure.ts'
import { applyDiff } from '../../../shared/document/diff.ts'
import { newDocument, newFillLayer, newGroup, newPixelLayer, type NewLayer } from '../../../shared/document/records.ts'
import type { DocumentRecords, LayerRecord } from '../../../shared/document/types.ts'
import { takeStraight } from './fast-blend.ts'
import { Scene } from './scene.ts'

const size = { width: 96, height: 64 }
const whole = { x: 0, y: 0, ...size }
const assets = new Map<string, Raster>()

/** A soft blob of colour, every pixel another one. */
function blob(seed: number, width: number, height: number): string {
  const data = new Uint8Array(width * height * 4)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const far = Math.hypot((x - width / 2) / (width / 2), (y - height / 2) / (height / 2))
      data.set(
        [
          (x * 7 + seed) % 256,
          (y * 11 + seed * 3) % 256,
          (x * y + seed) % 256,
          Math.max(0, Math.min(255, 400 * (1 - far))),
        ],
        i,
      )
    }
  }
  const hash = String(assets.size).padStart(64, '0')
  assets.set(hash, { width, height, data })
  return hash
}

function gray(width: number, height: number): string {
  const hash = String(assets.size).padStart(64, '0')
  assets.set(hash, { width, height, data: Uint8Array.from({ length: width * height }, (_, i) => (i * 5) % 256) })
  return hash
}

function pixels(id: string, change: Partial<Extract<LayerRecord, { type: 'pixels' }>>): NewLayer {
  const [width, height] = [60, 40]
  return newPixelLayer({
    id,
    name: id,
    kind: 'object',
    asset: blob(id.length * 37, width, height),
    width,
    height,
    ...change,
  })
}

/** Everything that there is: groups, masks, clipping, blend modes, fills, transforms. */
function richDocument(): DocumentRecords {
  let records: DocumentRecords = { document: newDocument({ name: 'rich', ...size }) }
  const add = (parent: string | null, ...layers: NewLayer[]) => {
    records = applyDiff(records, insertLayers(records, { layers, at: { parent, above: null } }))
  }
  const mask = { asset: gray(50, 50), x: 10, y: 4, width: 50, height: 50, enabled: true, outside: 255 as const }
  const stops = [
    { offset: 0, color: [250, 10, 30] as [number, number, number], opacity: 1 },
    { offset: 1, color: [0, 90, 255] as [number, number, number], opacity: 0.4 },
  ]
  add(
    null,
    newFillLayer({ id: 'fill', name: 'fill', fill: { type: 'gradient', shape: 'linear', angle: 30, stops } }),
    pixels('plain', { transform: [1, 0, 0, 1, 5, 9], opacity: 0.8 }),
    pixels('turned', { transform: [0.9, 0.4, -0.4, 0.9, 30, 2], blendMode: 'multiply' }),
    newGroup({ id: 'group', name: 'group', blendMode: 'normal', opacity: 0.7 }),
    newGroup({ id: 'through', name: 'through', mask }),
    pixels('clipped', { transform: [1, 0, 0, 1, 40, 20], clipping: true, blendMode: 'screen' }),
    pixels('masked', { transform: [1, 0, 0, 1, -20, 30], mask, blendMode: 'overlay' }),
    pixels('topmost', { transform: [1, 0, 0, 1, 44, -8], opacity: 0.5 }),
  )
  add('group', pixels('in-group', { transform: [1.5, 0, 0, 0.7, 3, 30] }))
  add('through', pixels('in-through', { transform: [1, 0, 0, 1, 12, 12], blendMode: 'difference' }))
  return records
}

/** As an export puts the document together. */
async function exported(records: DocumentRecords): Promise<Uint8Array> {
  const nodes = await documentNodes(records, {
    layerPixels: async (layer): Promise<PlacedPixels> => {
      const asset = layer.type === 'pixels' ? (assets.get(layer.asset) ?? null) : null
      return rasterise(layer, asset, size, { x: -96, y: -64, width: 288, height: 192 })
    },
    maskPixels: async (mask) => ({ ...mask, data: assets.get(mask.asset)?.data ?? new Uint8Array(0) }),
  })
  return flatten(nodes, whole)
}

function settled(scene: Scene): Uint8Array {
  scene.frame()
  while (!scene.isSettled) scene.settle()
  const { surface } = scene
  if (!surface) throw new Error('There is no surface.')
  return takeStraight(surface, surface)
}

/** Largest difference of premultiplied channels: what is seen over any ground. */
function difference(one: Uint8Array, other: Uint8Array): number {
  let most = 0
  for (let i = 0; i < one.length; i += 4) {
    for (let c = 0; c < 3; c++)
      most = Math.max(most, Math.abs(one[i + c] * one[i + 3] - other[i + c] * other[i + 3]) / 255)
    most = Math.max(most, Math.abs(one[i + 3] - other[i + 3]))
  }
  return most
}

function sceneOf(records: DocumentRecords, scale = 1): Scene {
  const scene = new Scene((hash) => assets.get(hash) ?? null)
  scene.change(Object.values(records), [], false)
  scene.setView(scale, { x: -1000, y: -1000, width: 2000, height: 2000 })
  return scene
}

const moved = (records: DocumentRecords, id: string, x: number, y: number): DocumentRecords => {
  const layer = records[id] as Extract<LayerRecord, { type: 'pixels' }>
  const [a, b, c, d, e, f] = layer.transform
  return { ...records, [id]: { ...layer, transform: [a, b, c, d, e + x, f + y] } }
}

describe('the preview at 100 %', () => {
  it('is what an export gives, within a level', async () => {
    const records = richDocument()
    expect(difference(settled(sceneOf(records)), await exported(records))).toBeLessThanOrEqual(1)
  })

  it('stays so through drags, edits and a view that moves', async () => {
    let records = richDocument()
    const scene = sceneOf(records)
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
      }
      scene.change([], [], false)
      scene.frame()
    }
    const hidden = { ...(records.turned as LayerRecord), visible: false }
    records = { ...records, turned: hidden }
    scene.change([hidden], [], false)
    scene.setView(1, { x: 0, y: 0, width: 40, height: 30 })
    settled(scene)
    scene.setView(1, whole)
    expect(difference(settled(scene), await exported(records))).toBeLessThanOrEqual(1)
  })

  it('a frame of a drag differs by no more than its roundings', async () => {
    let records = richDocument()
    const scene = sceneOf(records)
    settled(scene)
    records = moved(records, 'plain', 11, -5)
    scene.change([records.plain], [], true)
    scene.frame()
    const { surface } = scene
    if (!surface) throw new Error('There is no surface.')
    expect(difference(takeStraight(surface, surface), await exported(records))).toBeLessThanOrEqual(4)
  })
})

describe('smaller', () => {
  it('is the picture reduced, where edges do not meet', async () => {
    let records: DocumentRecords = { document: newDocument({ name: 'small', ...size }) }
    const layers = [pixels('plain', { transform: [1, 0, 0, 1, 4, 6] })]
    records = applyDiff(records, insertLayers(records, { layers, at: { parent: null, above: null } }))
    const small = settled(sceneOf(records, 0.5))
    const full = await exported(records)
    const reduced = rasterise(
      newLayerOf(full),
      { ...size, data: full },
      size,
      { x: 0, y: 0, width: 48, height: 32 },
      0.5,
    )
    expect(difference(small, reduced.data as Uint8Array)).toBeLessThanOrEqual(2)
  })
})

function newLayerOf(_data: Uint8Array) {
  return {
    ...newPixelLayer({ id: 'x', name: '', kind: 'object', asset: '0'.repeat(64), ...size }),
    parent: null,
    order: 'V',
  }
}

describe('picking', () => {
  it('finds the topmost layer with something to see', () => {
    const scene = sceneOf(richDocument())
    expect(scene.pick(74, 12)).toBe('topmost')
    expect(scene.pick(1, 1)).toBe('fill')
  })
})
