/** For tests: documents with pixels, scenes over them, and what an export makes of them. */
import { flatten, type PlacedPixels } from '../../../shared/compositing/composite.ts'
import { documentNodes } from '../../../shared/compositing/document-nodes.ts'
import { rasterise } from '../../../shared/compositing/rasterise.ts'
import type { Raster } from '../../../shared/compositing/transform.ts'
import { insertLayers } from '../../../shared/document/commands/structure.ts'
import { applyDiff } from '../../../shared/document/diff.ts'
import { newDocument, newFillLayer, newGroup, newPixelLayer, type NewLayer } from '../../../shared/document/records.ts'
import { getDocument } from '../../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord, PixelLayer } from '../../../shared/document/types.ts'
import { Scene } from './scene.ts'

export const assets = new Map<string, Raster>()

export function addAsset(width: number, height: number, data: Uint8Array): string {
  const hash = String(assets.size).padStart(64, '0')
  assets.set(hash, { width, height, data })
  return hash
}

/** Straight-alpha pixels by a function of their place. */
export function raster(width: number, height: number, pixel: (x: number, y: number) => number[]): Uint8Array {
  const data = new Uint8Array(width * height * 4)
  for (let i = 0; i < width * height; i++) data.set(pixel(i % width, Math.floor(i / width)), i * 4)
  return data
}

/** A soft blob of colour, every pixel another one. */
function blob(seed: number, width: number, height: number): string {
  return addAsset(
    width,
    height,
    raster(width, height, (x, y) => {
      const far = Math.hypot((x - width / 2) / (width / 2), (y - height / 2) / (height / 2))
      const alpha = Math.max(0, Math.min(255, 400 * (1 - far)))
      return [(x * 7 + seed) % 256, (y * 11 + seed * 3) % 256, (x * y + seed) % 256, alpha]
    }),
  )
}

export function gray(width: number, height: number): string {
  return addAsset(
    width,
    height,
    Uint8Array.from({ length: width * height }, (_, i) => (i * 5) % 256),
  )
}

export function blobLayer(id: string, change: Partial<PixelLayer>): NewLayer {
  const [width, height] = [60, 40]
  const asset = blob(id.length * 37, width, height)
  return newPixelLayer({ id, name: id, kind: 'object', asset, width, height, ...change })
}

export function stack(size: { width: number; height: number }, ...layers: NewLayer[]): DocumentRecords {
  const records: DocumentRecords = { document: newDocument({ name: 'stack', ...size }) }
  return applyDiff(records, insertLayers(records, { layers, at: { parent: null, above: null } }))
}

/** Everything that there is: groups, masks, clipping, blend modes, fills, transforms. 96 × 64. */
export function richDocument(): DocumentRecords {
  const mask = { asset: gray(50, 50), x: 10, y: 4, width: 50, height: 50, enabled: true, outside: 255 as const }
  const stops = [
    { offset: 0, color: [250, 10, 30] as [number, number, number], opacity: 1 },
    { offset: 1, color: [0, 90, 255] as [number, number, number], opacity: 0.4 },
  ]
  let records = stack(
    { width: 96, height: 64 },
    newFillLayer({ id: 'fill', name: 'fill', fill: { type: 'gradient', shape: 'linear', angle: 30, stops } }),
    blobLayer('plain', { transform: [1, 0, 0, 1, 5, 9], opacity: 0.8 }),
    blobLayer('turned', { transform: [0.9, 0.4, -0.4, 0.9, 30, 2], blendMode: 'multiply' }),
    newGroup({ id: 'group', name: 'group', blendMode: 'normal', opacity: 0.7 }),
    newGroup({ id: 'through', name: 'through', mask }),
    blobLayer('clipped', { transform: [1, 0, 0, 1, 40, 20], clipping: true, blendMode: 'screen' }),
    blobLayer('masked', { transform: [1, 0, 0, 1, -20, 30], mask, blendMode: 'overlay' }),
    blobLayer('topmost', { transform: [1, 0, 0, 1, 44, -8], opacity: 0.5 }),
  )
  const add = (parent: string, ...layers: NewLayer[]) => {
    records = applyDiff(records, insertLayers(records, { layers, at: { parent, above: null } }))
  }
  add('group', blobLayer('in-group', { transform: [1.5, 0, 0, 0.7, 3, 30] }))
  add('through', blobLayer('in-through', { transform: [1, 0, 0, 1, 12, 12], blendMode: 'difference' }))
  return records
}

