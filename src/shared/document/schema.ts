/**
 * Schemas of the records for data that comes from outside: a file, a message. types.ts is the source of truth;
 * schema.test.ts holds at compile time that both say the same.
 */
import { z } from 'zod'
import { LaminaError } from '../contract/errors.ts'
import { MAX_GUIDES, MAX_SIDE } from './limits.ts'
import { blendModes, layerKinds, textAlignments, type RecordsDiff } from './types.ts'

/** The first character is never an underscore, so that an id is never a property of Object.prototype such as `__proto__`. */
const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'is not an id')
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'is not a sha256 in lower-case hex')
/** Digits 0-9A-Za-z; a last 0 would leave no key below it. */
const orderSchema = z
  .string()
  .max(1000)
  .regex(/^[0-9A-Za-z]*[1-9A-Za-z]$/, 'is not an order key')
const nameSchema = z.string().max(1000)
const sideSchema = z.int().min(1).max(MAX_SIDE)
const shareSchema = z.number().min(0).max(1)
const byteSchema = z.number().min(0).max(255)
const colorSchema = z.tuple([byteSchema, byteSchema, byteSchema])

const textRunSchema = z.strictObject({
  string: z.string().max(10_000),
  box: z.strictObject({ x: z.number(), y: z.number(), width: z.number().min(0), height: z.number().min(0) }),
  confidence: shareSchema,
  color: colorSchema,
})

export const matrixSchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()])

export const layerTextSchema = z.strictObject({
  string: z.string().max(10_000),
  family: z.string().min(1).max(200),
  weight: z.number().min(1).max(1000),
  italic: z.boolean(),
  size: z.number().positive().max(MAX_SIDE),
  color: colorSchema,
  align: z.enum(textAlignments),
  tracking: z.number().min(-1000).max(10_000),
  lineHeight: z.number().min(0).max(100),
  transform: matrixSchema,
  likeness: shareSchema.nullable(),
  original: z
    .strictObject({ asset: hashSchema, width: sideSchema, height: sideSchema, transform: matrixSchema })
    .nullable(),
})

export const layerMaskSchema = z.strictObject({
  asset: hashSchema,
  x: z.int(),
  y: z.int(),
  width: sideSchema,
  height: sideSchema,
  enabled: z.boolean(),
  outside: z.union([z.literal(0), z.literal(255)]),
})

const layerBase = {
  id: idSchema,
  parent: idSchema.nullable(),
  order: orderSchema,
  name: nameSchema,
  kind: z.enum(layerKinds),
  visible: z.boolean(),
  locks: z.strictObject({ transparency: z.boolean(), pixels: z.boolean(), position: z.boolean() }),
  opacity: shareSchema,
  blendMode: z.enum(blendModes),
  clipping: z.boolean(),
  mask: layerMaskSchema.nullable(),
  label: z.enum(['red', 'orange', 'yellow', 'green', 'blue', 'violet', 'gray']).nullable(),
}

export const pixelLayerSchema = z.strictObject({
  ...layerBase,
  type: z.literal('pixels'),
  asset: hashSchema,
  width: sideSchema,
  height: sideSchema,
  transform: matrixSchema,
  confidence: shareSchema.nullable(),
  texts: z.array(textRunSchema).max(10_000),
  text: layerTextSchema.nullable(),
})

export const groupLayerSchema = z.strictObject({
  ...layerBase,
  type: z.literal('group'),
  collapsed: z.boolean(),
})

const gradientStopSchema = z.strictObject({ offset: shareSchema, color: colorSchema, opacity: shareSchema })

export const fillLayerSchema = z.strictObject({
  ...layerBase,
  type: z.literal('fill'),
  fill: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('color'), color: colorSchema }),
    z.strictObject({
      type: z.literal('gradient'),
      shape: z.enum(['linear', 'radial']),
      angle: z.number(),
      stops: z.array(gradientStopSchema).min(2).max(100),
    }),
    z.strictObject({
      type: z.literal('picture'),
      asset: hashSchema,
      width: sideSchema,
      height: sideSchema,
      fit: z.enum(['cover', 'contain', 'tile']),
    }),
  ]),
})

export const documentRecordSchema = z.strictObject({
  id: z.literal('document'),
  type: z.literal('document'),
  name: nameSchema,
  width: sideSchema,
  height: sideSchema,
  resolution: z.number().positive(),
  guides: z.array(z.strictObject({ axis: z.enum(['x', 'y']), at: z.number() })).max(MAX_GUIDES),
  source: z
    .strictObject({
      fileName: z.string().max(1000),
      file: hashSchema.nullable(),
      pixels: hashSchema.nullable(),
      convertedFromProfile: z.string().max(1000).nullable(),
    })
    .nullable(),
  engine: z
    .strictObject({
      id: z.string().max(100),
      options: z.record(z.string(), z.unknown()),
      models: z.array(z.strictObject({ id: z.string().max(100), sha256: hashSchema })).max(100),
    })
    .nullable(),
})

export const recordSchema = z.discriminatedUnion('type', [
  documentRecordSchema,
  pixelLayerSchema,
  groupLayerSchema,
  fillLayerSchema,
])

export const recordsDiffSchema = z.strictObject({
  added: z.record(idSchema, recordSchema),
  updated: z.record(idSchema, z.tuple([recordSchema, recordSchema])),
  removed: z.record(idSchema, recordSchema),
})

/** A diff from outside, checked. Throws DIFF_INVALID that names the first field at fault. */
export function parseDiff(value: unknown): RecordsDiff {
  const result = recordsDiffSchema.safeParse(value)
  if (result.success) return result.data
  throw new LaminaError('DIFF_INVALID', `The change is not well formed: ${firstIssue(result.error)}.`)
}

/** "path.to.field: what is wrong" of the first issue. */
export function firstIssue(error: z.ZodError): string {
  const { path, message } = error.issues[0]
  return path.length > 0 ? `${path.join('.')}: ${message}` : message
}
