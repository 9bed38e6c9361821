/**
 * What is seen of a document: its layers put together over the visible part of the canvas, at the scale of the screen.
 *
 * What stays on the screen is exact: the compositor's picture at full size (exact-tiles.ts), reduced as one picture.
 * Layers that are reduced first and put together then (proxies.ts, fast-blend.ts) are quick, but where hard edges meet,
 * what lies below shines through: they are shown until the exact picture is there, and for what changes in a gesture.
 */
import { flatten, type CompositeNode, type PlacedMask, type Region } from '../../../shared/compositing/composite.ts'
import type { Stroke } from '../../../shared/compositing/stroke.ts'
import { intersection, type Raster } from '../../../shared/compositing/transform.ts'
import { assetsOf } from '../../../shared/document/assets.ts'
import { childrenByParent } from '../../../shared/document/tree.ts'
import type { DocRecord, DocumentRecords, LayerRecord } from '../../../shared/document/types.ts'
import { BlockGrid } from './block-grid.ts'
import { composeExactly } from './exact-composer.ts'
import { ExactTiles } from './exact-tiles.ts'
import { copySurface, newSurface, putStraight, type Surface } from './fast-blend.ts'
import { LivePicture } from './live-picture.ts'
import { LiveStroke } from './live-stroke.ts'
import { boxOf, bytesToSee, isMoved, sameToSee, usesAsset } from './look.ts'
import { pickLayer } from './pick.ts'
import type { PreviewMaker } from './preview.ts'
import { Proxies, scaledCanvas, type PixelSource, type ProxyMask } from './proxies.ts'
import { reduceInto, spanOf } from './reduce.ts'
import { around, sameRegion, unionOf } from './regions.ts'
import { drawUnit, unitsOf, type Children, type Unit } from './units.ts'

/** Tiles of the exact picture that are kept, in bytes: 25 megapixels. */
const TILE_BYTES = 96 * 2 ** 20
/** A change is made exact at once where it needs no more tiles than this, and no more time (milliseconds). */
const AT_ONCE = { tiles: 8, time: 24 }

export class Scene {
  readonly proxies: Proxies
  readonly tiles: ExactTiles
  readonly #source: PixelSource
  /** Bytes of pixels that the source can hold at the same time. */
  readonly #mostBytes: number
  #records: DocumentRecords = {}
  #children: Children = new Map()
  /** As the tiles show them: gestures end before they are taken. */
  #kept: DocumentRecords = {}
  #surface: Surface | null = null
  /** Which parts of the surface are not exact. */
  #grid = new BlockGrid({ x: 0, y: 0, width: 0, height: 0 }, 1)
  /** What is yet to be drawn at all. */
  #dirty: Region[] = []
  /** Where something changed last. */
  #focus: Region | null = null
  #gesture = false
  /** The source cannot hold all that is to be seen: the exact picture would be fetched without end. */
  #isTooLarge = false
  /** What is not exact yet is not drawn at all: there is something else to look at. */
  #isPatient = false
  /** Layers that changed since the tiles were right. */
  #touched = new Set<string>()
  #stroke: LiveStroke | null = null
  #live: LivePicture | null = null
  #units: Unit[] | null = null

