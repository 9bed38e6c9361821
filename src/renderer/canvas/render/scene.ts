/**
 * What is seen of a document: its layers put together over the visible part of the canvas, at the scale of the screen.
 *
 * A frame is drawn in integers (fast-blend.ts), and while layers change in a gesture everything below and above them is
 * kept as one surface each. `settle` then draws the same by the compositor itself, strip by strip. At 100 % and more, what
 * it gives is what an export has.
 */
import { flatten, type CompositeNode, type PlacedMask, type Region } from '../../../shared/compositing/composite.ts'
import { paintStroke, strokeBounds, type Stroke } from '../../../shared/compositing/stroke.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import { assetsOf } from '../../../shared/document/assets.ts'
import { childrenByParent } from '../../../shared/document/tree.ts'
import type { DocRecord, DocumentRecords, LayerRecord } from '../../../shared/document/types.ts'
import { copySurface, drawSurface, newSurface, putStraight, type Surface } from './fast-blend.ts'
import { around, sameRegion, unionOf } from './regions.ts'
import { drawUnit, unitsOf, type Unit } from './units.ts'
import { Proxies, scaledCanvas, type PixelSource, type ProxyMask } from './proxies.ts'

const STRIP_ROWS = 48

export class Scene {
  readonly proxies: Proxies
  #records: DocumentRecords = {}
  #region: Region = { x: 0, y: 0, width: 0, height: 0 }
  #surface: Surface | null = null
  /** Parts of the surface that a frame has yet to draw, and that the compositor has. */
  #dirty: Region | null = null
  #unsettled: Region | null = null
  #rough = false
  #stroke: { layer: string; stroke: Stroke; endedOn: string | null } | null = null
  #changed = new Set<string>()
  #cache: { from: number; to: number; below: Surface; above: Surface | null } | null = null
  #units: Unit[] | null = null

  constructor(source: PixelSource) {
    this.proxies = new Proxies(source)
  }

  get records(): DocumentRecords {
    return this.#records
  }

  get surface(): Surface | null {
    return this.#surface
  }

  get canvas(): { width: number; height: number } | null {
    const { document } = this.#records
    return document?.type === 'document' ? document : null
  }

  reset(): void {
    this.#records = {}
    this.#surface = null
    this.#dirty = null
    this.#unsettled = null
    this.#stroke = null
    this.#cache = null
    this.#units = null
    this.proxies.clear()
  }

