/** Methods for re-rolling a layer: other things that it may be where it is hidden, other edges. */
import { z } from 'zod'
import { tokenSchema } from './schemas.ts'

const size = { width: z.int().min(1), height: z.int().min(1) }
/** An asset that is to be had for a while, and where it lies in the document. */
const placed = z.strictObject({ asset: z.string(), x: z.int(), y: z.int(), ...size })
const thumbnail = z.strictObject({ asset: z.string(), ...size })

const variationSchema = z.strictObject({
  name: z.string(),
  /** A small picture of what is another. */
  thumbnail,
  pixels: placed,
  /** Gray; null: the layer's mask stays as it is. */
  mask: placed.nullable(),
})
export type Variation = z.infer<typeof variationSchema>

const of = { document: tokenSchema, layer: tokenSchema, newEdge: z.boolean() }

export const varyMethods = {
  /**
   * What of the layer may become another, as it is now; null where that is nothing: nothing of it is hidden and, with
   * `newEdge`, it has no edge. NOT_ALLOWED where the layer has no pixels of its own, or they are locked.
   */
  'vary.current': { params: z.strictObject(of), result: thumbnail.nullable() },
  /**
   * The variation of this number, from 0 on. `variation` null: this one is like the layer as it is; `more` false: there are
   * none of this number and higher ones. What is seen stays the same but for a new edge. Cancel the request when nobody waits.
   */
  'vary.make': {
    params: z.strictObject({ ...of, index: z.int().min(0).max(100) }),
    result: z.strictObject({ variation: variationSchema.nullable(), more: z.boolean() }),
  },
} as const
