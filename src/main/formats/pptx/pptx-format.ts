/** A PowerPoint presentation of one slide, whose shapes are the layers. */
import { throwIfCancelled } from '../../../shared/contract/errors.ts'
import { childrenByParent, getDocument } from '../../../shared/document/tree.ts'
import type { GroupLayer, LayerRecord, PixelLayer, TextRun } from '../../../shared/document/types.ts'
import { isTextLayer, placementOf, wordsOf, type TextLayer } from '../../../shared/text/live-text.ts'
import { untilCancelled } from '../../imaging/codecs/cancel.ts'
import { encodePng } from '../../imaging/codecs/encode.ts'
import { union } from '../../imaging/boxes.ts'
import type { Box } from '../../imaging/pixels.ts'
import { bakedPixels, bakedWarnings, clippedTo, clippingRuns, layerWarning, masksOf } from '../baked-alpha.ts'
import type { ExportSource, FileSink, FormatContext, FormatWarning, OutputFormat, PlacedPixels } from '../format.ts'
import { paintedLayers } from '../layer-tree.ts'
import { PNG_COMPRESSION } from '../png/compression.ts'
import { element, xmlHead } from '../xml.ts'
import { ZipPackage } from '../zip-package.ts'
import { namespaces, packageParts, relations, shapeTree } from './package-parts.ts'
import { groupShape, pictureShape, textShape, type Frame } from './shapes.ts'
import { fitText, naturalLine, placeText } from './text-fit.ts'

/** The longer side of the slide, as of PowerPoint's own wide slides, and the least that it takes for the other. */
const SLIDE_SIDE = 12_192_000
const LEAST_SIDE = 914_400

/** The weight from which a face is bold. */
const BOLD = 600

/** Below it a text is rather a picture of itself. */
const sureEnough = 0.5

export const pptxFormat: OutputFormat = {
  id: 'pptx',
  title: 'PowerPoint presentation',
  output: 'file',
  extensions: ['pptx'],
  write: writePptx,
}

async function writePptx(source: ExportSource, sink: FileSink, context: FormatContext = {}): Promise<FormatWarning[]> {
  throwIfCancelled(context.signal)
  const { name, width, height } = getDocument(source.records)
  const scale = SLIDE_SIDE / Math.max(width, height)
  const side = (pixels: number) => Math.max(LEAST_SIDE, Math.round(pixels * scale))
  const zip = new ZipPackage()
  const parts = packageParts({ title: name, width: side(width), height: side(height) })
  for (const [path, content] of Object.entries(parts)) zip.add(path, content)

  const writer = new SlideWriter(source, zip, scale, context)
  const shapes = await writer.shapes(null, { groups: [], opacity: 1 })
  const slide = element('p:sld', namespaces, [
    element('p:cSld', {}, [shapeTree(shapes.map(({ xml }) => xml))]),
    element('p:clrMapOvr', {}, [element('a:masterClrMapping')]),
  ])
  zip.add('ppt/slides/slide1.xml', xmlHead + slide)
  const pictures = writer.pictures.map((file) => ['image', `../media/${file}`] as const)
  const own = relations([['slideLayout', '../slideLayouts/slideLayout1.xml'], ...pictures])
  zip.add('ppt/slides/_rels/slide1.xml.rels', own)
  await sink('picture.pptx', await zip.finish())
  context.onProgress?.(1)
  return writer.warnings
}

/** What a layer takes on from what it is in. */
interface Surroundings {
  /** Outermost first. */
  groups: readonly GroupLayer[]
  /** Of the groups, and of the layer that it is clipped to. */
  opacity: number
  /** What it is clipped to. */
  within?: PlacedPixels | null
  hidden?: boolean
}

interface Shape {
  xml: string
  /** In EMU. */
  frame: Frame
}

class SlideWriter {
  readonly warnings: FormatWarning[] = []
  /** File names of the pictures, in the order of their relations. */
  readonly pictures: string[] = []
  readonly #source: ExportSource
  readonly #zip: ZipPackage
  /** EMU a pixel. */
  readonly #scale: number
  readonly #context: FormatContext
  readonly #children: ReturnType<typeof childrenByParent>
  readonly #count: number
  #done = 0
  /** 1 is the slide's own tree. */
  #lastId = 1