  constructor(source: PixelSource, mostBytes = Infinity) {
    this.#source = source
    this.#mostBytes = mostBytes
    this.proxies = new Proxies(source)
    this.tiles = new ExactTiles((region) => this.#compose(region), TILE_BYTES)
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

  get isDirty(): boolean {
    return this.#dirty.length > 0
  }

  /** All that is shown is exact, or as near to it as can be had. */
  get isSettled(): boolean {
    return this.#dirty.length === 0 && !this.isLive && this.#grid.pending.size === 0
  }

  reset(): void {
    this.#records = {}
    this.#kept = {}
    this.#children = new Map()
    this.#surface = null
    this.#dirty = []
    this.#stroke = null
    this.#live = null
    this.#units = null
    this.#gesture = false
    this.#isPatient = false
    this.#touched.clear()
    this.#grid.pending.clear()
    this.proxies.clear()
    this.tiles.reset({ width: 0, height: 0 })
  }

  get isPatient(): boolean {
    return this.#isPatient
  }

  /** From now on nothing is drawn roughly, until something changes or `hurry` is called. */
  wait(): void {
    this.#isPatient = true
  }

  /** Draws roughly what is not exact. */
  hurry(): void {
    if (!this.#isPatient) return
    this.#isPatient = false
    for (const block of this.pendingBlocks()) this.#invalidateScaled(block)
  }

  /** The parts of the surface that are not exact. */
  pendingBlocks(): Region[] {
    return [...this.#grid.pending].map((key) => this.#grid.block(key))
  }

  /** Takes changed records; `gesture`: more of the kind will follow. */
  change(changed: readonly DocRecord[], removed: readonly string[], gesture: boolean): void {
    const before = this.#records
    const childrenBefore = this.#children
    const records: Record<string, DocRecord> = { ...before }
    for (const record of changed) records[record.id] = record
    for (const id of removed) delete records[id]
    const ids = [...changed.map(({ id }) => id), ...removed].filter((id) => !sameToSee(before[id], records[id]))
    this.#records = records
    this.#gesture = gesture
    if (ids.length > 0) {
      this.#children = childrenByParent(records)
      this.#isTooLarge = bytesToSee(this.#children) > this.#mostBytes
      this.#units = null
      const structural = ids.some((id) => isMoved(before[id], records[id]))
      if (structural) {
        this.#live = null
        this.proxies.keepOnly(new Set(Object.keys(records)), assetsOf(records))
      }
      for (const id of ids) this.#touched.add(id)
      // Layers that are clipped may have got another base.
      const affected = structural ? [...ids, ...clippedIn(before), ...clippedIn(records)] : ids
      // A stroke that is painted is on the screen already.
      const shown = affected.filter((id) => !(this.#stroke?.layer === id && this.#stroke.keptIn(records)))
      for (const id of shown) this.#invalidate(boxOf(before, childrenBefore, id))
      for (const id of shown) this.#invalidate(boxOf(records, this.#children, id))
      if (ids.includes('document')) this.#resize()
      else if (this.#surface) this.hurry()
    }
    if (!gesture) this.#keep()
    // Asked for, so that it comes.
    const painted = this.#stroke?.keptIn(records)
    if (painted && this.#source(painted)) this.#endStroke()
  }

  /** Pixels of an asset have come: whoever shows it is drawn anew, where it is not shown yet. */
  arrived(hash: string): void {
    this.#units = null
    const layers = Object.values(this.#records).filter((record) => usesAsset(record, hash))
    // What was painted is on the screen.
    if (this.#stroke?.keptIn(this.#records) === hash) return this.#endStroke()
    for (const { id } of layers) {
      const box = boxOf(this.#records, this.#children, id)
      if (!box) continue
      for (const key of this.#grid.meeting(this.#scaled(box))) {
        if (this.#grid.pending.has(key)) this.#invalidateScaled(this.#grid.block(key))
      }
    }
  }

  /** A stroke on a layer's mask that is under way; null: it was given up. */
  setStroke(layer: string, stroke: Stroke | null): void {
    if (!stroke) {
      this.#invalidate(this.#stroke?.bounds ?? null)
      return this.#endStroke()
    }
    // The one before may still wait for its mask.
    const isAnother = this.#stroke?.layer !== layer || this.#stroke.keptIn(this.#records) !== null
    if (!this.#stroke || isAnother) this.#stroke = new LiveStroke(layer, this.#records)
    this.#touched.add(layer)
    this.#units = null
    this.hurry()
    this.#invalidate(this.#stroke.set(stroke))
  }

  /** The visible part of the canvas in pixels of the scale (1: document pixels). Keeps what was drawn of it. */
  setView(scale: number, visible: Region): void {
    const { canvas } = this
    if (!canvas) return
    const region = intersection(visible, scaledCanvas(canvas, scale))
    const before = this.#surface
    const sameScale = scale === this.proxies.scale
    if (sameScale && before && sameRegion(region, before)) return
    this.proxies.setScale(scale, canvas)
    if (!sameScale) this.#units = null
    this.#live = null
    const surface = newSurface(region)
    const grid = new BlockGrid(region, scale)
    const clean = before && sameScale ? intersection(before, region) : null
    const fresh = clean && clean.width > 0 && clean.height > 0 ? around(region, clean) : [region]
    if (before && clean) {
      copySurface(surface, before, clean)
      for (const key of this.#grid.pending) grid.mark(this.#grid.block(key))
    }
    this.#surface = surface
    this.#grid = grid
    for (const part of fresh) this.#invalidateScaled(part)
  }

  /** Draws what changed. Gives the part of the surface that is new; null where nothing is. */
  frame(): Region | null {
    const surface = this.#surface
    const parts = surface ? this.#dirty.map((part) => intersection(part, surface)).filter(isSome) : []
    this.#dirty = []
    if (!surface || parts.length === 0) return null
    const dirty = parts.reduce(unionOf)
    if (this.isLive) this.#drawLive(surface, dirty)
    else {
      const rough = this.#drawReady(surface, parts)
      // The last frame of a gesture is drawn as those before it.
      if (rough && this.#live) this.#drawLive(surface, rough)
      else if (rough && this.#isPatient && !this.#isTooLarge) this.#grid.mark(rough)
      else if (rough) this.#drawRough(surface, rough)
      this.#endLive()
    }
    return dirty
  }

  /**
   * Makes a little more of the picture exact. Gives the part of the surface that is new, `waiting` where there was
   * something to do and nothing to see of it yet, and null where nothing can be done.
   */
  settle(): Region | 'waiting' | null {
    const surface = this.#surface
    if (!surface || this.isDirty) return null
    if (this.isLive) return this.#refineLive()
    this.#endLive()
    const middle = this.#focus ?? surface
    const key = this.#grid.nearest({ x: middle.x + middle.width / 2, y: middle.y + middle.height / 2 })
    if (key === null) return this.#warmUp()
    const block = this.#grid.block(key)
    if (this.#isTooLarge) {
      putStraight(surface, { ...block, data: flatten(nodesOf(this.#unitsNow()), block) }, block)
      this.#grid.pending.delete(key)
      return block
    }
    const span = this.#spanOf(block)
    if (this.tiles.makeOne(span)) return 'waiting'
    if (this.tiles.missing(span) > 0) return null
    this.#fillFromTiles(surface, key)
    return block
  }

  /** The topmost layer with a visible pixel at a point of the scaled canvas. */
  pick(x: number, y: number): string | null {
    const { canvas } = this
    return canvas && pickLayer({ children: this.#children, canvas, source: this.#source }, x, y, this.proxies.scale)
  }

  /** The layer's mask on the scaled canvas; null where it has none, or it is off. */
  maskPixels(layer: LayerRecord): PlacedMask | null {
    return this.#maskOf(layer)
  }

  /** Holds a little more of the document against the original. False where there is nothing to do now. */
  compare(original: Raster): boolean {
    return !this.isLive && !this.#isTooLarge && this.tiles.compareOne(original)
  }

  /** Makes a little more of a preview. False where there is nothing to do now. */
  stepPreview(preview: PreviewMaker): boolean {
    return !this.isLive && !this.#isTooLarge && preview.step(this.tiles)
  }

  /** Frames follow each other, and only some layers change. */
  get isLive(): boolean {
    return this.#gesture || this.#stroke !== null
  }

  #compose(region: Region): Uint8Array<ArrayBuffer> | null {
    const { canvas } = this
    return canvas && composeExactly({ children: this.#children, canvas, source: this.#source }, region)
  }

  #resize(): void {
    const { canvas } = this
    this.#surface = null
    this.#live = null
    this.#dirty = []
    if (canvas) this.tiles.reset(canvas)
  }

  /** The records are what the tiles are to show. */
  #keep(): void {
    const children = childrenByParent(this.#kept)
    const changed = [...this.#touched].filter((id) => !sameToSee(this.#kept[id], this.#records[id]))
    const structural = changed.some((id) => isMoved(this.#kept[id], this.#records[id]))
    const affected = structural ? [...changed, ...clippedIn(this.#kept), ...clippedIn(this.#records)] : changed
    for (const id of affected) {
      const painted = this.#stroke?.layer === id && this.#stroke.keptIn(this.#records) ? this.#stroke.bounds : null
      const boxes = painted ? [painted] : [boxOf(this.#kept, children, id), boxOf(this.#records, this.#children, id)]
      for (const box of boxes) {
        if (!box) continue
        this.tiles.invalidate(box)
        this.#grid.mark(this.#scaled(box))
      }
    }
    this.#kept = this.#records
    if (!this.#live) this.#units = null
    if (!this.#stroke) this.#touched.clear()
  }

  #endStroke(): void {
    this.#stroke = null
    this.#units = null
    if (!this.#gesture) this.#touched.clear()
  }

  #drawRough(surface: Surface, region: Region): void {
    copySurface(surface, null, region)
    for (const unit of this.#unitsNow()) drawUnit(surface, unit, region)
    this.#grid.mark(region)
  }

  #drawLive(surface: Surface, dirty: Region): void {
    const units = this.#unitsNow()
    const range = this.isLive ? this.#liveRange(units) : this.#live?.range
    if (!range) return this.#drawRough(surface, dirty)
    if (!this.#live || !sameRange(this.#live.range, range)) this.#live = this.#startLive(surface, units, range, dirty)
    this.#live.draw(surface, units, dirty, this.#stroke !== null)
    this.#grid.mark(dirty)
  }

  #startLive(surface: Surface, units: Unit[], range: readonly [from: number, to: number], dirty: Region): LivePicture {
    const stale = [dirty]
    // Wherever the units may be on the screen, and were when it was exact.
    const keptChildren = childrenByParent(this.#kept)
    for (const id of units.slice(range[0], range[1] + 1).flatMap(({ ids }) => [...ids])) {
      for (const box of [boxOf(this.#records, this.#children, id), boxOf(this.#kept, keptChildren, id)]) {
        if (box) stale.push(this.#scaled(box))
      }
    }
    return new LivePicture({ surface, scale: this.proxies.scale, range, stale, pending: this.#grid.pending })
  }

  /** What comes next is drawn from the layers' own pixels. */
  #endLive(): void {
    if (!this.#live) return
    this.#live = null
    this.#units = null
  }

  /** Fills what can be had from tiles, and makes a few. Gives what cannot; null where all could. */
  #drawReady(surface: Surface, parts: readonly Region[]): Region | null {
    const until = performance.now() + AT_ONCE.time
    let rough: Region | null = null
    const missing = parts.reduce((sum, part) => sum + this.tiles.missing(this.#spanOf(part)), 0)
    const isFew = !this.#isTooLarge && missing <= AT_ONCE.tiles
    for (const key of new Set(parts.flatMap((part) => [...this.#grid.meeting(part)]))) {
      const block = this.#grid.block(key)
      const span = this.#spanOf(block)
      while (isFew && performance.now() < until && this.tiles.makeOne(span));
      if (this.tiles.missing(span) > 0) rough = rough ? unionOf(rough, block) : block
      else this.#fillFromTiles(surface, key)
    }
    return rough
  }

  #fillFromTiles(surface: Surface, key: number): void {
    const block = this.#grid.block(key)
    const { canvas } = this
    if (!canvas) return
    reduceInto(surface, block, this.tiles.read(this.#spanOf(block)), this.proxies.scale, canvas)
    this.#grid.pending.delete(key)
  }

  #refineLive(): Region | null {
    const { canvas } = this
    if (!this.#live || !canvas || this.#isTooLarge) return null
    const whole = { children: this.#children, canvas, source: this.#source }
    const region = this.#live.refine((surface, block, keep) => {
      const span = this.#spanOf(block)
      const data = composeExactly(whole, span, keep)
      if (data) reduceInto(surface, block, { ...span, data }, this.proxies.scale, canvas)
      return data !== null
    }, this.#focus ?? this.#grid.region)
    if (region) this.#dirty.push(region)
    return region
  }

  /** Proxies for the next gesture. */
  #warmUp(): 'waiting' | null {
    for (const layer of Object.values(this.#records)) {
      if (layer.type !== 'pixels' || !layer.visible || this.proxies.isReady(layer)) continue
      if (this.proxies.layer(layer, false)) return 'waiting'
    }
    return null
  }

  #maskOf(layer: LayerRecord): ProxyMask | null {
    if (!layer.mask?.enabled) return null
    const mask = this.proxies.mask(layer.id, layer.mask, this.#gesture)
    const canvas = this.canvas && scaledCanvas(this.canvas, this.proxies.scale)
    return mask && canvas && this.#stroke?.layer === layer.id ? this.#stroke.on(mask, canvas, this.proxies.scale) : mask
  }

  #unitsNow(): Unit[] {
    this.#units ??= unitsOf(this.#children, {
      pixels: (layer) => this.proxies.layer(layer, this.isLive || this.#live !== null),
      mask: (layer) => this.#maskOf(layer),
    })
    return this.#units
  }

  /** Which units changed in this gesture, from the lowest to the highest; null: none. */
  #liveRange(units: Unit[]): readonly [from: number, to: number] | null {
    const touched = units.flatMap(({ ids }, index) => ([...this.#touched].some((id) => ids.has(id)) ? [index] : []))
    return touched.length > 0 ? [touched[0], touched[touched.length - 1]] : null
  }

  #spanOf(block: Region): Region {
    return spanOf(block, this.proxies.scale, this.canvas ?? { width: 1, height: 1 })
  }

  /** A box of the document on the scaled canvas, and a pixel around it for what lies between pixels. */
  #scaled({ x, y, width, height }: Region): Region {
    const { scale } = this.proxies
    const left = Math.floor(x * scale) - 1
    const top = Math.floor(y * scale) - 1
    return {
      x: left,
      y: top,
      width: Math.ceil((x + width) * scale) + 1 - left,
      height: Math.ceil((y + height) * scale) + 1 - top,
    }
  }

  #invalidate(box: Region | null): void {
    if (box) this.#invalidateScaled(this.#scaled(box))
  }

  #invalidateScaled(region: Region | null): void {
    if (!region || !isSome(region)) return
    this.#dirty.push(region)
    this.#focus = region
  }
}

function isSome({ width, height }: Region): boolean {
  return width > 0 && height > 0
}

function sameRange(one: readonly [number, number], other: readonly [number, number]): boolean {
  return one[0] === other[0] && one[1] === other[1]
}

function nodesOf(units: readonly Unit[]): CompositeNode[] {
  return units.flatMap(({ nodes }) => nodes)
}

function clippedIn(records: DocumentRecords): string[] {
  return Object.values(records).flatMap((record) => (record.type !== 'document' && record.clipping ? [record.id] : []))
}
