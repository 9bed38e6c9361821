/** Brush strokes on a layer's mask, from their first point until the mask that holds them is there. */
import type { Region } from '../../../shared/compositing/composite.ts'
import {
  paintStroke,
  segmentBounds,
  strokeBounds,
  StrokePainter,
  type Stroke,
} from '../../../shared/compositing/stroke.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'
import type { ProxyMask } from './proxies.ts'
import { unionOf } from './regions.ts'

export class LiveStroke {
  readonly layer: string
  /** In document pixels. */
  #stroke: Stroke | null = null
  /** Strokes before it that are still on their way. */
  readonly #before: Stroke[] = []
  /** The mask that the strokes are painted on. */
  readonly #base: string | null
  #painting: { source: string; scale: number; painter: StrokePainter; region: Region } | null = null

  constructor(layer: string, records: DocumentRecords) {
    this.layer = layer
    this.#base = maskAsset(records, layer)
  }

  /** The stroke with more points than before, or another one. Gives the document pixels that are new in it. */
  set(stroke: Stroke): Region {
    if (this.#stroke && !isLonger(stroke, this.#stroke)) {
      this.#before.push(this.#stroke)
      this.#stroke = null
      this.#painting = null
    }
    const known = this.#stroke?.points.length ?? 0
    this.#stroke = stroke
    let reach = segmentBounds(stroke, known)
    for (let i = known + 2; i < stroke.points.length; i += 2) reach = unionOf(reach, segmentBounds(stroke, i))
    return reach
  }

  /** All that the strokes reach, in document pixels. */
  get bounds(): Region | null {
    return this.#stroke && [...this.#before, this.#stroke].map(strokeBounds).reduce(unionOf)
  }

  /** The mask of the document that holds the first stroke; null as long as there is none. */
  keptIn(records: DocumentRecords): string | null {
    const asset = maskAsset(records, this.layer)
    return asset === this.#base ? null : asset
  }

  /** The mask at a scale with the strokes painted on it, as far as the canvas goes. */
  on(mask: ProxyMask, canvas: Region, scale: number): ProxyMask {
    if (!this.#stroke || mask.source !== this.#base) return mask
    if (this.#painting?.source !== mask.source || this.#painting.scale !== scale) {
      const region = unionOf(mask, canvas)
      const data = grown(mask, region)
      for (const stroke of this.#before) paintStroke(data, region, scaled(stroke, scale))
      this.#painting = { source: mask.source, scale, region, painter: new StrokePainter(data, region) }
    }
    const { painter, region } = this.#painting
    painter.paint(scaled(this.#stroke, scale))
    return { ...region, outside: mask.outside, source: mask.source, data: painter.data }
  }
}

function isLonger(stroke: Stroke, than: Stroke): boolean {
  const { length } = than.points
  return stroke.points.length >= length && than.points.every((value, at) => stroke.points[at] === value)
}

function maskAsset(records: DocumentRecords, id: string): string | null {
  const { [id]: layer } = records
  return layer && layer.type !== 'document' ? (layer.mask?.asset ?? null) : null
}

function scaled(stroke: Stroke, scale: number): Stroke {
  if (scale === 1) return stroke
  return { ...stroke, size: stroke.size * scale, points: stroke.points.map((value) => value * scale) }
}

/** The mask's bytes in a larger region, its outside value around them. */
function grown(mask: ProxyMask, region: Region): Uint8Array {
  const out = new Uint8Array(region.width * region.height).fill(mask.outside)
  const { x, y, width, height } = intersection(mask, region)
  for (let row = y; row < y + height; row++) {
    const from = (row - mask.y) * mask.width + x - mask.x
    out.set(mask.data.subarray(from, from + width), (row - region.y) * region.width + x - region.x)
  }
  return out
}