/** As an export puts the document together. */
export async function exported(records: DocumentRecords): Promise<Uint8Array> {
  const { width, height } = getDocument(records)
  const nodes = await documentNodes(records, {
    layerPixels: async (layer): Promise<PlacedPixels> => {
      const asset = layer.type === 'pixels' ? (assets.get(layer.asset) ?? null) : null
      const reach = { x: -width, y: -height, width: 3 * width, height: 3 * height }
      return rasterise(layer, asset, { width, height }, layer.type === 'fill' ? { x: 0, y: 0, width, height } : reach)
    },
    maskPixels: async (mask) => ({ ...mask, data: assets.get(mask.asset)?.data ?? new Uint8Array(0) }),
  })
  return flatten(nodes, { x: 0, y: 0, width, height })
}

/**
 * A picture of the size as it looks at a scale, premultiplied: each pixel the average over the area that it covers. Slow
 * and plain, for comparing.
 */
export function scaledDown(
  { width, height }: { width: number; height: number },
  data: Uint8Array,
  scale: number,
): Uint8Array {
  const columns = Math.max(1, Math.round(width * scale))
  const rows = Math.max(1, Math.round(height * scale))
  return raster(columns, rows, (x, y) => {
    const sum = [0, 0, 0, 0]
    let area = 0
    for (let sy = Math.floor(y / scale); sy < Math.min(height, (y + 1) / scale); sy++) {
      for (let sx = Math.floor(x / scale); sx < Math.min(width, (x + 1) / scale); sx++) {
        const across = Math.min(sx + 1, (x + 1) / scale) - Math.max(sx, x / scale)
        const down = Math.min(sy + 1, (y + 1) / scale) - Math.max(sy, y / scale)
        const at = (sy * width + sx) * 4
        const share = across * down
        for (let c = 0; c < 3; c++) sum[c] += (share * data[at + 3] * data[at + c]) / 255
        sum[3] += share * data[at + 3]
        area += share
      }
    }
    return sum.map((value) => Math.round(value / area))
  })
}

export function sceneOf(records: DocumentRecords, scale = 1, mostBytes = Infinity): Scene {
  const scene = new Scene((hash) => assets.get(hash) ?? null, mostBytes)
  scene.change(Object.values(records), [], false)
  scene.setView(scale, { x: -1000, y: -1000, width: 4000, height: 4000 })
  return scene
}

/** What is on the screen, premultiplied. */
export function shown(scene: Scene): Uint8Array {
  const { surface } = scene
  if (!surface) throw new Error('There is no surface.')
  return new Uint8Array(surface.words.buffer.slice(0))
}

/** The same when there is nothing left to do. */
export function settled(scene: Scene): Uint8Array {
  scene.frame()
  while (!scene.isSettled) if (scene.settle() === null) throw new Error('It does not settle.')
  return shown(scene)
}

/** Largest difference of premultiplied pictures: what is seen over any ground. */
export function difference(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) return Infinity
  let most = 0
  for (let i = 0; i < one.length; i += 4) most = Math.max(most, differenceAt(one, other, i))
  return most
}

/** Of the pixel at an index. */
export function differenceAt(one: Uint8Array, other: Uint8Array, i: number): number {
  return Math.max(...[0, 1, 2, 3].map((c) => Math.abs(one[i + c] - other[i + c])))
}

export function moved(records: DocumentRecords, id: string, x: number, y: number): DocumentRecords {
  const layer = records[id] as PixelLayer
  const [a, b, c, d, e, f] = layer.transform
  return { ...records, [id]: { ...layer, transform: [a, b, c, d, e + x, f + y] } }
}

export function changed(records: DocumentRecords, id: string, change: Partial<LayerRecord>): DocumentRecords {
  return { ...records, [id]: { ...records[id], ...change } as LayerRecord }
}
