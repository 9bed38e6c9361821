/** Exports of an open document: to a place that a dialog gave, to a download, or counted and thrown away. */
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import {
  scaledSize,
  type EditorExportResult,
  type ExportFormat,
  type ExportOptions,
} from '../../../shared/contract/api.ts'
import { LaminaError, throwIfCancelled } from '../../../shared/contract/errors.ts'
import { shareOf } from '../../../shared/contract/jobs.ts'
import { getDocument, getLayer, outermost, walk } from '../../../shared/document/tree.ts'
import type { DocRecord, DocumentRecords, LayerRecord } from '../../../shared/document/types.ts'
import { layerFiles } from '../../formats/file-names.ts'
import type { ExportSource, FormatWarning, OutputFormat } from '../../formats/format.ts'
import { paintedLayers } from '../../formats/layer-tree.ts'
import { encodeTrimmedLayer } from '../../formats/png/layer-png.ts'
import { formatById } from '../../formats/registry.ts'
import { scaledSource } from '../../formats/scaled-source.ts'
import { boundsOf, cropData, wholeBox } from '../../imaging/boxes.ts'
import type { Rgba8 } from '../../imaging/pixels.ts'
import { scalePlaced } from '../../imaging/scale-placed.ts'
import { exportSource, writeExport } from '../export-project.ts'
import type { JobContext } from '../jobs.ts'
import type { UnfinishedOutput } from '../unfinished-output.ts'
import type { Snapshot } from './layer-jobs.ts'

interface Size {
  width: number
  height: number
}

export interface ExportRequest {
  format: ExportFormat
  options: ExportOptions
}

/** Of the whole job, where writing begins. */
const writeFrom = 0.4

/** Ending of the file, without a dot; null for a folder. */
export function extensionOf({ format }: ExportRequest, records: DocumentRecords): string | null {
  const known = formatById(format)
  if (known.output === 'folder') return null
  return known.extensionFor?.(getDocument(records)) ?? known.extensions[0]
}

/** Writes the file or folder at `target`. Throws OUTPUT_NOT_WRITABLE, DISK_FULL, CANCELLED; what was there stays then. */
export async function exportTo(
  target: string,
  snapshot: Snapshot,
  request: ExportRequest,
  unfinished: UnfinishedOutput,
  { signal, report }: Pick<JobContext, 'signal' | 'report'>,
): Promise<Pick<EditorExportResult, 'bytes' | 'warnings'> & { files: string[] }> {
  report({ stage: 'open', done: 0 })
  const source = await sourceOf(snapshot, request, signal)
  const onProgress = (done: number) => report({ stage: 'write', done: shareOf(writeFrom, 1, done) })
  onProgress(0)
  const format = formatOf(request)
  const { files, warnings } = await writeExport(format, source, target, unfinished, { signal, onProgress })
  let bytes = 0
  for (const file of files) bytes += (await stat(file)).size
  return { bytes, warnings, files }
}

/** Size and warnings of an export, without keeping any of it. */
export async function measureExport(
  snapshot: Snapshot,
  request: ExportRequest,
  signal: AbortSignal,
): Promise<Pick<EditorExportResult, 'bytes' | 'warnings'>> {
  const source = await sourceOf(snapshot, request, signal)
  let bytes = 0
  const count = async (_name: string, content: readonly Uint8Array[]) => {
    for (const piece of content) bytes += piece.length
  }
  const warnings: FormatWarning[] = await formatOf(request).write(source, count, { signal })
  return { bytes, warnings }
}

/** Packs the files of a folder. PNG and projects are compressed already: they are stored. */
export async function zipFolder(
  folder: string,
  files: readonly string[],
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  throwIfCancelled(signal)
  const zip = new ZipFile()
  const name = path.basename(folder)
  for (const file of files) {
    const inside = [name, ...path.relative(folder, file).split(path.sep)].join('/')
    zip.addFile(file, inside, { compress: !/\.(png|lproj)$/.test(file) })
  }
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(target), { signal })
}

