/** A packed model: a folder of configurations, weights in files of their own, and a manifest of them all. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LaminaError } from '../../../../shared/contract/errors.ts'
import { precisions, type Precision } from '../../../../shared/contract/limits.ts'

export { precisions, type Precision }

const bytes = z.int().nonnegative()
const range = z.strictObject({ offset: bytes, length: bytes })

/**
 * How a tensor lies in the file. `plain`: as in the checkpoint (a kernel: its last tap); `transposed`: [inputs,
 * outputs]; `rows`: [outputs, inputs]; `int4`, `int8`: MatMulNBits, with binary16 scales, and zero points if they
 * made the error smaller.
 */
const tensorSchema = z.strictObject({
  layout: z.enum(['plain', 'transposed', 'rows', 'int4', 'int8']),
  type: z.enum(['float32', 'float16', 'uint8']),
  /** Of what lies in the file. */
  dims: z.array(bytes),
  data: range,
  scales: range.optional(),
  zeros: range.optional(),
  /** Root mean square of what quantising changed, relative to that of the weights. */
  error: z.number().optional(),
})
export type PackedTensor = z.infer<typeof tensorSchema>

const fileSchema = z.strictObject({ path: z.string(), bytes, sha256: z.string() })

const partSchema = z.strictObject({
  id: z.string(),
  file: z.string(),
  bytes,
  sha256: z.string(),
  tensors: z.record(z.string(), tensorSchema),
})
export type PackedPart = z.infer<typeof partSchema>

const loraSchema = z.strictObject({
  ...fileSchema.shape,
  /** How much of it was added. */
  scale: z.number(),
  /** Steps that it is made for, without guidance; left out if it is not for few steps. */
  steps: z.int().positive().optional(),
  /** Matrices that it changed. */
  matrices: z.int(),
})

const manifestSchema = z.strictObject({
  format: z.literal(1),
  precision: z.enum(precisions),
  /** The checkpoint's weights, by which it is known. */
  source: z.array(fileSchema),
  /** What was merged into the transformer. */
  lora: loraSchema.optional(),
  /** Configurations and tokenizer, in `config/`. */
  configs: z.array(fileSchema),
  parts: z.array(partSchema),
})
export type PackManifest = z.infer<typeof manifestSchema>

export const MANIFEST = 'manifest.json'
export const CONFIG_FOLDER = 'config'

export interface PackedModel {
  folder: string
  manifest: PackManifest
  part(id: string): PackedPart
}

const AGAIN = 'Pack the model again.'

/**
 * Opens a packed model; the sizes of its files are checked, not their hashes.
 * Throws MODEL_MISSING when there is none, MODEL_DAMAGED when it is incomplete.
 */
export async function openPackedModel(folder: string): Promise<PackedModel> {
  const path = join(folder, MANIFEST)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) {
    throw new LaminaError('MODEL_MISSING', `There is no packed model in ${folder}.`, 'Pack the checkpoint first.')
  }
  const manifest = parseManifest(path, text)
  for (const { file, bytes: size } of manifest.parts) {
    const found = await stat(join(folder, file)).catch(() => undefined)
    if (!found) throw new LaminaError('MODEL_DAMAGED', `${join(folder, file)} is not there.`, AGAIN)
    if (found.size !== size) {
      const message = `${join(folder, file)} has ${found.size} bytes and should have ${size}.`
      throw new LaminaError('MODEL_DAMAGED', message, AGAIN)
    }
  }
  const parts = new Map(manifest.parts.map((part) => [part.id, part]))
  return {
    folder,
    manifest,
    part(id) {
      const part = parts.get(id)
      if (!part) throw new LaminaError('MODEL_DAMAGED', `The packed model in ${folder} has no part ${id}.`, AGAIN)
      return part
    },
  }
}

function parseManifest(path: string, text: string): PackManifest {
  try {
    return manifestSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new LaminaError('MODEL_DAMAGED', `${path} is not the manifest of a packed model.`, AGAIN, { cause: error })
  }
}
