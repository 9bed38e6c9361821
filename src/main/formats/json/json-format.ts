/** layers.json as an output format. */
import { throwIfCancelled } from '../../../shared/contract/errors.ts'
import type { Box } from '../../imaging/pixels.ts'
import type { ExportSource, FileSink, FormatContext, FormatWarning, OutputFormat } from '../format.ts'
import { paintedLayers } from '../layer-tree.ts'
import { isWholePixelMove } from '../../../shared/compositing/transform.ts'
import { layersManifest } from './manifest.ts'

export const jsonFormat: OutputFormat = {
  id: 'json',
  title: 'Description of the layers (layers.json)',
  output: 'file',
  extensions: ['json'],
  write: writeManifest,
}

async function writeManifest(
  source: ExportSource,
  sink: FileSink,
  context: FormatContext = {},
): Promise<FormatWarning[]> {
  const boxes = new Map<string, Box>()
  for (const { layer } of paintedLayers(source.records)) {
    throwIfCancelled(context.signal)
    const box = await boxOf(source, layer)
    if (box) boxes.set(layer.id, box)
  }
  const manifest = layersManifest(source.records, boxes, source.facts)
  await sink('layers.json', [new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)])
  context.onProgress?.(1)
  return []
}

/** Most boxes follow from the record; only others need the pixels. */
async function boxOf(source: ExportSource, layer: Parameters<ExportSource['layerPixels']>[0]): Promise<Box | null> {
  if (layer.type === 'pixels' && isWholePixelMove(layer.transform)) {
    return { x: layer.transform[4], y: layer.transform[5], width: layer.width, height: layer.height }
  }
  return (await source.layerPixels(layer))?.box ?? null
}