  constructor(source: ExportSource, zip: ZipPackage, scale: number, context: FormatContext) {
    this.#source = source
    this.#zip = zip
    this.#scale = scale
    this.#context = context
    this.#children = childrenByParent(source.records)
    this.#count = paintedLayers(source.records).length
  }

  /** What is in a group, the lowest first. */
  async shapes(parent: string | null, around: Surroundings): Promise<Shape[]> {
    const shapes: Shape[] = []
    for (const { base, clipped } of clippingRuns(this.#children.get(parent) ?? [])) {
      const bottom = await this.#shape(base, around)
      shapes.push(...bottom.shapes)
      for (const layer of clipped) {
        const lost = base.type === 'group' || layer.type === 'group'
        const what = lost ? 'its clipping is left out.' : 'its clipping becomes part of its pixels.'
        this.warnings.push(layerWarning('RASTERISED', layer, what))
        const within = lost ? undefined : bottom.pixels
        const opacity = around.opacity * base.opacity
        const hidden = around.hidden || !base.visible
        shapes.push(...(await this.#shape(layer, { ...around, opacity, within, hidden })).shapes)
      }
    }
    return shapes
  }

  async #shape(layer: LayerRecord, around: Surroundings): Promise<{ shapes: Shape[]; pixels: PlacedPixels | null }> {
    throwIfCancelled(this.#context.signal)
    this.#warn(layer)
    const opacity = around.opacity * layer.opacity
    const hidden = around.hidden || !layer.visible
    if (layer.type === 'group') {
      if (layer.opacity < 1)
        this.warnings.push(layerWarning('RASTERISED', layer, 'its opacity goes to each layer in it.'))
      const named = { id: this.#id(), name: layer.name, hidden }
      const inside = await this.shapes(layer.id, {
        ...around,
        opacity,
        hidden: false,
        groups: [...around.groups, layer],
      })
      return { shapes: inside.length === 0 ? [] : [grouped(named, inside)], pixels: null }
    }
    const masks = masksOf([layer, ...around.groups])
    const pixels = await bakedPixels(this.#source, layer, masks)
    this.#context.onProgress?.((0.9 * ++this.#done) / this.#count)
    if (!pixels) return { shapes: [], pixels }
    const named = { id: this.#id(), name: layer.name, hidden }
    if (layer.type === 'pixels' && masks.length === 0 && around.within === undefined && isEditable(layer)) {
      const shape = isTextLayer(layer)
        ? this.#live(layer, pixels.box, named, opacity)
        : this.#read(layer, pixels.box, named, opacity)
      return { shapes: [shape], pixels }
    }
    const shown = around.within === undefined ? pixels : around.within && clippedTo(pixels, around.within)
    if (!shown) return { shapes: [], pixels }
    const relation = await this.#picture(shown)
    const frame = this.#frame(shown.box)
    const description = wordsOf(layer).replaceAll('\n', ' ')
    return { shapes: [{ xml: pictureShape(named, frame, { relation, opacity, description }), frame }], pixels }
  }

  /** Live text, in its own font. */
  #live(layer: TextLayer, box: Box, named: Named, opacity: number): Shape {
    const { string, family, weight, italic, size, color, align, tracking, lineHeight } = layer.text
    const where = `is set in ${family} where that is installed, and in another font elsewhere.`
    this.warnings.push(layerWarning('FONT_REPLACED', layer, `its text can be edited; it ${where}`))
    const [scale, , , , x, y] = placementOf(layer)
    const lines = string.split('\n')
    const seen = { size: size * scale * this.#scale, width: box.width * this.#scale }
    const at = { x: x * this.#scale, y: y * this.#scale }
    const fitted = placeText(at, { ...seen, lines: lines.length, lineHeight, align, tracking })
    const face = { typeface: family, bold: weight >= BOLD, italic }
    const lineSpacing = lines.length === 1 ? 1 : lineHeight / naturalLine
    return {
      xml: textShape(named, { lines, fitted, face, align, lineSpacing, color, opacity }),
      frame: fitted.box,
    }
  }

  /** What was read: one line is a text box by the layer's name; several are a group of them. */
  #read(layer: PixelLayer, box: Box, named: Named, opacity: number): Shape {
    this.warnings.push(layerWarning('FONT_REPLACED', layer, 'its text can be edited, and is set in another font.'))
    const lines = placedTexts(layer.texts, box).map(({ string, color, box: ink }) => {
      const fitted = fitText(string, this.#frame(ink))
      return { lines: [string], fitted, face: null, align: 'left' as const, lineSpacing: 1, color, opacity }
    })
    if (lines.length === 1) return { xml: textShape(named, lines[0]), frame: lines[0].fitted.box }
    const shapes = lines.map((line) => ({
      xml: textShape({ id: this.#id(), name: line.lines[0], hidden: false }, line),
      frame: line.fitted.box,
    }))
    return grouped(named, shapes)
  }

  /** Stores the pixels, and gives the id of the relation to them. */
  async #picture({ box, data }: PlacedPixels): Promise<string> {
    const { width, height } = box
    const { signal } = this.#context
    const bytes = await untilCancelled(encodePng({ width, height, data }, { compression: PNG_COMPRESSION }), signal)
    const name = `image${this.pictures.length + 1}.png`
    this.pictures.push(name)
    this.#zip.add(`ppt/media/${name}`, bytes, { store: true })
    // The first relation is the slide's layout.
    return `rId${this.pictures.length + 1}`
  }

  #frame({ x, y, width, height }: Box): Frame {
    const scale = this.#scale
    return { x: x * scale, y: y * scale, width: width * scale, height: height * scale }
  }

  #id(): number {
    return ++this.#lastId
  }

  #warn(layer: LayerRecord): void {
    this.warnings.push(...bakedWarnings(layer))
    if (layer.blendMode === 'normal' || layer.blendMode === 'pass through') return
    this.warnings.push(layerWarning('BLEND_MODE_REPLACED', layer, `its mode, ${layer.blendMode}, becomes normal.`))
  }
}

type Named = Parameters<typeof groupShape>[0]

function grouped(named: Named, shapes: readonly Shape[]): Shape {
  const frame = shapes.map((shape) => shape.frame).reduce(union)
  const xml = groupShape(
    named,
    frame,
    shapes.map((shape) => shape.xml),
  )
  return { xml, frame }
}

/** Upright live text, and upright lines that were read for sure; anything else is shown as it is. */
function isEditable(layer: PixelLayer): boolean {
  const { kind, texts } = layer
  const [a, b, c, d] = isTextLayer(layer) ? placementOf(layer) : layer.transform
  const isUpright = b === 0 && c === 0 && a > 0 && d > 0
  if (isTextLayer(layer)) return isUpright && Math.abs(a - d) <= 0.01 * a && layer.text.string.trim() !== ''
  const isLine = ({ string, confidence, box }: TextRun) =>
    string.trim() !== '' &&
    confidence >= sureEnough &&
    box.height > 0 &&
    (box.width >= box.height || [...string.trim()].length === 1)
  return kind === 'text' && isUpright && texts.length > 0 && texts.every(isLine)
}

/** Where texts were read is not where they are once the layer was moved or scaled: they go with its box. */
function placedTexts(texts: readonly TextRun[], box: Box): TextRun[] {
  const around = texts.map((text) => text.box).reduce(union)
  const tolerance = 2
  const isInside =
    around.x >= box.x - tolerance &&
    around.y >= box.y - tolerance &&
    around.x + around.width <= box.x + box.width + tolerance &&
    around.y + around.height <= box.y + box.height + tolerance
  if (isInside) return [...texts]
  const [sx, sy] = [box.width / around.width, box.height / around.height]
  return texts.map((text) => ({
    ...text,
    box: {
      x: box.x + (text.box.x - around.x) * sx,
      y: box.y + (text.box.y - around.y) * sy,
      width: text.box.width * sx,
      height: text.box.height * sy,
    },
  }))
}
