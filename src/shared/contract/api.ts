/**
 * What a window may ask of the main side, and what it is told.
 *
 * `methods` name the schemas of parameters and result, `events` those of what is told unasked; rpc.ts carries both over a
 * Transport and checks them at the border. A connection is a window. A window never names a path: files come from dialogs,
 * uploads, recent files, or what the program was started with.
 *
 *   const client = createClient(transport)
 *   const info = await client.call('app.info', {})
 *   const state = await client.call('document.open', { from: { kind: 'upload', upload } })
 *   client.on('document.changed', ({ diff, revision }) => ...)
 *   await client.call('document.commit', { document, baseRevision, diff })
 *
 * Long work answers `{job}` at once; then come job.progress, job.layers, document.changed (decompose, keep, split, pick
 * and refine, when they are done) and, last, job.ended. A job that fails or is cancelled changes nothing.
 *
 * Pixels are never in a message. Under the transport's origin there are
 *   GET  /assets/<sha256>                                        content bytes, row by row (rgba: straight alpha, 4 a pixel;
 *                                                                gray: 1), with x-lamina-type, -width, -height
 *   POST /assets?document=<id>&type=rgba|gray&width=<n>&height=<n>   content bytes -> {asset}, to be named by a commit
 *   POST /uploads?name=<file name>                               a file's bytes -> {upload}
 *   GET  /downloads/<id>                                         what was saved or exported as a download
 *   GET  the paths called `preview`                              small PNGs
 *   GET  /fonts/<file name>                                      a font file of the library (shared/text/font-library.ts)
 */
import type { z } from 'zod'
import { appMethods } from './app-api.ts'
import { batchMethods } from './batch-api.ts'
import { documentMethods } from './document-api.ts'
import { jobMethods } from './job-api.ts'
import { modelMethods } from './model-api.ts'
import { textMethods } from './text-api.ts'
import { pickMethods } from './pick-api.ts'
import { refineMethods } from './refine-api.ts'
import { varyMethods } from './vary-api.ts'

export * from './events.ts'
export type { AppInfo, EngineSummary, MenuEntry, RecentFile, RecoveryEntry } from './app-api.ts'
export { batchResultSchema } from './batch-api.ts'
export type { BatchFile, BatchResult } from './batch-api.ts'
export type { DocumentState, OpenFrom, SaveResult, SaveTo } from './document-api.ts'
export { exportFormats, exportResultSchema, layersResultSchema, scaledSize } from './job-api.ts'
export type { EditorExportResult, ExportFormat, ExportOptions, ExportScale, LayersResult } from './job-api.ts'
export type { ModelActivity, ModelStorage } from './model-api.ts'
export type { PickHint, PickMatte } from './pick-api.ts'
export type { EdgeSettings, RefinedEdge } from './refine-api.ts'
export type { Variation } from './vary-api.ts'
export type { Preferences, PreferencesPatch } from './preferences.ts'
export type { JobOptions, Licence, ModelSummary, Notice } from './schemas.ts'

/** Method name -> schemas of its parameters and its result. */
export const methods = {
  ...appMethods,
  ...documentMethods,
  ...jobMethods,
  ...modelMethods,
  ...batchMethods,
  ...textMethods,
  ...pickMethods,
  ...refineMethods,
  ...varyMethods,
} as const

export type Method = keyof typeof methods
/** What a caller gives: fields with a default may be left out. */
export type ParamsInput<M extends Method> = z.input<(typeof methods)[M]['params']>
export type Params<M extends Method> = z.output<(typeof methods)[M]['params']>
export type Result<M extends Method> = z.output<(typeof methods)[M]['result']>
