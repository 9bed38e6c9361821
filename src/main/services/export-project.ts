/** A project as a file or a folder of other programs. */
import path from 'node:path'
import type { FileParams } from '../../shared/contract/file-api.ts'
import { LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import { shareOf } from '../../shared/contract/jobs.ts'
import type { AssetReader } from '../../shared/document/assets.ts'
import { getDocument } from '../../shared/document/tree.ts'
import type { DocumentRecords } from '../../shared/document/types.ts'
import type { ExportSource, FileSink, FormatWarning, OutputFormat } from '../formats/format.ts'
import { formatForPath } from '../formats/registry.ts'
import { createExportSource } from '../formats/source.ts'
import { writeFileAtomic } from '../files/write-file.ts'
import { writeFolderAtomic } from '../files/write-folder.ts'
import { compositeDocument } from './composition.ts'
import type { JobContext } from './jobs.ts'
import { withProject } from './projects.ts'
import { layerRasteriser } from './rasterise.ts'
import type { UnfinishedOutput } from './unfinished-output.ts'
import { laminaVersion } from './version.ts'

export interface ExportResult {
  project: string
  /** What was written: a file, or the folder. */
  to: string
  format: string
  /** Paths of all files. */
  files: string[]
  /** What the format could not hold, one sentence each. */
  warnings: string[]
}

/** Of the whole job, where writing begins. */
const writeFrom = 0.4

/**
 * Writes the project at `to`; its ending decides the format. Throws FORMAT_UNSUPPORTED, OUTPUT_NOT_WRITABLE, DISK_FULL,
 * CANCELLED and what openProject throws; then what was at `to` is as it was.
 */
export async function exportProject(
  unfinished: UnfinishedOutput,
  { project: file, to }: FileParams<'export.start'>,
  { signal, report }: JobContext,
): Promise<ExportResult> {
  const format = formatForPath(to)
  if (path.resolve(to) === path.resolve(file)) {
    throw new LaminaError('OUTPUT_NOT_WRITABLE', `${to} is the project itself.`, 'Choose another name.')
  }
  report({ stage: 'open', done: 0 })
  return withProject(file, { readOnly: true }, async (project) => {
    const { records } = project
    const source = await exportSource({ records, readAsset: (hash) => project.getAsset(hash) }, signal)
    throwIfCancelled(signal)
    const onProgress = (done: number) => report({ stage: 'write', done: shareOf(writeFrom, 1, done) })
    onProgress(0)
    const { files, warnings } = await writeExport(format, source, to, unfinished, { signal, onProgress })
    return { project: file, to, format: format.id, files, warnings: warnings.map(({ message }) => message) }
  })
}

/** What a format reads of a document, its composite included. Throws CANCELLED, and what the reader throws. */
export async function exportSource(
  { records, readAsset }: { records: DocumentRecords; readAsset: AssetReader },
  signal: AbortSignal,
): Promise<ExportSource> {
  const document = getDocument(records)
  const source = createExportSource({
    records,
    readAsset,
    composite: { width: 0, height: 0, data: new Uint8Array(0) },
    facts: { laminaVersion: laminaVersion() },
    rasterise: layerRasteriser(document, readAsset),
  })
  return { ...source, composite: await compositeDocument(source, signal) }
}

/** Writes a file or a folder, whole or not at all. Gives the paths of all files. */
export async function writeExport(
  format: OutputFormat,
  source: ExportSource,
  to: string,
  unfinished: UnfinishedOutput,
  context: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<{ files: string[]; warnings: FormatWarning[] }> {
  const { signal } = context
  const files: string[] = []
  if (format.output === 'folder') {
    const warnings = await writeFolderAtomic(
      to,
      (draft) =>
        unfinished.during(draft.folder, () => {
          const sink: FileSink = async (name, content) => {
            await draft.sink(name, content)
            files.push(path.join(to, name))
          }
          return format.write(source, sink, context)
        }),
      { signal },
    )
    return { files, warnings }
  }
  const warnings = await format.write(
    source,
    async (_name, content) => {
      await writeFileAtomic(to, content, { signal })
      files.push(to)
    },
    context,
  )
  return { files, warnings }
}
