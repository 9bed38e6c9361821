/** Methods that take many pictures apart in one go. */
import { z } from 'zod'
import { outputFormats } from './limits.ts'
import { decomposeOptionsSchema, errorSchema, shareSchema, tokenSchema } from './schemas.ts'

/** `kept`: an earlier batch did it with the same settings, and its files are there. `skipped`: it failed, `error` says how. */
export const batchStates = ['waiting', 'running', 'done', 'kept', 'skipped'] as const

export const batchFileSchema = z.strictObject({
  /** Place in the list, from 0. */
  index: z.int().min(0),
  /** File name of the picture. */
  name: z.string(),
  state: z.enum(batchStates),
  /** Of this picture. */
  done: shareSchema,
  /** How many were found; null until then. */
  layers: z.int().min(0).nullable(),
  error: errorSchema.nullable(),
})
export type BatchFile = z.infer<typeof batchFileSchema>

/** Result of a batch job. A batch that was cancelled is done too: what was finished stays. */
export const batchResultSchema = z.strictObject({
  done: z.int().min(0),
  kept: z.int().min(0),
  skipped: z.int().min(0),
  /** Not begun, or not finished, because it was cancelled. */
  left: z.int().min(0),
  /** Folder that was written to, for showing; null for a download. */
  path: z.string().nullable(),
  /** URL path of a ZIP of what is done; null where it was written to disk, or nothing was done. */
  download: z.string().nullable(),
})
export type BatchResult = z.infer<typeof batchResultSchema>

const folderOf = z.strictObject({ kind: z.literal('folder'), folder: tokenSchema })

export const batchMethods = {
  /** Asks for a folder: one with pictures, or one to write to. null: dismissed. Electron only; NOT_AVAILABLE elsewhere. */
  'batch.chooseFolder': {
    params: z.strictObject({ purpose: z.enum(['pictures', 'output']) }),
    result: z
      .strictObject({
        folder: tokenSchema,
        /** For showing. */
        path: z.string(),
        /** Names of the pictures that are in it. */
        pictures: z.array(z.string()),
      })
      .nullable(),
  },
  /**
   * Each picture gets a folder with its layers in the formats. The event `batch.files` tells of every picture; one that
   * fails is skipped. What an earlier batch did with the same settings is not done again: in the same folder, or for a
   * download in the same window.
   */
  'batch.start': {
    params: z.strictObject({
      from: z.discriminatedUnion('kind', [
        folderOf,
        z.strictObject({ kind: z.literal('uploads'), uploads: z.array(tokenSchema).min(1).max(10_000) }),
      ]),
      to: z.discriminatedUnion('kind', [folderOf, z.strictObject({ kind: z.literal('download') })]),
      formats: z.array(z.enum(outputFormats)).min(1),
      options: decomposeOptionsSchema.prefault({}),
    }),
    result: z.strictObject({ job: tokenSchema }),
  },
} as const
