/** Methods for picking things out of an open document: hints in, mattes and layers out. */
import { z } from 'zod'
import { tokenSchema } from './schemas.ts'

const coordinate = z.number().min(-1_000_000).max(1_000_000)
const size = z.number().min(0).max(1_000_000)
/** Adds to what is picked, or takes away. */
const inside = z.boolean()

/** What a person points with, in document pixels. */
export const pickHintSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('point'), x: coordinate, y: coordinate, inside }),
  /** Around the thing. */
  z.strictObject({ kind: z.literal('box'), x: coordinate, y: coordinate, width: size, height: size, inside }),
  /** x, y, x, y... of a rough stroke over the thing, and its width. */
  z.strictObject({ kind: z.literal('stroke'), points: z.array(coordinate).min(2).max(20_000), size, inside }),
])
export type PickHint = z.infer<typeof pickHintSchema>

const hints = z.array(pickHintSchema).min(1).max(500)

const of = {
  document: tokenSchema,
  /** The layer whose pixels are picked from; null: what is seen. */
  layer: tokenSchema.nullable(),
}

/** A matte as an asset (gray) that lies over a box of the document, and may have fewer pixels than it. */
const matteSchema = z.strictObject({
  asset: z.string(),
  width: z.int().min(1),
  height: z.int().min(1),
  /** Document pixels, in fractions. */
  box: z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
})
export type PickMatte = z.infer<typeof matteSchema>

export const pickMethods = {
  /** Looks at the picture ahead of the first question; answers when that is done. Cancel the request when nobody waits. */
  'pick.prepare': { params: z.strictObject(of), result: z.strictObject({}) },
  /** What a click at a point would take, as far as it is known in a moment; null where it is not, or nothing is there. */
  'pick.hover': { params: z.strictObject({ ...of, x: coordinate, y: coordinate }), result: matteSchema.nullable() },
  /** What the hints pick, one after the other; null where that is nothing. Cancel the request when there are others. */
  'pick.matte': { params: z.strictObject({ ...of, hints }), result: matteSchema.nullable() },
  /**
   * Makes a layer of what the hints pick, as a job of the kind `pick`: it is lifted out of the layer that it is picked
   * from, with what it hid filled in; what is seen stays exactly the same. An empty name: one that says what it is.
   * LAYER_NOT_SPLITTABLE where nothing is picked, or nothing would be left.
   */
  'pick.start': {
    params: z.strictObject({ ...of, hints, name: z.string().max(1000).default('') }),
    result: z.strictObject({ job: tokenSchema }),
  },
} as const
