/** The catalogue of models: what each is for, on what terms, where it comes from, what its files must be. */
import { z } from 'zod'
import catalogueJson from '../../../resources/models/catalogue.json' with { type: 'json' }
import { LaminaError } from '../../shared/contract/errors.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const fileSchema = z.strictObject({ name: z.string().regex(/^[\w.-]+$/), size: z.int().positive(), sha256 })

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
    source: npmSourceSchema,
    /** The file that is the ONNX graph. */
    graph: z.string(),
    files: z.array(fileSchema).min(1),
    /** The outputs that are wanted, if not all. */
    outputs: z.array(z.string()).min(1).optional(),
    needs: z.strictObject({
      /** What a loaded session keeps between runs. */
      memoryBytes: z.int().positive(),
      /** ONNX Runtime providers in order of preference. */
      providers: z.array(z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml'])).min(1),
    }),
  })
  .refine(({ graph, files }) => files.some(({ name }) => name === graph), 'The graph is one of the files.')
  .refine(({ source, files }) => files.every(({ name }) => name in source.files), 'Every file has a source.')

export const catalogueSchema = z.strictObject({ models: z.array(modelSchema) })

export type Catalogue = z.infer<typeof catalogueSchema>
export type CatalogueModel = z.infer<typeof modelSchema>
export type CatalogueFile = z.infer<typeof fileSchema>
export type NpmSource = z.infer<typeof npmSourceSchema>

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
