/** Writing what a picture was taken apart into: all of it arrives, or nothing. */
import path from 'node:path'
import type { AssetReader } from '../../shared/document/assets.ts'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { OutputFormatId } from '../../shared/contract/limits.ts'
import { getDocument } from '../../shared/document/tree.ts'
import type { ExportFacts, ExportSource, FileSink, FormatContext, FormatWarning } from '../formats/format.ts'
import { formatById } from '../formats/registry.ts'
import { createExportSource } from '../formats/source.ts'
import { writeFolderAtomic } from '../files/write-folder.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import { removeStaleLayers } from './output-folder.ts'
import type { PictureDocument } from './picture-document.ts'
import { writeProject } from './projects.ts'
import { layerRasteriser } from './rasterise.ts'
import type { UnfinishedOutput } from './unfinished-output.ts'

export interface WrittenPicture {
  /** Paths in the folder, in the order in which they were written. */
  files: string[]
  warnings: FormatWarning[]
}

export interface PictureOutput {
  folder: string
  formats: readonly OutputFormatId[]
  document: PictureDocument
  /** All layers put together. */
  composite: Rgba8
  facts: ExportFacts
}

/** What each format is written by; `lproj` is the project itself. */
const formatIds = { png: 'layers', psd: 'psd', json: 'json', ora: 'ora', pptx: 'pptx' } as const

/** Throws OUTPUT_NOT_WRITABLE, DISK_FULL, CANCELLED; then the folder is as it was. */
export async function writePicture(
  output: PictureOutput,
  unfinished: UnfinishedOutput,
  { signal, onProgress }: FormatContext,
): Promise<WrittenPicture> {
  const { folder, formats } = output
  const source = exportSource(output)
  const written: WrittenPicture = { files: [], warnings: [] }
  await writeFolderAtomic(
    folder,
    (draft) =>
      unfinished.during(draft.folder, async () => {
        for (const [index, format] of formats.entries()) {
          const report = (done: number) => onProgress?.((index + done) / formats.length)
          if (format === 'lproj') {
            const name = `${path.basename(folder)}.lproj`
            await writeProject(path.join(draft.folder, name), output.document, output.composite, signal).catch(
              (error: unknown) => {
                throw aboutTarget(error, path.join(folder, name))
              },
            )
            written.files.push(name)
          } else {
            const sink = namedSink(format, source, folder, draft.sink, written.files)
            const warnings = await formatById(formatIds[format]).write(source, sink, { signal, onProgress: report })
            written.warnings.push(...warnings)
          }
          report(1)
        }
      }),
    { signal },
  )
  await removeStaleLayers(folder, new Set(written.files))
  return written
}

/** The project is made in a hidden folder, whose name would say nothing to a person. */
function aboutTarget(error: unknown, target: string): unknown {
  if (!(error instanceof LaminaError) || error.code !== 'DISK_FULL') return error
  const hint = 'Free some space or choose another disk.'
  return new LaminaError('DISK_FULL', `${target} cannot be written: the disk is full.`, hint, { cause: error })
}

/** A file for a program is named after the folder, others are named by their format. */
function namedSink(
  format: keyof typeof formatIds,
  source: ExportSource,
  folder: string,
  sink: FileSink,
  files: string[],
): FileSink {
  return async (given, content) => {
    const isNamed = format !== 'png' && format !== 'json'
    const { extensions, extensionFor } = formatById(formatIds[format])
    const extension = extensionFor?.(getDocument(source.records)) ?? extensions[0]
    const name = isNamed ? `${path.basename(folder)}.${extension}` : given
    await sink(name, content)
    files.push(name)
  }
}

function exportSource({ document, composite, facts }: PictureOutput): ExportSource {
  const { records, assets } = document
  const readAsset: AssetReader = async (hash) => {
    const asset = assets.get(hash)
    if (asset) return asset
    throw new LaminaError('INTERNAL', `The document names an asset that was not made: ${hash}.`)
  }
  const documentRecord = getDocument(records)
  return createExportSource({
    records,
    readAsset,
    composite,
    facts,
    rasterise: layerRasteriser(documentRecord, readAsset),
  })
}
