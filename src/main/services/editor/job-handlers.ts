/** Requests that start, estimate and stop jobs. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { EditorExportResult, JobOptions, SaveTo } from '../../../shared/contract/api.ts'
import type { jobMethods } from '../../../shared/contract/job-api.ts'
import type { JobKind } from '../../../shared/contract/jobs.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Handlers } from '../../../shared/contract/rpc.ts'
import { getLayer } from '../../../shared/document/tree.ts'
import { unknownEngine } from '../../engines/registry.ts'
import { slug } from '../../formats/file-names.ts'
import { decodePicture, pictureLimits } from '../../imaging/codecs/decode.ts'
import { encodePng, thumbnail } from '../../imaging/codecs/encode.ts'
import type { FormatWarning } from '../../formats/format.ts'
import type { JobContext } from '../jobs.ts'
import type { EditorSession } from './editor-session.ts'
import { exportTo, extensionOf, measureExport, zipFolder, type ExportRequest } from './export-job.ts'
import { startLayerJob, snapshotOf, type LayerJobContext } from './layer-job.ts'
import { decomposeDocument, keepLayers, splitLayers, workload, type LayerChange, type Snapshot } from './layer-jobs.ts'
import type { OpenDocument } from './open-document.ts'

const dragIconSide = 64

/** How many finished exports can still be shown in the file manager. */
const revealKept = 50

export function jobHandlers(session: EditorSession): Pick<Handlers, keyof typeof jobMethods> {
  const { editor, host } = session
  const exported = new Map<string, string>()

  const startEngineJob = (
    kind: JobKind,
    document: OpenDocument,
    options: JobOptions,
    work: (snapshot: Snapshot, context: LayerJobContext) => Promise<LayerChange>,
  ): { job: string } => {
    const { engine } = options
    document.refuseBusy()
    if (!Object.hasOwn(editor.rooms.engines, engine)) throw unknownEngine(editor.rooms.engines, engine)
    return startLayerJob(session, kind, document, work, async ({ pixels, layers }, seconds) => {
      const size = { pixels, layers: kind === 'split' ? layers.length : 0 }
      await editor.estimates.learn(await editor.workload(options, size), seconds)
      editor.textMatches.prepare(document.records)
    })
  }

  return {
    'decompose.start': async ({ document, options }) =>
      startEngineJob('decompose', session.document(document), options, (snapshot, context) =>
        decomposeDocument(editor.rooms, snapshot, options, context),
      ),
    'decompose.keep': async ({ document: id }) => {
      const document = session.document(id)
      document.refuseBusy()
      const { finished } = document
      if (!finished) {
        const message = 'The layers that were finished are not there any more.'
        throw new LaminaError('NOT_AVAILABLE', message, 'Decompose the picture again.')
      }
      return startLayerJob(session, 'keep', document, (snapshot, context) =>
        keepLayers(editor.rooms, snapshot, finished, context),
      )
    },
    'decompose.drop': async ({ document }) => {
      session.document(document).finished = null
      return {}
    },
    'split.start': async ({ document: id, layers, options }) => {
      const document = session.document(id)
      for (const layer of layers) getLayer(document.records, layer)
      return startEngineJob('split', document, options, (snapshot, context) =>
        splitLayers(editor.rooms, snapshot, layers, options, context),
      )
    },
    'decompose.estimate': async ({ document, layers, options }) => {
      const pixels = workload(session.document(document).records, layers)
      const work = await editor.workload(options, { pixels, layers: layers.length })
      // Layers are cropped to their boxes: together they take about twice the picture.
      const share = options.layers === 'auto' ? 2 : 1 + options.layers / 5
      const { device, memory, memoryTotal } = work
      const bytes = Math.round(4 * pixels * share)
      return { ...(await editor.estimates.of(work)), device, memory, memoryTotal, bytes }
    },
    'export.start': async ({ document: id, to, ...request }) => {
      const document = session.document(id)
      const target = await chooseTarget(session, document, request, to)
      if (target === null) return null
      const seen = snapshotOf(document)
      const job = session.startJob('export', id, async (context) => {
        const { snapshot, warnings: stays } = await withText(session, seen, request, context.signal)
        if (target === 'download') {
          const result = await exportDownload(session, document.name, snapshot, request, context)
          return { ...result, warnings: [...stays, ...result.warnings] }
        }
        const written = await exportTo(target, snapshot, request, editor.rooms.unfinished, context)
        const { bytes } = written
        const warnings = [...stays, ...written.warnings]
        exported.set(context.id, target)
        for (const oldest of exported.keys()) if (exported.size > revealKept) exported.delete(oldest)
        return {
          name: path.basename(target),
          path: target,
          download: null,
          bytes,
          warnings,
        } satisfies EditorExportResult
      })
      return { job }
    },
    'export.estimate': async ({ document, ...request }, { signal }) => {
      const seen = snapshotOf(session.document(document))
      const { snapshot, warnings: stays } = await withText(session, seen, request, signal)
      const { bytes, warnings } = await measureExport(snapshot, request, signal)
      return { bytes, warnings: [...stays, ...warnings] }
    },
    'export.reveal': async ({ job }) => {
      const target = exported.get(job)
      if (target !== undefined) host.window?.reveal(target)
      return { shown: target !== undefined && host.window !== null }
    },
    'export.dragOut': async ({ document: id, layer }, { signal }) => {
      if (!host.window) throw noDialogs('Export it as a download.')
      const document = session.document(id)
      const name = getLayer(document.records, layer).name
      const file = path.join(await editor.transfers.makeRoom(), `${slug(name) || 'layer'}.png`)
      const options = { layers: [layer], trim: true, hidden: true, scale: { factor: 1 }, editableText: false }
      const context = { signal, report: () => {} }
      await exportTo(file, snapshotOf(document), { format: 'png', options }, editor.rooms.unfinished, context)
      host.window.startDrag(file, await smallPicture(file))
      return {}
    },
    'jobs.cancel': async ({ job }) => ({ found: session.cancelJob(job) }),
  }
}

