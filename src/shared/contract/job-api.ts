/** Methods that start, estimate and stop long work on an open document. */
import { z } from 'zod'
import { decomposeOptionsSchema, tokenSchema } from './schemas.ts'
import { saveToSchema } from './document-api.ts'

const document = { document: tokenSchema }
const job = z.strictObject({ job: tokenSchema })

export const exportFormats = ['psd', 'png', 'layers', 'ora', 'pptx', 'json'] as const
/** png: flat; layers: a PNG for each layer (a folder, as a download a ZIP); json: layers.json. */
export type ExportFormat = (typeof exportFormats)[number]

/** Largest side of a scaled picture, and its most pixels. */
const maxScaledSide = 65_535
const maxScaledPixels = 500_000_000

/** A share of the size, or the width in pixels that comes out; heights follow. */
const exportScaleSchema = z.union([
  z.strictObject({ factor: z.number().min(0.01).max(16) }),
  z.strictObject({ width: z.int().min(1).max(maxScaledSide) }),
])
export type ExportScale = z.infer<typeof exportScaleSchema>

/** The size that a scale makes of another; null where that is more than a PNG should have. */
export function scaledSize(
  { width, height }: { width: number; height: number },
  scale: ExportScale,
): { width: number; height: number } | null {
  const factor = 'factor' in scale ? scale.factor : scale.width / width
  const side = (length: number) => Math.max(1, Math.round(length * factor))
  const size = { width: side(width), height: side(height) }
  const fits = Math.max(size.width, size.height) <= maxScaledSide && size.width * size.height <= maxScaledPixels
  return fits ? size : null
}

const exportOptionsSchema = z.strictObject({
  /** Only these layers and what is in them; null: the document as it is seen. */
  layers: z.array(tokenSchema).min(1).max(10_000).nullable().default(null),
  /** For `png` and `layers`: cropped to what is not transparent, instead of on the full canvas. */
  trim: z.boolean().default(false),
  /** Hidden layers too, for `layers`. PSD and JSON hold them anyway. */
  hidden: z.boolean().default(true),
  /** For `png` (of the picture that comes out) and `layers` (of the canvas: all layers are scaled alike). */
  scale: exportScaleSchema.default({ factor: 1 }),
  /** For `psd`: text that was read becomes type layers too, in the fonts that are like it; live text always does. */
  editableText: z.boolean().default(false),
})
export type ExportOptions = z.infer<typeof exportOptionsSchema>

const exportOf = {
  ...document,
  format: z.enum(exportFormats),
  options: exportOptionsSchema.prefault({}),
}

export const exportWarningSchema = z.strictObject({
  code: z.string(),
  layer: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  message: z.string(),
})

/** Result of an export job. */
export const exportResultSchema = z.strictObject({
  /** Name of the file or folder. */
  name: z.string(),
  /** Path, for showing; null for a download. */
  path: z.string().nullable(),
  /** URL path to fetch it from; null where it was written to disk. */
  download: z.string().nullable(),
  bytes: z.int().min(0),
  warnings: z.array(exportWarningSchema),
})
export type EditorExportResult = z.infer<typeof exportResultSchema>

/** Result of a decompose, keep, split or pick job; the change itself is in the event `document.changed`. */
export const layersResultSchema = z.strictObject({
  revision: z.int().min(0),
  /** Ids of the layers or groups that took the place of what was there, bottom to top. */
  layers: z.array(z.string()),
  /** What a person should know, one sentence each. */
  notes: z.array(z.string()),
  seconds: z.number(),
})
export type LayersResult = z.infer<typeof layersResultSchema>

export const jobMethods = {
  /** Takes what is seen of the document apart. DOCUMENT_BUSY where a job is under way on it. */
  'decompose.start': {
    params: z.strictObject({ ...document, options: decomposeOptionsSchema.prefault({}) }),
    result: job,
  },
  /**
   * Puts the layers that were finished when a decompose was cancelled over what is seen of the document. They are there
   * until the document is changed or decompose.drop lets them go: then NOT_AVAILABLE. DOCUMENT_BUSY.
   */
  'decompose.keep': { params: z.strictObject(document), result: job },
  /** Nobody wants the finished layers. */
  'decompose.drop': { params: z.strictObject(document), result: z.strictObject({}) },
  /**
   * `rough`: reckoned; `measured`: from earlier jobs on this machine. OUT_OF_MEMORY, with what is missing, where it cannot
   * work.
   */
  'decompose.estimate': {
    params: z.strictObject({
      ...document,
      layers: z.array(tokenSchema).default([]),
      options: decomposeOptionsSchema.prefault({}),
    }),
    result: z.strictObject({
      seconds: z.number().min(0),
      basis: z.enum(['rough', 'measured']),
      device: z.enum(['cpu', 'gpu', 'automatic']),
      /** While it runs, in bytes: of the GPU where that is the device, else of main memory. */
      memory: z.number().min(0),
      /** Of what there is, in bytes. */
      memoryTotal: z.number().min(0),
      /** Of the layers, uncompressed, in bytes. */
      bytes: z.number().min(0),
    }),
  },
  /** Each layer becomes a group of layers, in its place: one change for all of them. */
  'split.start': {
    params: z.strictObject({
      ...document,
      layers: z.array(tokenSchema).min(1).max(100),
      options: decomposeOptionsSchema.prefault({}),
    }),
    result: job,
  },
  /** null: the dialog was dismissed. */
  'export.start': { params: z.strictObject({ ...exportOf, to: saveToSchema }), result: job.nullable() },
  /** Size and warnings of an export, found by doing it without keeping it; cancel the request when options change. */
  'export.estimate': {
    params: z.strictObject(exportOf),
    result: z.strictObject({ bytes: z.int().min(0), warnings: z.array(exportWarningSchema) }),
  },
  /** Shows what an export job wrote in the system's file manager. Electron only; false where there is nothing to show. */
  'export.reveal': { params: job, result: z.strictObject({ shown: z.boolean() }) },
  /**
   * A layer as a PNG, dragged out of the window: ask in the page's `dragstart`, whose default is prevented. Electron only;
   * NOT_AVAILABLE elsewhere.
   */
  'export.dragOut': {
    params: z.strictObject({ ...document, layer: tokenSchema }),
    result: z.strictObject({}),
  },
  /** The outcome comes as the event `job.ended`. */
  'jobs.cancel': { params: job, result: z.strictObject({ found: z.boolean() }) },
} as const
