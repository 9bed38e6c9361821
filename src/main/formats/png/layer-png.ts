/** Layers as PNG files: straight alpha, colours under transparent pixels included. */
import { LaminaError, throwIfCancelled } from '../../../shared/contract/errors.ts'
import { getDocument } from '../../../shared/document/tree.ts'
import type { FillLayer, GroupLayer, LayerMask, LayerRecord, PixelLayer } from '../../../shared/document/types.ts'
import { boxArea, cropData, intersect } from '../../imaging/boxes.ts'
import { untilCancelled } from '../../imaging/codecs/cancel.ts'
import { encodePng } from '../../imaging/codecs/encode.ts'
import { encodeGrayPng } from '../../imaging/codecs/gray-png.ts'
import type { Box } from '../../imaging/pixels.ts'
import { layerFiles } from '../file-names.ts'
import type { ExportSource, FileSink, FormatContext, FormatWarning, OutputFormat, PlacedPixels } from '../format.ts'
import { paintedLayers } from '../layer-tree.ts'
import { maskOnCanvas } from '../scaled-source.ts'
import { PNG_COMPRESSION } from './compression.ts'

/** Every layer on a canvas of the document's size, numbered from the bottom to the top. */
export const layersPngFormat: OutputFormat = {
  id: 'layers',
  title: 'PNG layers',
  output: 'folder',
  extensions: [],
  write: writeLayers,
}

interface Canvas {
  width: number
  height: number
}

async function writeLayers(
  source: ExportSource,
  sink: FileSink,
  context: FormatContext = {},
): Promise<FormatWarning[]> {
  const { signal, onProgress } = context
  const canvas = getDocument(source.records)
  const files = layerFiles(source.records)
  const layers = paintedLayers(source.records)
  const warned = new Set<LayerRecord>()
  for (const [index, { layer, groups }] of layers.entries()) {
    throwIfCancelled(signal)
    const { pixels, mask } = files.get(layer.id)!
    await sink(pixels, [await untilCancelled(encodeOnCanvas(await source.layerPixels(layer), canvas), signal)])
    if (mask && layer.mask) {
      const gray = await source.maskPixels(layer.mask)
      await sink(mask, [await untilCancelled(encodeMask(layer.mask, gray, canvas), signal)])
    }
    for (const record of [layer, ...groups]) if (lostInPixels(record).length > 0) warned.add(record)
    onProgress?.((index + 1) / layers.length)
  }
  return [...warned].map(lossWarning)
}

/** One layer cropped to its box, as on a clipboard. Throws LAYER_NOT_FOUND where the layer shows nothing. */
export async function encodeTrimmedLayer(source: ExportSource, layer: PixelLayer | FillLayer): Promise<Uint8Array> {
  const placed = await source.layerPixels(layer)
  if (!placed) throw new LaminaError('LAYER_NOT_FOUND', `Layer "${layer.name}" is empty.`, 'Choose another layer.')
  const { width, height } = placed.box
  return encodePng({ width, height, data: placed.data }, { compression: PNG_COMPRESSION })
}

async function encodeOnCanvas(placed: PlacedPixels | null, { width, height }: Canvas): Promise<Uint8Array> {
  const visible = placed && intersect(placed.box, { x: 0, y: 0, width, height })
  if (!placed || !visible) {
    const pixel = { width: 1, height: 1, data: new Uint8Array(4) }
    return encodePng(pixel, { compression: PNG_COMPRESSION, canvas: { width, height, x: 0, y: 0 } })
  }
  const whole = boxArea(visible) === boxArea(placed.box)
  const data = whole ? placed.data : cropData(placed.data, placed.box.width, 4, relativeTo(visible, placed.box))
  const { x, y } = visible
  const image = { width: visible.width, height: visible.height, data }
  return encodePng(image, { compression: PNG_COMPRESSION, canvas: { width, height, x, y } })
}

async function encodeMask(mask: LayerMask, data: Uint8Array, canvas: Canvas): Promise<Uint8Array> {
  return encodeGrayPng(maskOnCanvas(mask, data, canvas), canvas.width, canvas.height)
}

function relativeTo(box: Box, origin: { x: number; y: number }): Box {
  return { ...box, x: box.x - origin.x, y: box.y - origin.y }
}

/** What a PNG of the layer's own pixels does not show. */
function lostInPixels(record: PixelLayer | FillLayer | GroupLayer): string[] {
  const plain = record.type === 'group' ? 'pass through' : 'normal'
  return [
    ...(record.visible ? [] : ['hidden']),
    ...(record.opacity === 1 ? [] : ['opacity']),
    ...(record.blendMode === plain || record.blendMode === 'normal' ? [] : ['blend mode']),
    ...(record.clipping ? ['clipping'] : []),
    ...(record.mask ? ['mask'] : []),
  ]
}

function lossWarning(record: LayerRecord): FormatWarning {
  const lost = lostInPixels(record).join(', ')
  return {
    code: 'NOT_IN_PIXELS',
    layer: { id: record.id, name: record.name },
    message: `Layer "${record.name}": its ${lost} cannot be in a PNG of its own pixels; layers.json has what to apply.`,
  }
}