  /** Takes changed records; `gesture`: more of the kind will follow. */
  change(changed: readonly DocRecord[], removed: readonly string[], gesture: boolean): void {
    const before = this.#records
    const records: Record<string, DocRecord> = { ...before }
    for (const record of changed) records[record.id] = record
    for (const id of removed) delete records[id]
    const resized = changed.some(({ type }) => type === 'document')
    const structural = removed.length > 0 || changed.some((record) => isMoved(before[record.id], record))
    const ids = changed.filter((record) => !sameToSee(before[record.id], record)).map(({ id }) => id)
    const wasRough = this.#rough
    this.#rough = gesture
    if (ids.length === 0 && removed.length === 0 && wasRough === gesture) {
      this.#records = records
      return
    }
    if (gesture) for (const id of ids) this.#changed.add(id)
    else this.#cache = null
    for (const id of [...ids, ...removed]) this.#invalidate(this.#boxOf(before, id))
    this.#records = records
    this.#units = null
    for (const id of ids) this.#invalidate(this.#boxOf(records, id))
    // The end of a gesture: what moved is drawn once more, from its source.
    if (wasRough && !gesture) {
      for (const id of this.#changed) this.#invalidate(this.#boxOf(records, id))
      this.#changed.clear()
    }
    if (structural || resized) {
      this.#cache = null
      this.proxies.keepOnly(new Set(Object.keys(records)), assetsOf(records))
    }
    if (resized) this.#surface = null
  }

  /** Pixels of an asset have come: whoever shows it is drawn anew. */
  arrived(hash: string): void {
    this.#units = null
    this.#cache = null
    for (const record of Object.values(this.#records)) {
      if (record.type !== 'document' && usesAsset(record, hash)) this.#invalidate(this.#boxOf(this.#records, record.id))
    }
  }

  /** A stroke on a layer's mask that is under way; null: there is none. */
  setStroke(layer: string, stroke: Stroke | null): void {
    const scale = this.proxies.scale
    if (this.#stroke) this.#invalidate(strokeBounds(scaledStroke(this.#stroke.stroke, scale)))
    this.#stroke = stroke && { layer, stroke, endedOn: null }
    if (stroke) this.#invalidate(strokeBounds(scaledStroke(stroke, scale)))
    this.#units = null
    if (stroke) this.#changed.add(layer)
    else this.#changed.delete(layer)
  }

  /** The stroke is painted: it is shown until the mask that holds it is there. */
  endStroke(): void {
    const layer = this.#stroke && this.#records[this.#stroke.layer]
    if (!this.#stroke || !layer || layer.type === 'document') return
    this.#stroke.endedOn = layer.mask?.asset ?? null
    this.#changed.delete(layer.id)
  }

  /** The visible part of the canvas in pixels of the scale (1: document pixels). Keeps what was drawn of it. */
  setView(scale: number, visible: Region): void {
    const { canvas } = this
    if (!canvas) return
    const region = intersection(visible, scaledCanvas(canvas, scale))
    const sameScale = scale === this.proxies.scale
    this.proxies.setScale(scale, canvas)
    if (sameScale && this.#surface && sameRegion(region, this.#region)) return
    const before = sameScale ? this.#surface : null
    this.#region = region
    this.#units = sameScale ? this.#units : null
    this.#cache = null
    this.#surface = newSurface(region)
    const clean = before ? intersection(before, region) : null
    if (!before || !clean || clean.width === 0 || clean.height === 0) {
      this.#dirty = region
      this.#unsettled = region
      return
    }
    copySurface(this.#surface, before, clean)
    for (const strip of around(region, clean)) this.#invalidate(strip)
  }

  /** Frames follow each other, and only some layers change. */
  get #isLive(): boolean {
    return this.#rough || this.#stroke?.endedOn === null
  }

  get isDirty(): boolean {
    return this.#dirty !== null
  }

  get isSettled(): boolean {
    return this.#unsettled === null
  }

  /** Draws what changed. Gives the part of the surface that is new; null where nothing is. */
  frame(): Region | null {
    const surface = this.#surface
    const dirty = this.#dirty && intersection(this.#dirty, this.#region)
    this.#dirty = null
    if (!surface || !dirty || dirty.width === 0 || dirty.height === 0) return null
    const units = this.#unitsNow()
    const [from, to] = this.#liveUnits(units)
    if (this.#isLive && from <= to) this.#drawLive(surface, units, from, to, dirty)
    else {
      copySurface(surface, null, dirty)
      for (const unit of units) drawUnit(surface, unit, dirty)
    }
    return dirty
  }

  /**
   * Draws a strip of what no frame of the compositor has drawn yet, from the top. Gives the strip; null: all is settled.
   * During a gesture nothing settles.
   */
  settle(): Region | null {
    const surface = this.#surface
    const rest = this.#unsettled && intersection(this.#unsettled, this.#region)
    if (!surface || this.#isLive || this.#dirty || !rest || rest.width === 0 || rest.height === 0) {
      if (!this.#isLive && !this.#dirty) this.#unsettled = null
      return null
    }
    const height = Math.min(STRIP_ROWS, rest.height)
    const strip = { ...rest, height }
    putStraight(
      surface,
      flatten(
        this.#unitsNow().flatMap(({ nodes }) => nodes),
        strip,
      ),
      strip,
    )
    this.#unsettled = rest.height > height ? { ...rest, y: rest.y + height, height: rest.height - height } : null
    return strip
  }

  /** The topmost layer with a visible pixel at a point of the scaled canvas. */
  pick(x: number, y: number): string | null {
    const children = childrenByParent(this.#records)
    const at = (parent: string | null): string | null => {
      for (const layer of (children.get(parent) ?? []).toReversed()) {
        if (!layer.visible || layer.opacity === 0 || this.#maskAt(layer, x, y) < 8) continue
        const hit = layer.type === 'group' ? at(layer.id) : this.#alphaAt(layer, x, y) >= 8 ? layer.id : null
        if (hit) return hit
      }
      return null
    }
    return at(null)
  }

  /** The layer's mask on the scaled canvas; null where it has none, or it is off. */
  maskPixels(layer: LayerRecord): PlacedMask | null {
    return this.#maskOf(layer)
  }

  /** What is drawn of each visible layer at the top level with those clipped to it, bottom to top. */
  roots(): { id: string; nodes: CompositeNode[] }[] {
    const units = this.#unitsNow().filter(({ nodes }) => nodes[0].visible)
    return units.map(({ ids, nodes }) => ({ id: [...ids][0], nodes }))
  }

  #alphaAt(layer: Exclude<LayerRecord, { type: 'group' }>, x: number, y: number): number {
    const placed = this.proxies.layer(layer, this.#rough)
    if (!placed) return 0
    const px = Math.floor(x) - placed.x
    const py = Math.floor(y) - placed.y
    if (px < 0 || py < 0 || px >= placed.width || py >= placed.height) return 0
    return placed.data[(py * placed.width + px) * 4 + 3]
  }

  #maskAt(layer: LayerRecord, x: number, y: number): number {
    const mask = this.#maskOf(layer)
    if (!mask) return 255
    const px = Math.floor(x) - mask.x
    const py = Math.floor(y) - mask.y
    if (px < 0 || py < 0 || px >= mask.width || py >= mask.height) return mask.outside
    return mask.data[py * mask.width + px]
  }

  #maskOf(layer: LayerRecord): ProxyMask | null {
    if (!layer.mask?.enabled) return null
    const mask = this.proxies.mask(layer.id, layer.mask)
    if (!mask || this.#stroke?.layer !== layer.id) return mask
    if (this.#stroke.endedOn !== null && mask.source !== this.#stroke.endedOn) {
      this.#stroke = null
      return mask
    }
    const stroke = scaledStroke(this.#stroke.stroke, this.proxies.scale)
    const painted = { ...mask, data: new Uint8Array(mask.data) }
    paintStroke(painted.data, mask, stroke)
    return painted
  }

  #unitsNow(): Unit[] {
    this.#units ??= unitsOf(this.#records, {
      pixels: (layer) => this.proxies.layer(layer, this.#rough),
      mask: (layer) => this.#maskOf(layer),
    })
    return this.#units
  }

  /** Which units changed in this gesture, from the lowest to the highest. */
  #liveUnits(units: Unit[]): [from: number, to: number] {
    let from = units.length
    let to = -1
    units.forEach(({ ids }, index) => {
      if (![...this.#changed].some((id) => ids.has(id))) return
      from = Math.min(from, index)
      to = Math.max(to, index)
    })
    return [from, to]
  }

  #drawLive(surface: Surface, units: Unit[], from: number, to: number, dirty: Region): void {
    if (!this.#cache || this.#cache.from !== from || this.#cache.to !== to) {
      const below = newSurface(this.#region)
      for (const unit of units.slice(0, from)) drawUnit(below, unit, this.#region)
      const over = units.slice(to + 1)
      let above: Surface | null = null
      if (over.every(({ normal }) => normal)) {
        above = newSurface(this.#region)
        for (const unit of over) drawUnit(above, unit, this.#region)
      }
      this.#cache = { from, to, below, above }
    }
    const { below, above } = this.#cache
    copySurface(surface, below, dirty)
    for (const unit of units.slice(from, to + 1)) drawUnit(surface, unit, dirty)
    if (above) drawSurface(surface, above, dirty)
    else for (const unit of units.slice(to + 1)) drawUnit(surface, unit, dirty)
  }

  #invalidate(box: Region | null): void {
    if (!box || box.width <= 0 || box.height <= 0) return
    this.#dirty = this.#dirty ? unionOf(this.#dirty, box) : box
    this.#unsettled = this.#unsettled ? unionOf(this.#unsettled, box) : box
  }

  /** Where a layer is to be seen on the scaled canvas; all of it for groups and fills. */
  #boxOf(records: DocumentRecords, id: string): Region | null {
    const layer = records[id]
    if (!layer || layer.type !== 'pixels') return layer ? this.#region : null
    // What is clipped to it, or it to another, is inside; one pixel more for what lies between pixels.
    const placed = this.proxies.layer(layer, this.#rough)
    return placed && { x: placed.x - 1, y: placed.y - 1, width: placed.width + 2, height: placed.height + 2 }
  }
}

/** Whether the layer is in another place of the tree than before. */
function isMoved(before: DocRecord | undefined, after: DocRecord): boolean {
  if (!before || before.type === 'document' || after.type === 'document') return before?.type !== after.type
  return (
    before.parent !== after.parent ||
    before.order !== after.order ||
    before.type !== after.type ||
    before.clipping !== after.clipping
  )
}

/** Whether both look the same: names, locks and labels are not to be seen. */
function sameToSee(before: DocRecord | undefined, after: DocRecord): boolean {
  if (before === after) return true
  if (!before || before.type === 'document' || after.type === 'document') return false
  const strip = ({ name: _name, locks: _locks, label: _label, ...rest }: LayerRecord) => JSON.stringify(rest)
  return strip(before) === strip(after)
}

function usesAsset(layer: LayerRecord, hash: string): boolean {
  if (layer.mask?.asset === hash) return true
  if (layer.type === 'pixels') return layer.asset === hash
  return layer.type === 'fill' && layer.fill.type === 'picture' && layer.fill.asset === hash
}

function scaledStroke(stroke: Stroke, scale: number): Stroke {
  return scale === 1
    ? stroke
    : { ...stroke, size: stroke.size * scale, points: stroke.points.map((value) => value * scale) }
}
