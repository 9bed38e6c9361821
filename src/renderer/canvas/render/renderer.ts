/** Draws the scene onto a canvas in the drawing thread: frames as they are asked for, and between them what makes it exact. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { intersection, type Raster } from '../../../shared/compositing/transform.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'
import { drawExploded, makePlanes, pickExploded, type Plane } from './exploded.ts'
import type { Surface } from './fast-blend.ts'
import { maskSurface } from './mask-surface.ts'
import type { FromRenderer, RenderView } from './messages.ts'
import { OriginalPicture } from './original-picture.ts'
import type { PixelLoader } from './pixel-loader.ts'
import { PreviewMaker } from './preview.ts'
import { present, screenRegion, showDifference, visibleRegion, type ScreenView } from './present.ts'
import { scaledCanvas } from './proxies.ts'
import { unionOf } from './regions.ts'
import type { Scene } from './scene.ts'

/** The picture is made exact when nothing else changed for this long, in milliseconds. */
const SETTLE_AFTER = 40
/** Zooming shows what there is, enlarged or reduced, until it stops for this long. */
const ZOOM_PAUSE = 90
/** Work between two looks at what else there is to do, and between two showings of it. Milliseconds. */
const SLICE = 8
const SHOW_AFTER = 50
/** During a gesture: a frame that took longer leaves no time for other work. */
const BUSY_FRAME = 9

const checkerboards = { light: [255, 204], medium: [160, 128], dark: [72, 48] } as const

export class Renderer {
  readonly #canvas: OffscreenCanvas
  readonly #context: OffscreenCanvasRenderingContext2D
  readonly #scene: Scene
  readonly #loader: PixelLoader
  readonly #tell: (message: FromRenderer) => void
  readonly #next = new MessageChannel()
  readonly #original = new OriginalPicture()
  #view: RenderView | null = null
  #screen: ImageData | null = null
  #scheduled = false
  #working = false
  #all = true
  #frames = 0
  #changedAt = 0
  #zoomedAt = 0
  #shownAt = 0
  #frameTime = 0
  /** Made exact, and not shown yet. */
  #fresh: Region | null = null
  /** There is nothing left to do as long as nothing changes. */
  #isIdle = false
  #placeholder: Surface | null = null
  #preview: { maker: PreviewMaker; done: (picture: ReturnType<PreviewMaker['picture']>) => void } | null = null
  #planes: { records: DocumentRecords; arrivals: number; planes: Plane[] } | null = null
  /** Assets that came; planes are made anew for each. */
  arrivals = 0
  /** Messages that were taken. */
  taken = 0

  constructor(canvas: OffscreenCanvas, scene: Scene, loader: PixelLoader, tell: (message: FromRenderer) => void) {
    const context = canvas.getContext('2d')
    if (!context) throw new Error('The browser has no 2D canvas for a drawing thread.')
    this.#canvas = canvas
    this.#context = context
    this.#scene = scene
    this.#loader = loader
    this.#tell = tell
    this.#next.port1.onmessage = () => this.#work()
  }

  /** Something changed: a frame will be drawn. */
  touch({ all = false } = {}): void {
    this.#changedAt = performance.now()
    this.#isIdle = false
    this.#all ||= all
    this.#schedule()
  }

  /** Another document: a picture of it is to come, or not. */
  reset(expectsPlaceholder: boolean): void {
    this.#placeholder = null
    this.#preview = null
    this.#scene.reset()
    if (expectsPlaceholder) this.#scene.wait()
    this.touch({ all: true })
  }

  /** What is shown until the layers are; null: there is no such picture. */
  setPlaceholder(picture: Surface | null): void {
    this.#placeholder = picture
    if (!picture) this.#scene.hurry()
    this.touch({ all: true })
  }

  /** Makes a preview of the document as it is now, when there is time. */
  makePreview(done: (picture: ReturnType<PreviewMaker['picture']>) => void): void {
    const { canvas } = this.#scene
    this.#preview = canvas && { maker: new PreviewMaker(canvas), done }
    this.#isIdle = false
    this.#workSoon()
  }

  /** The document changed: what was begun is not its preview any more. */
  forgetPreview(): void {
    this.#preview = null
  }

