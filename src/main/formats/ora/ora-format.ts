/** OpenRaster, as Krita, MyPaint and GIMP open it: a ZIP of a stack and a PNG for each layer. */
import { throwIfCancelled } from '../../../shared/contract/errors.ts'
import { childrenByParent, getDocument } from '../../../shared/document/tree.ts'
import type { GroupLayer, LayerRecord } from '../../../shared/document/types.ts'
import { holdsText } from '../../../shared/text/live-text.ts'
import { untilCancelled } from '../../imaging/codecs/cancel.ts'
import { encodePng, thumbnail } from '../../imaging/codecs/encode.ts'
import { bakedPixels, bakedWarnings, clippedTo, clippingRuns, layerWarning, masksOf } from '../baked-alpha.ts'
import type { ExportSource, FileSink, FormatContext, FormatWarning, OutputFormat, PlacedPixels } from '../format.ts'
import { paintedLayers } from '../layer-tree.ts'
import { PNG_COMPRESSION } from '../png/compression.ts'
import { element, xmlHead } from '../xml.ts'
import { ZipPackage } from '../zip-package.ts'
import { oraMode } from './ora-modes.ts'

/** The longest side of a thumbnail, by the specification. */
const THUMBNAIL_SIDE = 256

export const oraFormat: OutputFormat = {
  id: 'ora',
  title: 'OpenRaster',
  output: 'file',
  extensions: ['ora'],
  write: writeOra,
}

async function writeOra(source: ExportSource, sink: FileSink, context: FormatContext = {}): Promise<FormatWarning[]> {
  throwIfCancelled(context.signal)
  const { width, height, resolution } = getDocument(source.records)
  const zip = new ZipPackage()
  zip.add('mimetype', 'image/openraster', { store: true })
  const writer = new StackWriter(source, zip, context)
  const stack = await writer.stack(null, {}, [])
  const dpi = Math.max(1, Math.round(resolution))
  const image = element('image', { version: '0.0.5', w: width, h: height, xres: dpi, yres: dpi }, [stack])
  zip.add('stack.xml', xmlHead + image)
  const { signal } = context
  const merged = await untilCancelled(encodePng(source.composite, { compression: PNG_COMPRESSION }), signal)
  zip.add('mergedimage.png', merged, { store: true })
  const small = await thumbnail(source.composite, THUMBNAIL_SIDE)
  zip.add('Thumbnails/thumbnail.png', await untilCancelled(encodePng(small), signal), { store: true })
  await sink('picture.ora', await zip.finish())
  context.onProgress?.(1)
  return writer.warnings
}

type Attributes = Record<string, string | number | undefined>

/** How a layer is put on what lies below it. */
interface Placing {
  opacity: number
  'composite-op': string
  visibility: 'visible' | 'hidden'
}

const plain: Placing = { opacity: 1, 'composite-op': 'svg:src-over', visibility: 'visible' }

class StackWriter {
  readonly warnings: FormatWarning[] = []
  readonly #source: ExportSource
  readonly #zip: ZipPackage
  readonly #context: FormatContext
  readonly #children: ReturnType<typeof childrenByParent>
  readonly #count: number
  #written = 0

  constructor(source: ExportSource, zip: ZipPackage, context: FormatContext) {
    this.#source = source
    this.#zip = zip
    this.#context = context
    this.#children = childrenByParent(source.records)
    this.#count = paintedLayers(source.records).length
  }

