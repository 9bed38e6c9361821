/** The catalogue of models: what each is for, on what terms, where it comes from, what its files must be. */
import { z } from 'zod'
import catalogueJson from '../../../resources/models/catalogue.json' with { type: 'json' }
import { LaminaError } from '../../shared/contract/errors.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** A path below the model's folder, with / between: no empty part, none that is only dots. */
export const fileNameSchema = z.string().regex(/^(?!\.+(\/|$))[\w.-]+(\/(?!\.+(\/|$))[\w.-]+)*$/)

const fileSchema = z.strictObject({ name: fileNameSchema, size: z.int().positive(), sha256 })

const npmSourceSchema = z.strictObject({
  kind: z.literal('npm'),
  name: z.string(),
  version: z.string(),
  /** Of the tarball, as npm writes it: sha512-BASE64. */
  integrity: z.string().startsWith('sha512-'),
  /** Size of the tarball. */
  bytes: z.int().positive(),
  /** File of the model -> files of the package that make it up, in order. */
  files: z.record(z.string(), z.array(z.string()).min(1)),
})

const urlSourceSchema = z.strictObject({
  kind: z.literal('url'),
  /** File of the model -> address. */
  files: z.record(z.string(), z.url({ protocol: /^https?$/ })),
})

const hubSourceSchema = z.strictObject({
  kind: z.literal('hub'),
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  /** A commit, where it is known: a branch can move. */
  revision: z.string().regex(/^[\w./-]+$/),
  /** File of the model -> path in the repository. Without it the hub says which files there are, and their hashes. */
  files: z.record(z.string(), fileNameSchema).optional(),
  /** Which of the hub's files are wanted: a path, or a folder with / at its end. */
  include: z.array(z.string()).optional(),
  /** About how many bytes they are, as long as the hub was not asked. */
  estimatedBytes: z.int().positive().optional(),
})

const sourceSchema = z.discriminatedUnion('kind', [npmSourceSchema, urlSourceSchema, hubSourceSchema])

const licenceSchema = z.strictObject({
  code: z.string(),
  weights: z.string(),
  commercialUse: z.enum(['yes', 'no', 'unclear']),
  /** One or two sentences for people: what is known and what is not. */
  sentence: z.string(),
})

const modelSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: z.string(),
    purpose: z.string(),
    /** Part of the set-up: the app does not do its main job without it. */
    embedded: z.boolean(),
    licence: licenceSchema,
    link: z.url(),
    source: sourceSchema,
    /** The file that is the ONNX graph; none for a checkpoint that graphs are built from. */
    graph: z.string().optional(),
    /** Empty where only the hub knows the files; then their hashes are the hub's, kept beside them. */
    files: z.array(fileSchema),
    /** For who reads the catalogue: where the hashes are then. */
    hashNote: z.string().optional(),
    /** The outputs that are wanted, if not all. */
    outputs: z.array(z.string()).min(1).optional(),
    needs: z.strictObject({
      /** What a loaded session keeps between runs. */
      memoryBytes: z.int().positive(),
      /** ONNX Runtime providers in order of preference. */
      providers: z.array(z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml'])).min(1),
    }),
  })
  .refine(
    ({ graph, files }) => graph === undefined || files.some(({ name }) => name === graph),
    'The graph is one of the files.',
  )
  .refine(({ source, files }) => files.every(({ name }) => name in (source.files ?? {})), 'Every file has a source.')
  .refine(
    ({ source, files, graph }) => files.length > 0 || (asksHub(source) && graph === undefined),
    'Only a hub can be asked for its files.',
  )

export const catalogueSchema = z.strictObject({ models: z.array(modelSchema) })

export type Catalogue = z.infer<typeof catalogueSchema>
export type CatalogueModel = z.infer<typeof modelSchema>
export type CatalogueFile = z.infer<typeof fileSchema>
export type ModelSource = z.infer<typeof sourceSchema>
export type NpmSource = z.infer<typeof npmSourceSchema>
export type HubSource = z.infer<typeof hubSourceSchema>
export type NpmModel = CatalogueModel & { source: NpmSource }

/** True where the files and their hashes are the hub's to say. */
export function asksHub(source: ModelSource): source is HubSource {
  return source.kind === 'hub' && source.files === undefined
}

export function fromNpm(model: CatalogueModel): model is NpmModel {
  return model.source.kind === 'npm'
}

/** Where a model comes from, for people. */
export function describeSource(source: ModelSource): string {
  if (source.kind === 'npm') return `npm ${source.name}@${source.version}`
  if (source.kind === 'hub') return `Hugging Face ${source.repository}@${source.revision.slice(0, 12)}`
  return [...new Set(Object.values(source.files).map((url) => new URL(url).host))].join(', ')
}

/** The catalogue that comes with the app. */
export function builtInCatalogue(): Catalogue {
  return catalogueSchema.parse(catalogueJson)
}

/** Throws MODEL_MISSING for an id that is not in the catalogue. */
export function catalogueModel(catalogue: Catalogue, id: string): CatalogueModel {
  const model = catalogue.models.find((candidate) => candidate.id === id)
  if (model) return model
  const known = catalogue.models.map((candidate) => candidate.id).join(', ')
  throw new LaminaError('MODEL_MISSING', `There is no model ${id} in the catalogue.`, `Known are: ${known}.`)
}
