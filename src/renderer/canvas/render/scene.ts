/**
 * What is seen of a document: its layers put together over the visible part of the canvas, at the scale of the screen.
 *
 * What stays on the screen is exact: the compositor's picture at full size (exact-tiles.ts), reduced as one picture.
 * Layers that are reduced first and put together then (proxies.ts, fast-blend.ts) are quick, but where hard edges meet,
 * what lies below shines through: they are shown until the exact picture is there, and for what changes in a gesture.
 */
import { flatten, type PlacedMask, type Region } from '../../../shared/compositing/composite.ts'
import type { Stroke } from '../../../shared/compositing/stroke.ts'
import { intersection, type Raster } from '../../../shared/compositing/transform.ts'
import { assetsOf } from '../../../shared/document/assets.ts'
import type { DocRecord, DocumentRecords, LayerRecord } from '../../../shared/document/types.ts'
import { composeExactly, type Whole } from './exact-composer.ts'
import { ExactTiles } from './exact-tiles.ts'
import { copySurface, putStraight, type Surface } from './fast-blend.ts'
import { LivePicture } from './live-picture.ts'
import { LiveStroke } from './live-stroke.ts'
import { bytesToSee, usesAsset } from './look.ts'
import { pickLayer } from './pick.ts'
import type { PreviewMaker } from './preview.ts'
import { Proxies, scaledCanvas, type PixelSource, type ProxyMask } from './proxies.ts'
import { isSome, unionOf } from './regions.ts'
import { SceneDocument } from './scene-document.ts'
import { ScreenPicture } from './screen-picture.ts'
import { drawUnit, unitsOf, type Unit } from './units.ts'

/** Tiles of the exact picture that are kept, in bytes: 25 megapixels. */
const TILE_BYTES = 96 * 2 ** 20
/** A change is made exact at once where it needs no more tiles than this, and no more time (milliseconds). */
const AT_ONCE = { tiles: 8, time: 24 }

export class Scene {
  readonly tiles: ExactTiles
  readonly #source: PixelSource
  /** Bytes of pixels that the source can hold at the same time. */
  readonly #mostBytes: number
  readonly #document = new SceneDocument()
  readonly #proxies: Proxies
  readonly #screen: ScreenPicture
  /** What is yet to be drawn at all. */
  #dirty: Region[] = []
  /** Where something changed last. */
  #focus: Region | null = null
  #gesture = false
  #stroke: LiveStroke | null = null
  #live: LivePicture | null = null
  #units: Unit[] | null = null
  /** The source cannot hold all that is to be seen: the exact picture would be fetched without end. */
  #isTooLarge = false
  /** What is not exact yet is not drawn at all: there is something else to look at. */
  #isPatient = false
  /** Blocks that wait for pixels. */
  readonly #waiting = new Set<number>()

