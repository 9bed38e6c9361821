/** Draws the scene onto a canvas, a frame at a time, in the drawing thread. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { rasterise } from '../../../shared/compositing/rasterise.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import { newPixelLayer } from '../../../shared/document/records.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'
import { drawExploded, makePlanes, pickExploded, type Plane } from './exploded.ts'
import { newSurface, putStraight, type Surface } from './fast-blend.ts'
import type { FromRenderer, RenderView } from './messages.ts'
import type { PixelLoader } from './pixel-loader.ts'
import { present, screenRegion, visibleRegion, type ScreenView } from './present.ts'
import { scaledCanvas } from './proxies.ts'
import { unionOf } from './regions.ts'
import type { Scene } from './scene.ts'

/** A change is drawn by the compositor when nothing else changed for this long, in milliseconds. */
const SETTLE_AFTER = 120
/** Zooming shows what there is, enlarged or reduced, until it stops for this long. */
const ZOOM_PAUSE = 90

const checkerboards = { light: [255, 204], medium: [160, 128], dark: [72, 48] } as const

export class Renderer {
  readonly #canvas: OffscreenCanvas
  readonly #context: OffscreenCanvasRenderingContext2D
  readonly #scene: Scene
  readonly #loader: PixelLoader
  readonly #tell: (message: FromRenderer) => void
  #view: RenderView | null = null
  #screen: ImageData | null = null
  #scheduled = false
  #all = true
  #frames = 0
  #changedAt = 0
  #zoomedAt = 0
  #placeholder: Surface | null = null
  #original: { key: string; surface: Surface } | null = null
  #planes: { records: DocumentRecords; arrivals: number; planes: Plane[] } | null = null
  /** Assets that came; planes are made anew for each. */
  arrivals = 0

  constructor(canvas: OffscreenCanvas, scene: Scene, loader: PixelLoader, tell: (message: FromRenderer) => void) {
    const context = canvas.getContext('2d')
    if (!context) throw new Error('The browser has no 2D canvas for a drawing thread.')
    this.#canvas = canvas
    this.#context = context
    this.#scene = scene
    this.#loader = loader
    this.#tell = tell
  }

  /** Something changed: a frame will be drawn. */
  touch({ all = false } = {}): void {
    this.#changedAt = performance.now()
    this.#all ||= all
    this.#schedule()
  }

  setPlaceholder(picture: Surface | null): void {
    this.#placeholder = picture
    this.touch({ all: true })
  }

  setView(view: RenderView): void {
    const before = this.#view
    this.#view = view
    if (before && before.zoom !== view.zoom && Math.min(before.zoom, view.zoom) < 1) this.#zoomedAt = performance.now()
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
      this.#frame()
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
    const canvas = this.#scene.canvas
    if (!canvas) return
    const now = performance.now()
    const scale = Math.min(1, view.zoom)
    const zooming = now - this.#zoomedAt < ZOOM_PAUSE && this.#scene.surface !== null
    if (zooming && scale !== this.#scene.proxies.scale) {
      this.#show(view, screen, this.#screenView(view, this.#scene.proxies.scale), null)
      return this.#schedule()
    }
    const screenView = this.#screenView(view, scale)
    this.#scene.setView(scale, visibleRegion(screenView))
    const drawn = this.#scene.frame()
    const strips: Region[] = drawn ? [drawn] : []
    if (!drawn && now - this.#changedAt > SETTLE_AFTER) {
      const until = performance.now() + 12
      for (let strip = this.#scene.settle(); strip; strip = performance.now() < until ? this.#scene.settle() : null) {
        strips.push(strip)
      }
    }
    const part = strips.length > 0 ? strips.reduce(unionOf) : null
    if (part || this.#all) this.#show(view, screen, screenView, this.#all ? null : part)
    this.#tell({
      type: 'drawn',
      frames: this.#frames,
      settled: this.#scene.isSettled && this.#loader.idle,
      memory: this.#loader.bytes,
    })
    if (this.#scene.isDirty || !this.#scene.isSettled) this.#schedule()
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
  }

  /** Where layers are yet to come, the small picture of the whole. */
  #showPlaceholder(words: Int32Array, view: RenderView, screenView: ScreenView, region: Region): void {
    const picture = this.#placeholder
    const canvas = this.#scene.canvas
    if (!picture || !canvas) return
    if (this.#loader.idle) {
      this.#placeholder = null
      return
    }
    const factor = (canvas.width * view.zoom) / picture.width
    present(words, { ...screenView, factor, canvas: picture }, picture, region)
  }

  #showOriginal(words: Int32Array, view: RenderView, screenView: ScreenView, region: Region): void {
    const original = this.#originalSurface(view)
    if (!original) return
    if (view.mode === 'difference') {
      const other = new Int32Array(words)
      present(other, screenView, original, region)
      return difference(words, other, view.width, region)
    }
    const divider = Math.round(view.offsetX + view.comparePosition * screenView.canvas.width * screenView.factor)
    const left = intersection(region, { x: 0, y: 0, width: Math.max(0, divider), height: view.height })
    if (left.width > 0) present(words, screenView, original, left)
  }

  #originalSurface(view: RenderView): Surface | null {
    const { surface, proxies, canvas } = this.#scene
    if (!view.original || !surface || !canvas) return null
    const { asset, width, height } = view.original
    const raster = this.#loader.get(asset)
    if (!raster) return null
    const key = [asset, proxies.scale, surface.x, surface.y, surface.width, surface.height].join()
    if (this.#original?.key !== key) {
      const layer = {
        ...newPixelLayer({ id: 'original', name: '', kind: 'background', asset, width, height }),
        parent: null,
        order: 'V',
      }
      const placed = rasterise(layer, raster, canvas, surface, proxies.scale)
      const made = newSurface(surface)
      putStraight(made, new Uint8Array(placed.data.buffer, placed.data.byteOffset, placed.data.length), placed)
      this.#original = { key, surface: made }
    }
    return this.#original.surface
  }

  /** A layer's mask in greys. */
  #maskSurface(id: string): Surface | null {
    const { surface, records } = this.#scene
    const layer = records[id]
    if (!surface || !layer || layer.type === 'document' || !layer.mask) return null
    const mask = this.#scene.maskPixels({ ...layer, mask: { ...layer.mask, enabled: true } })
    if (!mask) return null
    const made = newSurface(surface)
    for (let y = 0, i = 0; y < surface.height; y++) {
      for (let x = 0; x < surface.width; x++, i++) {
        const mx = surface.x + x - mask.x
        const my = surface.y + y - mask.y
        const inside = mx >= 0 && my >= 0 && mx < mask.width && my < mask.height
        const grey = inside ? mask.data[my * mask.width + mx] : mask.outside
        made.words[i] = grey | (grey << 8) | (grey << 16) | 0xff000000 | 0
      }
    }
    return made
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
    this.#tell({ type: 'drawn', frames: this.#frames, settled: true, memory: this.#loader.bytes })
  }
}

/** |a − b| of every channel, opaque. */
function difference(words: Int32Array, other: Int32Array, width: number, region: Region): void {
  for (let y = region.y; y < region.y + region.height; y++) {
    for (let i = y * width + region.x; i < y * width + region.x + region.width; i++) {
      if (words[i] === 0 && other[i] === 0) continue
      let out = 0xff000000
      for (let shift = 0; shift < 24; shift += 8) {
        out |= Math.abs(((words[i] >>> shift) & 255) - ((other[i] >>> shift) & 255)) << shift
      }
      words[i] = out | 0
    }
  }
}
