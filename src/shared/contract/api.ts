/**
 * The methods of the main side: parameters and results as schemas, checked at every border. Long work answers a JobId;
 * its progress and outcome are events.
 */
import { z } from 'zod'
import { recordSchema } from '../document/schema.ts'
import { blendModes, layerKinds } from '../document/types.ts'
import { errorCodes } from './errors.ts'
import { jobKinds, jobStages } from './jobs.ts'
import { maxLayers, minLayers, outputFormats } from './limits.ts'

const path = z.string().min(1).max(32_768)
const share = z.number().min(0).max(1)

export const decomposeOptionsSchema = z.strictObject({
  engine: z.string().min(1).max(100).default('peel'),
  /** Layers wanted, the background included, or what is there. */
  layers: z.union([z.literal('auto'), z.int().min(minLayers).max(maxLayers)]).default('auto'),
  prompt: z.string().max(10_000).optional(),
  seed: z.int().min(0).optional(),
})
export type JobOptions = z.infer<typeof decomposeOptionsSchema>

const boxSchema = z.strictObject({ x: z.int(), y: z.int(), width: z.int().min(0), height: z.int().min(0) })

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
    opacity: share,
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
  path,
  name: z.string(),
  width: z.int().min(1),
  height: z.int().min(1),
  /** Pixels an inch. */
  resolution: z.number().positive(),
  /** Bottom to top. */
  layers: z.array(layerNodeSchema),
})
export type FileTree = z.infer<typeof treeSchema>

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
  licence: z.strictObject({
    /** Of the code around it, of the weights, and what is known of commercial use. */
    code: z.string(),
    weights: z.string(),
    commercialUse: z.enum(['yes', 'no', 'unclear']),
    sentence: z.string(),
  }),
  link: z.string(),
  /** Where it comes from: package and version. */
  source: z.string(),
  /** Where it lies; null when it is not there. */
  folder: z.string().nullable(),
})
export type ModelSummary = z.infer<typeof modelSummarySchema>

const job = z.strictObject({ job: z.string() })
const project = { project: path }

/** Method name -> schemas of its parameters and its result. */
export const methods = {
  'project.open': {
    params: z.strictObject({ path }),
    result: z.strictObject({ revision: z.int().min(0), records: z.record(z.string(), recordSchema) }),
  },
  'project.info': { params: z.strictObject({ path }), result: treeSchema },
  'decompose.start': {
    params: z.strictObject({
      picture: path,
      /** Folder that gets a folder for the picture. */
      output: path,
      formats: z
        .array(z.enum(outputFormats))
        .min(1)
        .default([...outputFormats]),
      options: decomposeOptionsSchema,
    }),
    result: job,
  },
  'split.start': {
    params: z.strictObject({ ...project, layer: z.string().min(1), options: decomposeOptionsSchema }),
    result: job,
  },
  'export.start': { params: z.strictObject({ ...project, to: path }), result: job },
  'jobs.cancel': { params: job, result: z.strictObject({ found: z.boolean() }) },
  'models.list': { params: z.strictObject({}), result: z.array(modelSummarySchema) },
} as const

export type Method = keyof typeof methods
/** What a caller gives: fields with a default may be left out. */
export type ParamsInput<M extends Method> = z.input<(typeof methods)[M]['params']>
export type Params<M extends Method> = z.output<(typeof methods)[M]['params']>
export type Result<M extends Method> = z.output<(typeof methods)[M]['result']>

const progressSchema = z.strictObject({
  stage: z.enum(jobStages),
  done: share,
  detail: z.string(),
  secondsLeft: z.number().min(0).nullable(),
})

const outcomeSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('done'), result: z.unknown() }),
  z.strictObject({
    status: z.literal('failed'),
    error: z.strictObject({ code: z.enum(errorCodes), message: z.string(), hint: z.string() }),
  }),
  z.strictObject({ status: z.literal('cancelled') }),
])

/** Event name -> schema of what it carries. */
export const events = {
  'job.progress': z.strictObject({ job: z.string(), kind: z.enum(jobKinds), progress: progressSchema }),
  'job.ended': z.strictObject({ job: z.string(), kind: z.enum(jobKinds), outcome: outcomeSchema }),
} as const
export type EventName = keyof typeof events
export type EventData<E extends EventName> = z.output<(typeof events)[E]>
