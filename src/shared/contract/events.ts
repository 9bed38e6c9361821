/** What the main side tells without being asked. */
import { z } from 'zod'
import { batchFileSchema } from './batch-api.ts'
import { recordsDiffSchema } from '../document/schema.ts'
import { layerKinds } from '../document/types.ts'
import { jobKinds } from './jobs.ts'
import { activitiesSchema } from './model-api.ts'
import { preferencesSchema } from './preferences.ts'
import { boxSchema, errorSchema, progressSchema, tokenSchema } from './schemas.ts'

const ofJob = {
  job: tokenSchema,
  kind: z.enum(jobKinds),
  /** The document it works on; null for a batch. */
  document: tokenSchema.nullable(),
}

const previewSide = z.int().min(1).max(256)

const foundLayerSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(layerKinds),
  /** In document pixels. */
  box: boxSchema,
  /** What it looks like so far, of all that is taken apart: RGBA, 8 bits each, straight alpha, in base64. */
  preview: z.strictObject({ width: previewSide, height: previewSide, data: z.base64() }).nullable(),
})

const outcomeSchema = z.discriminatedUnion('status', [
  /** layersResultSchema for decompose, split and pick, exportResultSchema for export, batchResultSchema for a batch. */
  z.strictObject({ status: z.literal('done'), result: z.unknown() }),
  z.strictObject({ status: z.literal('failed'), error: errorSchema }),
  /** `finished`: so many layers of a decompose were done, and decompose.keep keeps them; left out where there are none. */
  z.strictObject({ status: z.literal('cancelled'), finished: z.int().min(1).optional() }),
])

/** Event name -> schema of what it carries. */
export const events = {
  /** `progress.done` never falls within a job. */
  'job.progress': z.strictObject({ ...ofJob, progress: progressSchema }),
  /** Layers found so far, all of them each time, from the top down: the job may yet change them. */
  'job.layers': z.strictObject({ ...ofJob, layers: z.array(foundLayerSchema) }),
  /** Pictures of a batch that stand otherwise than before; the first time, all of them. */
  'batch.files': z.strictObject({ job: tokenSchema, files: z.array(batchFileSchema) }),
  /** The last event of a job; the answer to the request that started it comes before the first. */
  'job.ended': z.strictObject({ ...ofJob, outcome: outcomeSchema }),
  /** The main side changed the document: apply `diff` to revision `baseRevision` as one undo step called `label`. */
  'document.changed': z.strictObject({
    document: tokenSchema,
    baseRevision: z.int().min(0),
    revision: z.int().min(0),
    diff: recordsDiffSchema,
    label: z.string(),
    job: tokenSchema.nullable(),
  }),
  /** It was saved without this window having asked: by the prompt at closing. */
  'document.saved': z.strictObject({
    document: tokenSchema,
    savedRevision: z.int().min(0),
    name: z.string(),
    file: z.string().nullable(),
  }),
  /** What is done with models now, all of it each time; at most some times a second. */
  'models.activity': activitiesSchema,
  /** What models.list and models.storage answer is not what it was; engines may be ready now. */
  'models.changed': z.strictObject({}),
  'preferences.changed': preferencesSchema,
  'recent.changed': z.strictObject({}),
  /** The system asks this window to open a file: `document.open {from: {kind: 'startup'}}` opens it. */
  'app.openRequested': z.strictObject({ name: z.string() }),
  /** An item of the native menu was chosen. */
  'menu.command': z.strictObject({ command: tokenSchema }),
} as const
export type EventName = keyof typeof events
export type EventData<E extends EventName> = z.output<(typeof events)[E]>