  constructor(source: PixelSource, mostBytes = Infinity) {
    this.#source = source
    this.#mostBytes = mostBytes
    this.#proxies = new Proxies(source)
    this.tiles = new ExactTiles((region) => this.#whole && composeExactly(this.#whole, region), TILE_BYTES)
    this.#screen = new ScreenPicture(this.tiles)
  }

  get records(): DocumentRecords {
    return this.#document.records
  }

  get canvas(): { width: number; height: number } | null {
    return this.#document.canvas
  }

  /** The visible part of the canvas; null before the first view. */
  get surface(): Surface | null {
    return this.#screen.surface
  }

  /** Of the surface: pixels of it a document pixel, 1 at most. */
  get scale(): number {
    return this.#screen.scale
  }

  get isDirty(): boolean {
    return this.#dirty.length > 0
  }

  /** Frames follow each other, and only some layers change. */
  get isLive(): boolean {
    return this.#gesture || this.#stroke !== null
  }

  /** All that is shown is exact, or as near to it as can be had. */
  get isSettled(): boolean {
    return !this.isDirty && !this.isLive && this.#screen.grid.pending.size === 0
  }

  get isPatient(): boolean {
    return this.#isPatient
  }

  /** The parts of the surface that are not exact. */
  pendingBlocks(): Region[] {
    const { grid } = this.#screen
    return [...grid.pending].map((key) => grid.block(key))
  }

  reset(): void {
    this.#document.clear()
    this.#screen.clear()
    this.#proxies.clear()
    this.tiles.reset({ width: 0, height: 0 })
    this.#dirty = []
    this.#gesture = false
    this.#stroke = null
    this.#live = null
    this.#units = null
    this.#isPatient = false
    this.#waiting.clear()
  }

  /** From now on nothing is drawn roughly, until something changes or `hurry` is called. */
  wait(): void {
    this.#isPatient = true
  }

  /** Draws roughly what is not exact. */
  hurry(): void {
    if (!this.#isPatient) return
    this.#isPatient = false
    for (const block of this.pendingBlocks()) this.#invalidate(block)
  }

  /** Takes changed records; `gesture`: more of the kind will follow. */
  change(changed: readonly DocRecord[], removed: readonly string[], gesture: boolean): void {
    const seen = this.#document.take(changed, removed)
    const { records, children } = this.#document
    this.#gesture = gesture
    if (seen) {
      this.#isTooLarge = bytesToSee(children) > this.#mostBytes
      this.#units = null
      this.#waiting.clear()
      if (seen.isStructural) {
        this.#live = null
        this.#proxies.keepOnly(new Set(Object.keys(records)), assetsOf(records))
      }
      for (const { id, boxes } of seen.differences) {
        // A stroke that is painted is on the screen already.
        if (this.#stroke?.layer === id && this.#stroke.keptIn(records)) continue
        for (const box of boxes) this.#invalidate(this.#screen.scaled(box))
      }
      if (seen.differences.some(({ id }) => id === 'document')) this.#resize()
      else if (this.surface) this.hurry()
    }
    if (!gesture) this.#keep()
    // Asked for, so that it comes.
    const painted = this.#stroke?.keptIn(records)
    if (painted && this.#source(painted)) this.#endStroke()
  }

  /** Pixels of an asset have come: whoever shows it is drawn anew, where it is not shown yet. */
  arrived(hash: string): void {
    this.#units = null
    this.#waiting.clear()
    // What was painted is on the screen.
    if (this.#stroke?.keptIn(this.records) === hash) return this.#endStroke()
    const { grid } = this.#screen
    for (const { id } of Object.values(this.records).filter((record) => usesAsset(record, hash))) {
      for (const box of this.#document.boxes(id)) {
        const keys = [...grid.meeting(this.#screen.scaled(box))].filter((key) => grid.pending.has(key))
        for (const key of keys) this.#invalidate(grid.block(key))
      }
    }
  }

  /** A stroke on a layer's mask with all its points so far; it is shown until its mask is there. null: it was given up. */
  setStroke(layer: string, stroke: Stroke | null): void {
    this.#units = null
    if (!stroke) {
      const bounds = this.#stroke?.bounds
      if (bounds) this.#invalidate(this.#screen.scaled(bounds))
      return this.#endStroke()
    }
    // The one before may still wait for its mask.
    const isAnother = this.#stroke?.layer !== layer || this.#stroke.keptIn(this.records) !== null
    if (!this.#stroke || isAnother) this.#stroke = new LiveStroke(layer, this.records)
    this.hurry()
    this.#invalidate(this.#screen.scaled(this.#stroke.set(stroke)))
  }

  /** The visible part of the canvas in pixels of the scale (1: document pixels). Keeps what was drawn of it. */
  setView(scale: number, visible: Region): void {
    const { canvas } = this
    if (!canvas) return
    const fresh = this.#screen.setView(canvas, scale, visible)
    if (fresh.length === 0) return
    this.#proxies.setScale(scale, canvas)
    this.#units = null
    this.#live = null
    this.#waiting.clear()
    for (const part of fresh) this.#invalidate(part)
  }

  /** Draws what changed. Gives the part of the surface that is new; null where nothing is. */
  frame(): Region | null {
    const { surface } = this
    const parts = surface ? this.#dirty.map((part) => intersection(part, surface)).filter(isSome) : []
    this.#dirty = []
    if (!surface || parts.length === 0) return null
    const dirty = parts.reduce(unionOf)
    if (this.isLive) this.#drawLive(surface, dirty)
    else {
      const rough = this.#drawReady(parts)
      // The last frame of a gesture is drawn as those before it.
      if (rough && this.#live) this.#drawLive(surface, rough)
      else if (rough && this.#isPatient && !this.#isTooLarge) this.#screen.grid.mark(rough)
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
    const { surface } = this
    if (!surface || this.isDirty) return null
    if (this.isLive) return this.#refineLive()
    this.#endLive()
    const { grid } = this.#screen
    const middle = this.#focus ?? surface
    const point = { x: middle.x + middle.width / 2, y: middle.y + middle.height / 2 }
    const next = () => grid.nearest(point, null, this.#waiting)
    for (let key = next(); key !== null; key = next()) {
      if (this.#isTooLarge) this.#fillFromProxies(surface, key)
      else if (this.#screen.makeTile(key)) return 'waiting'
      if (this.#isTooLarge || this.#screen.fill(key)) return grid.block(key)
      this.#waiting.add(key)
    }
    return this.#warmUp()
  }

  /** The topmost layer with a visible pixel at a point of the scaled canvas. */
  pick(x: number, y: number): string | null {
    return this.#whole && pickLayer(this.#whole, x, y, this.scale)
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

  get #whole(): Whole | null {
    const { canvas, children } = this.#document
    return canvas && { canvas, children, source: this.#source }
  }

  #resize(): void {
    this.#screen.clear()
    this.#live = null
    this.#dirty = []
    if (this.canvas) this.tiles.reset(this.canvas)
  }

  /** The tiles are to show the records as they are. */
  #keep(): void {
    for (const { id, boxes } of this.#document.keep()) {
      const painted = this.#stroke?.layer === id && this.#stroke.keptIn(this.records) ? this.#stroke.bounds : null
      for (const box of painted ? [painted] : boxes) {
        this.tiles.invalidate(box)
        this.#screen.grid.mark(this.#screen.scaled(box))
      }
    }
    if (!this.#live) this.#units = null
  }

  #endStroke(): void {
    this.#stroke = null
    this.#units = null
  }

  #drawRough(surface: Surface, region: Region): void {
    copySurface(surface, null, region)
    for (const unit of this.#unitsNow()) drawUnit(surface, unit, region)
    this.#screen.grid.mark(region)
  }

  #drawLive(surface: Surface, dirty: Region): void {
    const units = this.#unitsNow()
    const range = this.isLive ? this.#liveRange(units) : this.#live?.range
    if (!range) return this.#drawRough(surface, dirty)
    const [from, to] = range
    if (this.#live?.range[0] !== from || this.#live.range[1] !== to) {
      // Wherever the units may be on the screen, and were when it was exact.
      const boxes = units.slice(from, to + 1).flatMap(({ ids }) => [...ids].flatMap((id) => this.#document.boxes(id)))
      const stale = [dirty, ...boxes.map((box) => this.#screen.scaled(box))]
      this.#live = new LivePicture({ surface, scale: this.scale, range, stale, pending: this.#screen.grid.pending })
    }
    this.#live.draw(surface, units, dirty, this.#stroke !== null)
    this.#screen.grid.mark(dirty)
  }

  /** What comes next is drawn from the layers' own pixels. */
  #endLive(): void {
    if (!this.#live) return
    this.#live = null
    this.#units = null
  }

  /** Fills what can be had from tiles, and makes a few. Gives what cannot; null where all could. */
  #drawReady(parts: readonly Region[]): Region | null {
    const until = performance.now() + AT_ONCE.time
    let rough: Region | null = null
    const missing = parts.reduce((sum, part) => sum + this.tiles.missing(this.#screen.spanOf(part)), 0)
    const isFew = !this.#isTooLarge && missing <= AT_ONCE.tiles
    const { grid } = this.#screen
    for (const key of new Set(parts.flatMap((part) => [...grid.meeting(part)]))) {
      while (isFew && performance.now() < until && this.#screen.makeTile(key));
      if (this.#screen.fill(key)) continue
      rough = rough ? unionOf(rough, grid.block(key)) : grid.block(key)
    }
    return rough
  }

  #fillFromProxies(surface: Surface, key: number): void {
    const { grid } = this.#screen
    const block = grid.block(key)
    const nodes = this.#unitsNow().flatMap((unit) => unit.nodes)
    putStraight(surface, { ...block, data: flatten(nodes, block) }, block)
    grid.pending.delete(key)
  }

  #refineLive(): Region | null {
    const whole = this.#whole
    if (!this.#live || !whole || this.#isTooLarge) return null
    const region = this.#live.refine((surface, block, keep) => {
      const data = composeExactly(whole, this.#screen.spanOf(block), keep)
      if (data) this.#screen.reduceInto(surface, block, data)
      return data !== null
    }, this.#focus ?? this.#screen.grid.region)
    if (region) this.#dirty.push(region)
    return region
  }

  /** Proxies for the next gesture. */
  #warmUp(): 'waiting' | null {
    for (const layer of Object.values(this.records)) {
      if (layer.type !== 'pixels' || !layer.visible || this.#proxies.isReady(layer)) continue
      if (this.#proxies.layer(layer, false)) return 'waiting'
    }
    return null
  }

  #maskOf(layer: LayerRecord): ProxyMask | null {
    const { canvas } = this
    const mask = layer.mask?.enabled ? this.#proxies.mask(layer.id, layer.mask, this.#gesture) : null
    if (!mask || !canvas || this.#stroke?.layer !== layer.id) return mask
    return this.#stroke.on(mask, scaledCanvas(canvas, this.scale), this.scale)
  }

  #unitsNow(): Unit[] {
    this.#units ??= unitsOf(this.#document.children, {
      pixels: (layer) => this.#proxies.layer(layer, this.isLive || this.#live !== null),
      mask: (layer) => this.#maskOf(layer),
    })
    return this.#units
  }

  /** Which units change in this gesture or stroke, from the lowest to the highest; null: none. */
  #liveRange(units: Unit[]): readonly [from: number, to: number] | null {
    const changing = [...this.#document.touched, ...(this.#stroke ? [this.#stroke.layer] : [])]
    const touched = units.flatMap(({ ids }, index) => (changing.some((id) => ids.has(id)) ? [index] : []))
    return touched.length > 0 ? [touched[0], touched[touched.length - 1]] : null
  }

  #invalidate(region: Region): void {
    if (!isSome(region)) return
    this.#dirty.push(region)
    this.#focus = region
  }
}
