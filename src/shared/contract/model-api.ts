/**
 * Methods about models: what is there, on what terms, and work on them. That work belongs to the program, not to a window:
 * it goes on beside other jobs, every window is told of it (`models.activity`, `models.changed`), and a failure stays with
 * the model (`problem`) until something else is done with it. Methods answer when the work has begun.
 */
import { z } from 'zod'
import { errorSchema, modelSummarySchema, precisionSchema, tokenSchema } from './schemas.ts'

const nothing = z.strictObject({})
const model = { model: tokenSchema }

export const activityKinds = ['download', 'import', 'verify', 'pack', 'move'] as const

const activitySchema = z.strictObject({
  /** null: all of them, which are moved. */
  model: tokenSchema.nullable(),
  kind: z.enum(activityKinds),
  /** A download that is paused has let go of its connections. */
  paused: z.boolean(),
  /** Of `total`; falls where bytes turn out to be wrong. Both are 0 until it is known how many there are. */
  bytes: z.number().min(0),
  total: z.number().min(0),
  /** 0 until there is something to go by. */
  bytesPerSecond: z.number().min(0),
  /** null until there is something to go by. */
  secondsLeft: z.number().min(0).nullable(),
})
export type ModelActivity = z.infer<typeof activitySchema>

export const activitiesSchema = z.strictObject({ activities: z.array(activitySchema) })

const storageSchema = z.strictObject({
  /** For showing. */
  folder: z.string(),
  /** Bytes on its disk; null where nobody can say. */
  free: z.number().min(0).nullable(),
  /** LAMINA_MODELS says where they are. */
  fixed: z.boolean(),
  /** Whether this window can ask for files and folders by their place. */
  dialogs: z.boolean(),
  /**
   * Access token for files behind terms: from HF_TOKEN, kept encrypted, or kept as long as the program runs. It is never
   * told to a window.
   */
  token: z.enum(['none', 'environment', 'kept', 'session']),
  /** A token that is set now would be kept, encrypted by the system. */
  keepsToken: z.boolean(),
  /** GB of GPU memory by LAMINA_VRAM, which goes before the preference; null where it is not set. */
  gpuMemory: z.number().positive().nullable(),
  /** What went wrong with moving. */
  problem: errorSchema.nullable(),
})
export type ModelStorage = z.infer<typeof storageSchema>

export const modelMethods = {
  'models.list': { params: nothing, result: z.array(modelSummarySchema) },
  'models.storage': { params: nothing, result: storageSchema },
  'models.activity': { params: nothing, result: activitiesSchema },
  /**
   * Fetches what is missing, or goes on with what was paused; a model that is packed is packed then, at `precision` (null:
   * not at all). MODEL_BUSY where something else is done with the model.
   */
  'models.download': {
    params: z.strictObject({ ...model, precision: precisionSchema.nullable().default(null) }),
    result: nothing,
  },
  'models.pause': { params: z.strictObject(model), result: z.strictObject({ found: z.boolean() }) },
  /** Ends what is done with the model (null: with all of them); bytes that came are kept for the next time. */
  'models.cancel': {
    params: z.strictObject({ model: tokenSchema.nullable() }),
    result: z.strictObject({ found: z.boolean() }),
  },
  /** Takes a model from copies. `begun` is false where the dialog was dismissed. */
  'models.import': {
    params: z.strictObject({
      ...model,
      from: z.discriminatedUnion('kind', [
        /** Electron only. */
        z.strictObject({ kind: z.literal('dialog') }),
        z.strictObject({ kind: z.literal('uploads'), uploads: z.array(tokenSchema).min(1).max(1000) }),
      ]),
    }),
    result: z.strictObject({ begun: z.boolean() }),
  },
  /** Reads all its files again. */
  'models.verify': { params: z.strictObject(model), result: nothing },
  'models.pack': { params: z.strictObject({ ...model, precision: precisionSchema }), result: nothing },
  /** `keepPacked`: only what was downloaded. MODEL_BUSY where it is in use. */
  'models.remove': { params: z.strictObject({ ...model, keepPacked: z.boolean().default(false) }), result: nothing },
  /** Takes all models to a folder that the person chooses. Electron only. */
  'models.move': { params: nothing, result: z.strictObject({ begun: z.boolean() }) },
  /** null: forgets it. */
  'models.setToken': {
    params: z.strictObject({ token: z.string().trim().min(1).max(500).nullable() }),
    result: nothing,
  },
} as const