/** What an export sees: where it is wanted, text that was read as live text. */
async function withText(
  { editor }: EditorSession,
  snapshot: Snapshot,
  { format, options }: ExportRequest,
  signal: AbortSignal,
): Promise<{ snapshot: Snapshot; warnings: FormatWarning[] }> {
  if (format !== 'psd' || !options.editableText) return { snapshot, warnings: [] }
  const { records, warnings } = await editor.textMatches.readAsLive(snapshot, signal)
  return { snapshot: { ...snapshot, records }, warnings }
}

/** Where an export goes; null where the dialog was dismissed. */
async function chooseTarget(
  { host }: EditorSession,
  { name, records }: OpenDocument,
  request: ExportRequest,
  to: SaveTo,
): Promise<string | null> {
  if (to.kind === 'download') return 'download'
  if (!host.window) {
    throw noDialogs('Export it as a download.')
  }
  return host.window.chooseTarget(name, extensionOf(request, records))
}

function noDialogs(hint: string): LaminaError {
  return new LaminaError('NOT_AVAILABLE', 'This window is not one of the desktop.', hint)
}

/** What is shown under the pointer while a file is dragged. */
async function smallPicture(file: string): Promise<Uint8Array> {
  const { image } = await decodePicture(file, { ...pictureLimits, minSide: 1 })
  return encodePng(await thumbnail(image, dragIconSide))
}

async function exportDownload(
  { editor }: EditorSession,
  documentName: string,
  snapshot: Snapshot,
  request: ExportRequest,
  context: JobContext,
): Promise<EditorExportResult> {
  const { transfers, rooms } = editor
  const room = await transfers.makeRoom()
  try {
    const extension = extensionOf(request, snapshot.records)
    const target = path.join(room, extension === null ? 'layers' : `document.${extension}`)
    const { bytes, warnings, files } = await exportTo(target, snapshot, request, rooms.unfinished, context)
    const file = extension === null ? `${target}.zip` : target
    if (extension === null) await zipFolder(target, files, file, context.signal)
    const name = `${documentName}.${extension ?? 'zip'}`
    const mediaType = mediaTypes[extension ?? 'zip'] ?? 'application/octet-stream'
    return { name, path: null, download: transfers.offer({ path: file, name, mediaType }), bytes, warnings }
  } catch (error) {
    await rm(room, { recursive: true, force: true })
    throw error
  }
}

const mediaTypes: Record<string, string> = {
  psd: 'image/vnd.adobe.photoshop',
  psb: 'image/vnd.adobe.photoshop',
  png: 'image/png',
  json: 'application/json',
  ora: 'image/openraster',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  zip: 'application/zip',
}
