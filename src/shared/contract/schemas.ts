/** Schemas that the methods share: what a job is asked for, what a file or a model looks like from outside. */
import { z } from 'zod'
import { blendModes, layerKinds } from '../document/types.ts'
import { errorCodes } from './errors.ts'
import { jobStages } from './jobs.ts'
import { maxLayers, minLayers, precisions, qualities } from './limits.ts'

export const pathSchema = z.string().min(1).max(32_768)
export const shareSchema = z.number().min(0).max(1)

export const decomposeOptionsSchema = z.strictObject({
  engine: z.string().min(1).max(100).default('peel'),
  /** Layers wanted, the background included, or what is there. */
  layers: z.union([z.literal('auto'), z.int().min(minLayers).max(maxLayers)]).default('auto'),
  prompt: z.string().max(10_000).optional(),
  seed: z.int().min(0).optional(),
  /** How closely engines look that do not make layers by diffusion; balanced if it is not said. */
  quality: z.enum(qualities).optional(),
  /** For engines that make layers by diffusion. */
  diffusion: z
    .strictObject({
      steps: z.int().min(1).max(200).optional(),
      resolution: z.union([z.literal(640), z.literal(1024)]).optional(),
      /** 1 is without guidance. */
      guidance: z.number().min(1).max(30).optional(),
      negativePrompt: z.string().max(10_000).optional(),
      captionLanguage: z.enum(['en', 'zh']).optional(),
    })
    .optional(),
})
export type JobOptions = z.infer<typeof decomposeOptionsSchema>

export const boxSchema = z.strictObject({ x: z.int(), y: z.int(), width: z.int().min(0), height: z.int().min(0) })

/** A layer as a tree shows it, without pixels. */
export interface LayerNode {
  id: string
  name: string
  /** What it shows; null where the file does not say. */
  kind: (typeof layerKinds)[number] | null
  type: 'pixels' | 'group' | 'fill'
  /** In document pixels; null where the layer covers what its content covers (groups) or the canvas (fills). */
  box: z.infer<typeof boxSchema> | null
  opacity: number
  blendMode: (typeof blendModes)[number]
  visible: boolean
  clipping: boolean
  masked: boolean
  /** What was read in it; empty where there is no text. */
  text: string
  /** Bottom to top; only groups have any. */
  children: LayerNode[]
}

export const layerNodeSchema: z.ZodType<LayerNode> = z.lazy(() =>
  z.strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(layerKinds).nullable(),
    type: z.enum(['pixels', 'group', 'fill']),
    box: boxSchema.nullable(),
    opacity: shareSchema,
    blendMode: z.enum(blendModes),
    visible: z.boolean(),
    clipping: z.boolean(),
    masked: z.boolean(),
    text: z.string(),
    children: z.array(layerNodeSchema),
  }),
)

export const treeSchema = z.strictObject({
  /** What the file is. */
  format: z.enum(['lproj', 'psd']),
  path: pathSchema,
  name: z.string(),
  width: z.int().min(1),
  height: z.int().min(1),
  /** Pixels an inch. */
  resolution: z.number().positive(),
  /** Bottom to top. */
  layers: z.array(layerNodeSchema),
})
export type FileTree = z.infer<typeof treeSchema>

export const licenceSchema = z.strictObject({
  /** Of the code around it, of the weights, and what is known of commercial use. */
  code: z.string(),
  weights: z.string(),
  commercialUse: z.enum(['yes', 'no', 'unclear']),
  sentence: z.string(),
})
export type Licence = z.infer<typeof licenceSchema>

/** A field for the id of a job, a document, an upload... */
export const tokenSchema = z.string().min(1).max(200)

/** All of an error but its code: see ErrorData. */
export const errorTextsSchema = z.strictObject({
  message: z.string(),
  hint: z.string(),
  fits: z.strictObject({ width: z.int().min(1), height: z.int().min(1) }).optional(),
  upload: tokenSchema.optional(),
})
export const errorSchema = errorTextsSchema.extend({ code: z.enum(errorCodes) })

export const precisionSchema = z.enum(precisions)

/** What an engine makes of a model before it can run it. */
const packedSchema = z.strictObject({
  state: z.enum(['ready', 'missing', 'damaged']),
  precision: precisionSchema.nullable(),
  bytes: z.number().min(0),
  /** null where there is none. */
  folder: z.string().nullable(),
  /** The best precision for this machine. */
  advised: precisionSchema,
  /** Why it cannot run here; null where it can. */
  refusal: errorSchema.nullable(),
})

export const modelSummarySchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  purpose: z.string(),
  /** Part of the set-up: the main job needs it. */
  embedded: z.boolean(),
  state: z.enum(['ready', 'missing', 'damaged']),
  /** Of all its files. */
  bytes: z.int().min(0),
  /** Of the graph. */
  sha256: z.string(),
  /** Of a model that is not wholly there, what is. */
  begun: z.int().min(0),
  /** Whose word the hashes of the files are; null where nobody was asked yet. */
  hashes: z.enum(['catalogue', 'hub', 'import']).nullable(),
  licence: licenceSchema,
  link: z.string(),
  /** Where it comes from: package and version. */
  source: z.string(),
  /** Where it lies; null when it is not there. */
  folder: z.string().nullable(),
  needs: z.strictObject({
    /** What it takes while it runs. */
    memoryBytes: z.number().min(0),
    /** ONNX Runtime providers in order of preference. */
    providers: z.array(z.string()),
  }),
  /** null where it runs as it comes. */
  packed: packedSchema.nullable(),
  /** Why the last thing that was done with it failed. */
  problem: errorSchema.nullable(),
})
export type ModelSummary = z.infer<typeof modelSummarySchema>

export const progressSchema = z.strictObject({
  stage: z.enum(jobStages),
  done: shareSchema,
  detail: z.string(),
  secondsLeft: z.number().min(0).nullable(),
})

/** Something a person should know that is no error. */
export const noticeSchema = z.strictObject({
  code: z.enum(['CONVERTED', 'READ_ONLY', 'RECOVERED', 'OPENED_COPY']),
  /** One sentence. */
  message: z.string(),
})
export type Notice = z.infer<typeof noticeSchema>