  /** What is in a group, as a stack: the topmost first. `groups` are those that it is in, itself included. */
  async stack(parent: string | null, attributes: Attributes, groups: readonly GroupLayer[]): Promise<string> {
    const elements: string[] = []
    for (const { base, clipped } of clippingRuns(this.#children.get(parent) ?? [])) {
      if (clipped.length === 0) elements.push((await this.#layer(base, this.#placing(base), groups)).xml)
      else elements.push(await this.#clippingStack(base, clipped, groups))
    }
    return element('stack', attributes, elements.reverse())
  }

  /** The base and what is clipped to it are a stack by themselves, which lies on the rest as the base does. */
  async #clippingStack(base: LayerRecord, clipped: readonly LayerRecord[], groups: readonly GroupLayer[]) {
    const bottom = await this.#layer(base, plain, groups)
    const elements = [bottom.xml]
    for (const layer of clipped) {
      const placing = this.#placing(layer)
      const atop = { ...placing, 'composite-op': 'svg:src-atop' }
      if (placing['composite-op'] === 'svg:src-over') elements.push((await this.#layer(layer, atop, groups)).xml)
      else if (layer.type !== 'group' && bottom.pixels) {
        // Clipping and a mode at once have no name: within the base's alpha it needs no clipping.
        this.warnings.push(layerWarning('RASTERISED', layer, 'its clipping becomes part of its pixels.'))
        elements.push((await this.#layer(layer, placing, groups, bottom.pixels)).xml)
      } else {
        this.warnings.push(modeWarning(layer))
        elements.push((await this.#layer(layer, atop, groups)).xml)
      }
    }
    const attributes = { name: base.name, ...this.#placing(base), isolation: 'isolate' }
    return element('stack', attributes, elements.reverse())
  }

  async #layer(
    layer: LayerRecord,
    placing: Placing,
    groups: readonly GroupLayer[],
    within: PlacedPixels | null = null,
  ): Promise<{ xml: string; pixels: PlacedPixels | null }> {
    throwIfCancelled(this.#context.signal)
    this.warnings.push(...bakedWarnings(layer))
    const lock = Object.values(layer.locks).every(Boolean) ? 'true' : undefined
    const attributes = { name: layer.name, ...placing, 'edit-locked': lock }
    if (layer.type === 'group') {
      const through =
        layer.blendMode === 'pass through' && layer.opacity === 1 && placing['composite-op'] === 'svg:src-over'
      if (layer.blendMode === 'pass through' && layer.opacity < 1) {
        this.warnings.push(layerWarning('BLEND_MODE_REPLACED', layer, 'with its opacity, pass through becomes normal.'))
      }
      const isolation = through ? 'auto' : 'isolate'
      return { xml: await this.stack(layer.id, { ...attributes, isolation }, [...groups, layer]), pixels: null }
    }
    if (holdsText(layer)) {
      this.warnings.push(layerWarning('RASTERISED', layer, 'its text becomes pixels.'))
    }
    const pixels = await bakedPixels(this.#source, layer, masksOf([layer, ...groups]))
    const shown = pixels && within ? clippedTo(pixels, within) : pixels
    const src = await this.#picture(shown)
    const { x, y } = shown?.box ?? { x: 0, y: 0 }
    return { xml: element('layer', { ...attributes, src, x, y }), pixels }
  }

  /** Writes the PNG of a layer, one transparent pixel where there is nothing to see, and gives its path. */
  async #picture(placed: PlacedPixels | null): Promise<string> {
    const name = `data/layer-${String(this.#written).padStart(3, '0')}.png`
    const { width, height } = placed?.box ?? { width: 1, height: 1 }
    const image = { width, height, data: placed?.data ?? new Uint8Array(4) }
    const bytes = await untilCancelled(encodePng(image, { compression: PNG_COMPRESSION }), this.#context.signal)
    this.#zip.add(name, bytes, { store: true })
    this.#written++
    this.#context.onProgress?.((0.9 * this.#written) / this.#count)
    return name
  }

  #placing(layer: LayerRecord): Placing {
    const mode = oraMode(layer.blendMode)
    if (mode === null) this.warnings.push(modeWarning(layer))
    return {
      opacity: Number(layer.opacity.toFixed(4)),
      'composite-op': mode ?? 'svg:src-over',
      visibility: layer.visible ? 'visible' : 'hidden',
    }
  }
}

function modeWarning(layer: LayerRecord): FormatWarning {
  return layerWarning('BLEND_MODE_REPLACED', layer, `its mode, ${layer.blendMode}, becomes normal.`)
}
