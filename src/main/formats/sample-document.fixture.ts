/** Documents for tests: deterministic pixels, and every property that a format may have to hold. */
import type { Asset } from '../../shared/document/assets.ts'
import { newDocument, newGroup, newPixelLayer, type NewLayer, translation } from '../../shared/document/records.ts'
import type { DocRecord, DocumentRecords, LayerMask, LayerRecord } from '../../shared/document/types.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import type { ExportFacts, ExportSource } from './format.ts'
import { createExportSource } from './source.ts'

/** Reproducible bytes (a linear congruential generator, the constants of Numerical Recipes). */
export function noise(length: number, seed: number): Uint8Array {
  let state = seed >>> 0
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}

/** Runs and noise by turns, so that both kinds of packet occur; alpha of all values, 0 with colour included. */
export function samplePixels(width: number, height: number, seed: number, opaque = false): Uint8Array {
  const data = noise(width * height * 4, seed)
  for (let y = 0; y < height; y += 2) {
    const length = Math.floor(width / 2) * 4
    for (let i = 4; i < length; i++) data[y * width * 4 + i] = data[y * width * 4 + (i % 4)]
  }
  if (opaque) for (let i = 3; i < data.length; i += 4) data[i] = 255
  return data
}

export class SampleDocument {
  readonly records: Record<string, DocRecord>
  readonly assets = new Map<string, Asset>()
  composite: Rgba8
  facts: ExportFacts = { laminaVersion: '1.2.3' }
  #order = 0

  constructor(width: number, height: number, opaque = true) {
    this.records = { document: newDocument({ name: 'Sample', width, height, resolution: 144 }) }
    this.composite = { width, height, data: samplePixels(width, height, 99, opaque) }
  }

  /** Puts a layer on top of its group. */
  add<Layer extends NewLayer>(layer: Layer, parent: string | null = null): Layer {
    this.#order++
    const record = { ...layer, parent, order: `a${String(this.#order).padStart(4, '0')}1` } as LayerRecord
    this.records[layer.id] = record
    return layer
  }

  addPixels(
    id: string,
    box: { x: number; y: number; width: number; height: number },
    given: Partial<Parameters<typeof newPixelLayer>[0]> = {},
    parent: string | null = null,
  ): Uint8Array {
    const { x, y, width, height } = box
    const data = samplePixels(width, height, this.#order + 1)
    const asset = this.asset({ type: 'rgba', width, height, data })
    this.add(
      newPixelLayer({ id, name: id, kind: 'object', asset, width, height, transform: translation(x, y), ...given }),
      parent,
    )
    return data
  }

  mask(box: { x: number; y: number; width: number; height: number }, given: Partial<LayerMask> = {}): LayerMask {
    const { width, height } = box
    const asset = this.asset({ type: 'gray', width, height, data: noise(width * height, this.assets.size + 500) })
    return { asset, ...box, enabled: true, outside: 0, ...given }
  }

  asset(asset: Asset): string {
    const hash = String(this.assets.size).padStart(64, '0')
    this.assets.set(hash, asset)
    return hash
  }

  source(overrides: Partial<Parameters<typeof createExportSource>[0]> = {}): ExportSource {
    return createExportSource({
      records: this.records as DocumentRecords,
      composite: this.composite,
      facts: this.facts,
      readAsset: async (hash) => this.assets.get(hash)!,
      rasterise: async () => null,
      ...overrides,
    })
  }
}

/** Groups in groups, masks, clipping, opacity, locks, labels, hidden layers, boxes over the canvas, names of many scripts. */
export function richDocument(): SampleDocument {
  const sample = new SampleDocument(67, 45)
  sample.addPixels('background', { x: 0, y: 0, width: 67, height: 45 }, { name: 'Background', kind: 'background' })
  sample.add(newGroup({ id: 'group', name: 'Gruppe ä', blendMode: 'multiply', opacity: 0.5, label: 'green' }))
  sample.addPixels('hidden', { x: 3, y: 4, width: 20, height: 11 }, { name: '見出し 🎈', visible: false }, 'group')
  sample.add(newGroup({ id: 'inner', name: 'Inner', collapsed: true }), 'group')
  sample.addPixels(
    'masked',
    { x: 30, y: 20, width: 25, height: 20 },
    { mask: sample.mask({ x: 28, y: 22, width: 20, height: 9 }) },
    'inner',
  )
  sample.addPixels('clipped', { x: 33, y: 25, width: 9, height: 9 }, { clipping: true, blendMode: 'screen' }, 'inner')
  sample.addPixels(
    'outside',
    { x: -5, y: -7, width: 40, height: 60 },
    { opacity: 0.2, label: 'violet', locks: { transparency: true, pixels: false, position: true } },
  )
  const mask = sample.mask({ x: 0, y: 0, width: 5, height: 5 }, { enabled: false, outside: 255 })
  sample.add(newGroup({ id: 'masked-group', name: 'Masked group', visible: false, mask }))
  return sample
}

/** A sink that keeps the files in memory. */
export function memorySink(): {
  files: Map<string, Buffer>
  sink: (path: string, content: readonly Uint8Array[]) => Promise<void>
} {
  const files = new Map<string, Buffer>()
  return { files, sink: async (path, content) => void files.set(path, Buffer.concat(content)) }
}