function formatOf({ format, options }: ExportRequest): OutputFormat {
  return format === 'layers' && options.trim ? trimmedLayers : formatById(format)
}

/** Every layer cropped to its box, instead of on the canvas. */
const trimmedLayers: OutputFormat = {
  id: 'layers',
  title: 'PNG layers, trimmed',
  output: 'folder',
  extensions: [],
  async write(source, sink, { signal, onProgress } = {}) {
    const files = layerFiles(source.records)
    const layers = paintedLayers(source.records)
    for (const [index, { layer }] of layers.entries()) {
      throwIfCancelled(signal)
      await sink(files.get(layer.id)?.pixels ?? `${layer.id}.png`, [await encodeTrimmedLayer(source, layer)])
      onProgress?.((index + 1) / layers.length)
    }
    return []
  },
}

async function sourceOf(snapshot: Snapshot, request: ExportRequest, signal: AbortSignal): Promise<ExportSource> {
  const { format, options } = request
  const records = chosen(snapshot.records, request)
  const source = await exportSource({ ...snapshot, records }, signal)
  throwIfCancelled(signal)
  if (format === 'png') {
    const composite = options.trim ? trimmed(source.composite) : source.composite
    return { ...source, composite: await scaledPicture(composite, options, signal) }
  }
  const canvas = getDocument(records)
  const size = format === 'layers' ? sizeAt(canvas, options) : canvas
  return isSameSize(size, canvas) ? source : scaledSource(source, size, signal)
}

async function scaledPicture(picture: Rgba8, options: ExportOptions, signal: AbortSignal): Promise<Rgba8> {
  const to = sizeAt(picture, options)
  if (isSameSize(to, picture)) return picture
  const { data } = await scalePlaced({ box: wholeBox(picture), data: picture.data }, { from: picture, to }, 4, signal)
  return { ...to, data }
}

function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height
}

/** Throws IMAGE_TOO_LARGE. */
function sizeAt(size: Size, { scale }: ExportOptions): Size {
  const scaled = scaledSize(size, scale)
  if (scaled) return scaled
  throw new LaminaError('IMAGE_TOO_LARGE', 'The picture would be too large at this scale.', 'Choose a smaller scale.')
}

/** The document with only the layers that are wanted, and the groups they are in. */
function chosen(records: DocumentRecords, { format, options }: ExportRequest): DocumentRecords {
  const { layers, hidden } = options
  if (layers === null && hidden) return records
  const wanted = new Set((layers === null ? [] : outermost(records, layers)).map(({ id }) => id))
  const kept: Record<string, DocRecord> = { document: getDocument(records) }
  // A flat picture of a layer shows the layer, whether it is hidden in the document or not.
  const keep = (layer: LayerRecord, show: boolean) =>
    (kept[layer.id] = show && format === 'png' ? { ...layer, visible: true } : layer)
  const inside = new Set<string>()
  for (const { layer } of walk(records)) {
    const isWanted = wanted.has(layer.id)
    const within = layer.parent === null ? layers === null : inside.has(layer.parent)
    if (!isWanted && (!within || (!hidden && !layer.visible))) continue
    inside.add(layer.id)
    keep(layer, isWanted)
    for (let up = layer.parent; up !== null && !inside.has(up);) {
      const group = getLayer(records, up)
      keep(group, true)
      up = group.parent
    }
  }
  if (Object.keys(kept).length > 1) return kept
  throw new LaminaError('LAYER_NOT_FOUND', 'There is no layer to export.', 'Show or select a layer.')
}

function trimmed(image: Rgba8): Rgba8 {
  const alpha = new Uint8Array(image.width * image.height)
  for (let i = 0; i < alpha.length; i++) alpha[i] = image.data[i * 4 + 3]
  const box = boundsOf({ width: image.width, height: image.height, data: alpha })
  if (!box) return image
  return { width: box.width, height: box.height, data: cropData(image.data, image.width, 4, box) }
}
