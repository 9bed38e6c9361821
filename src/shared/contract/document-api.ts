/** Methods on open documents. */
import { z } from 'zod'
import { recordsDiffSchema, recordSchema } from '../document/schema.ts'
import { noticeSchema, tokenSchema } from './schemas.ts'

const revision = z.int().min(0)
const document = { document: tokenSchema }

/** A file that the page sent to `POST /uploads`, or that the bridge adopted. */
const upload = tokenSchema

/** Where a document comes from. A page never names a path. */
export const openFromSchema = z.discriminatedUnion('kind', [
  /** Electron only. */
  z.strictObject({ kind: z.literal('dialog') }),
  z.strictObject({ kind: z.literal('upload'), upload }),
  z.strictObject({ kind: z.literal('recent'), id: tokenSchema }),
  z.strictObject({ kind: z.literal('sample'), name: tokenSchema }),
  /** What the program was started with, or what the system asked this window to open (event `app.openRequested`). */
  z.strictObject({ kind: z.literal('startup') }),
  z.strictObject({ kind: z.literal('recovery'), id: tokenSchema }),
])
export type OpenFrom = z.infer<typeof openFromSchema>

export const saveToSchema = z.discriminatedUnion('kind', [
  /** A native dialog asks where; Electron only. */
  z.strictObject({ kind: z.literal('dialog') }),
  /** The file is prepared, and the answer says the URL to fetch it from. */
  z.strictObject({ kind: z.literal('download') }),
])
export type SaveTo = z.infer<typeof saveToSchema>

export const documentStateSchema = z.strictObject({
  /** Id of the open document. */
  document: tokenSchema,
  /** For the title: the file's name without its ending. */
  name: z.string(),
  /** Where Save writes, for showing; null where there is no file yet. */
  file: z.string().nullable(),
  revision,
  /** There is nothing to save exactly while this is the document's revision; null: save in any case. */
  savedRevision: revision.nullable(),
  records: z.record(z.string(), recordSchema),
  /** The person's file may not be written: Save as is the way. Editing goes on. */
  readOnly: z.boolean(),
  notices: z.array(noticeSchema),
  /** A small picture of it, to show until its layers are there: a URL path, or null. */
  preview: z.string().nullable(),
})
export type DocumentState = z.infer<typeof documentStateSchema>

/** What saving gives; null where a dialog was dismissed. */
const saved = z
  .strictObject({
    savedRevision: revision,
    name: z.string(),
    file: z.string().nullable(),
    /** URL path of the file, where it was prepared for download. */
    download: z.string().nullable(),
  })
  .nullable()
export type SaveResult = z.infer<typeof saved>

export const documentMethods = {
  /**
   * null: a dialog was dismissed. IMAGE_TOO_LARGE with `fits`: with `downscale` it is opened at that size, from the error's
   * `upload` where it has one. The file stays as it is.
   */
  'document.open': {
    params: z.strictObject({ from: openFromSchema, downscale: z.boolean().default(false) }),
    result: documentStateSchema.nullable(),
  },
  /**
   * Persists a change; the working file has it when the answer comes. REVISION_STALE: another change came first.
   * DOCUMENT_BUSY: a job is going to change the document.
   */
  'document.commit': {
    params: z.strictObject({ ...document, baseRevision: revision, diff: recordsDiffSchema }),
    result: z.strictObject({ revision }),
  },
  /**
   * Writes the person's file. Where there is none yet, asks as saveAs does (browser: a download). FILE_CHANGED and
   * FILE_GONE: somebody changed, moved or deleted it; with `overwrite` it is written all the same. PROJECT_LOCKED: another
   * window has it open. OUTPUT_NOT_WRITABLE, DISK_FULL. Nothing is lost in any of these cases.
   */
  'document.save': {
    params: z.strictObject({ ...document, overwrite: z.boolean().default(false) }),
    result: saved,
  },
  'document.saveAs': { params: z.strictObject({ ...document, to: saveToSchema }), result: saved },
  /** Back to what was saved last (or opened), as one change that the client records as one undo step. */
  'document.revert': {
    params: z.strictObject(document),
    result: z.strictObject({ revision, savedRevision: revision.nullable(), diff: recordsDiffSchema }),
  },
  /** UNSAVED_CHANGES where there are any and `discard` is not set. */
  'document.close': {
    params: z.strictObject({ ...document, discard: z.boolean().default(false) }),
    result: z.strictObject({}),
  },
  /** Decodes a picture and stores its pixels in the document; a commit makes a layer of them. `downscale` as for opening. */
  'document.place': {
    params: z.strictObject({ ...document, upload, downscale: z.boolean().default(false) }),
    result: z.strictObject({
      asset: z.string(),
      width: z.int(),
      height: z.int(),
      name: z.string(),
      notices: z.array(noticeSchema),
    }),
  },
  /** The pixels of the picture that was opened, for comparing; null where the project does not hold it. */
  'document.original': {
    params: z.strictObject(document),
    result: z.strictObject({ asset: z.string(), width: z.int(), height: z.int() }).nullable(),
  },
} as const