  setView(view: RenderView): void {
    const before = this.#view
    this.#view = view
    if (before && before.zoom !== view.zoom && Math.min(before.zoom, view.zoom) < 1) this.#zoomedAt = performance.now()
    if (before?.original?.asset !== view.original?.asset) {
      this.#original.forget()
      this.#scene.tiles.forgetMatch()
    }
    this.touch({ all: true })
  }

  pick(x: number, y: number): string | null {
    const view = this.#view
    if (!view) return null
    if (view.mode === 'exploded') return pickExploded(this.#explodedPlanes(), view, x, y)
    const factor = Math.max(1, view.zoom)
    return this.#scene.pick((x - view.offsetX) / factor, (y - view.offsetY) / factor)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    requestAnimationFrame(() => {
      this.#scheduled = false
      const started = performance.now()
      this.#frame()
      this.#frameTime = performance.now() - started
    })
  }

  #frame(): void {
    const view = this.#view
    if (!view || view.width === 0 || view.height === 0) return
    if (this.#canvas.width !== view.width || this.#canvas.height !== view.height || !this.#screen) {
      this.#canvas.width = view.width
      this.#canvas.height = view.height
      this.#screen = new ImageData(view.width, view.height)
      this.#all = true
    }
    if (!this.#scene.canvas) {
      this.#context.clearRect(0, 0, view.width, view.height)
      return
    }
    if (view.mode === 'exploded') return this.#drawExploded(view)
    this.#drawFlat(view, this.#screen)
  }

  #drawFlat(view: RenderView, screen: ImageData): void {
    const scale = Math.min(1, view.zoom)
    const zooming = performance.now() - this.#zoomedAt < ZOOM_PAUSE && this.#scene.surface !== null
    if (zooming && scale !== this.#scene.scale) {
      this.#show(view, screen, this.#screenView(view, this.#scene.scale), null)
      return this.#schedule()
    }
    const screenView = this.#screenView(view, scale)
    this.#scene.setView(scale, visibleRegion(screenView))
    const drawn = this.#scene.frame()
    const part = drawn && this.#fresh ? unionOf(drawn, this.#fresh) : (drawn ?? this.#fresh)
    this.#fresh = null
    if (part || this.#all) this.#show(view, screen, screenView, this.#all ? null : part)
    this.#tellDrawn(view)
    this.#workSoon()
  }

  #workSoon(): void {
    if (this.#working || this.#isIdle) return
    this.#working = true
    this.#next.port2.postMessage(null)
  }

  /** A slice of what makes the picture exact; then others have their turn. */
  #work(): void {
    this.#working = false
    const view = this.#view
    // A frame comes first, and goes on with this.
    if (!view || view.mode === 'exploded' || this.#scene.isDirty) return this.#schedule()
    const started = performance.now()
    const isBusy = this.#scene.isLive ? this.#frameTime > BUSY_FRAME : started - this.#changedAt < SETTLE_AFTER
    if (isBusy) return void setTimeout(() => this.#workSoon(), SETTLE_AFTER)
    while (!this.#isIdle && !this.#scene.isDirty && performance.now() - started < SLICE) this.#workOnce(view)
    const isDue = this.#isIdle || performance.now() - this.#shownAt > SHOW_AFTER
    if (this.#scene.isDirty || (isDue && this.#fresh)) return this.#schedule()
    if (this.#isIdle) this.#tellDrawn(view)
    this.#workSoon()
  }

  #workOnce(view: RenderView): void {
    const done = this.#scene.settle()
    if (done && done !== 'waiting') this.#fresh = this.#fresh ? unionOf(this.#fresh, done) : done
    if (done || this.#previewOnce()) return
    const original = view.mode === 'difference' ? this.#originalRaster(view) : null
    if (!original || !this.#scene.compare(original)) this.#isIdle = true
  }

  #previewOnce(): boolean {
    if (!this.#preview || !this.#scene.stepPreview(this.#preview.maker)) return false
    if (this.#preview.maker.isDone) {
      this.#preview.done(this.#preview.maker.picture())
      this.#preview = null
    }
    return true
  }

  #tellDrawn({ mode }: RenderView): void {
    this.#tell({
      type: 'drawn',
      taken: this.taken,
      frames: this.#frames,
      settled: (this.#scene.isSettled || this.#isIdle) && this.#loader.idle && this.#fresh === null,
      memory: this.#loader.bytes + this.#scene.tiles.bytes,
      match: mode === 'difference' ? this.#scene.tiles.match : null,
    })
  }

  /** The screen as seen through a surface of this scale, which may be one that was made for another zoom. */
  #screenView(view: RenderView, surfaceScale: number): ScreenView {
    const { width, height, offsetX, offsetY, zoom, pixelRatio, checkerboard } = view
    return {
      width,
      height,
      offsetX,
      offsetY,
      factor: zoom / surfaceScale,
      canvas: scaledCanvas(this.#scene.canvas ?? { width: 1, height: 1 }, surfaceScale),
      cell: Math.max(1, Math.round(8 * pixelRatio)),
      greys: checkerboards[checkerboard],
    }
  }

  #show(view: RenderView, screen: ImageData, screenView: ScreenView, part: Region | null): void {
    const words = new Int32Array(screen.data.buffer)
    const whole = { x: 0, y: 0, width: view.width, height: view.height }
    const region = part ? screenRegion(screenView, part) : whole
    if (region.width === 0 || region.height === 0) return
    this.#all = false
    const mask = view.shownMask === null ? null : this.#maskSurface(view.shownMask)
    present(words, screenView, mask ?? this.#scene.surface, region)
    if (this.#placeholder) this.#showPlaceholder(words, view, screenView, region)
    if (view.mode === 'compare' || view.mode === 'difference') this.#showOriginal(words, view, screenView, region)
    this.#context.putImageData(screen, 0, 0, region.x, region.y, region.width, region.height)
    this.#frames++
    this.#shownAt = performance.now()
  }

  /** The small picture of the whole, where it is not exact yet. */
  #showPlaceholder(words: Int32Array, view: RenderView, screenView: ScreenView, region: Region): void {
    const picture = this.#placeholder
    const canvas = this.#scene.canvas
    if (!picture || !canvas) return
    const factor = (canvas.width * view.zoom) / picture.width
    const blocks = this.#scene.isPatient ? this.#scene.pendingBlocks() : []
    if (blocks.length === 0 && this.#scene.surface) this.#placeholder = null
    for (const block of blocks) {
      const part = intersection(screenRegion(screenView, block), region)
      if (part.width > 0 && part.height > 0) present(words, { ...screenView, factor, canvas: picture }, picture, part)
    }
  }

  #showOriginal(words: Int32Array, view: RenderView, screenView: ScreenView, region: Region): void {
    const { surface, scale } = this.#scene
    const raster = this.#originalRaster(view)
    if (!view.original || !raster || !surface) return
    const original = this.#original.surface(view.original.asset, raster, scale, surface)
    if (view.mode === 'difference') {
      const other = new Int32Array(words)
      present(other, screenView, original, region)
      return showDifference(words, other, view.width, region)
    }
    const divider = Math.round(view.offsetX + view.comparePosition * screenView.canvas.width * screenView.factor)
    const left = intersection(region, { x: 0, y: 0, width: Math.max(0, divider), height: view.height })
    if (left.width > 0) present(words, screenView, original, left)
  }

  /** The original's pixels, where they are there and as many as the canvas has. */
  #originalRaster({ original }: RenderView): Raster | null {
    const { canvas } = this.#scene
    if (!original || original.width !== canvas?.width || original.height !== canvas.height) return null
    return this.#loader.get(original.asset)
  }

  #maskSurface(id: string): Surface | null {
    const { surface, records } = this.#scene
    const layer = records[id]
    if (!surface || !layer || layer.type === 'document' || !layer.mask) return null
    const mask = this.#scene.maskPixels({ ...layer, mask: { ...layer.mask, enabled: true } })
    return mask && maskSurface(mask, surface)
  }

  #explodedPlanes(): Plane[] {
    const { records } = this.#scene
    const { arrivals } = this
    if (this.#planes?.records !== records || this.#planes.arrivals !== arrivals) {
      this.#planes = { records, arrivals, planes: makePlanes(records, (hash) => this.#loader.get(hash)) }
    }
    return this.#planes.planes
  }

  #drawExploded(view: RenderView): void {
    drawExploded(this.#context, this.#explodedPlanes(), view)
    this.#frames++
    this.#all = true
    this.#isIdle = true
    this.#tellDrawn(view)
  }
}
