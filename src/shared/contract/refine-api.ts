/** Methods for refining the edge of a layer: settings in, its matte out, and the layer with that edge. */
import { z } from 'zod'
import { tokenSchema } from './schemas.ts'

/** Largest radius and feather, in pixels. */
export const maxEdgeReach = 100

export const edgeSettingsSchema = z.strictObject({
  /** The edge is looked for anew this far on both sides of it, in pixels. */
  radius: z.number().min(0).max(maxEdgeReach),
  /** Evens out an outline, in percent. */
  smooth: z.number().min(0).max(100),
  /** Softens it, in pixels. */
  feather: z.number().min(0).max(maxEdgeReach),
  /** Hardens it, in percent. */
  contrast: z.number().min(0).max(100),
  /** Moves it outwards, or inwards, in percent of the radius or the feather, and of 2 pixels at least. */
  shift: z.number().min(-100).max(100),
  /** Takes the old surroundings out of the colors of the edge. */
  clean: z.boolean(),
})
export type EdgeSettings = z.infer<typeof edgeSettingsSchema>

const of = { document: tokenSchema, layer: tokenSchema, settings: edgeSettingsSchema }

const region = { x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }

/** Pixels as assets that are to be had for a while, and where they lie in the document. */
const refinedEdgeSchema = z.strictObject({
  /** Gray; nothing of the layer shows outside of it. */
  matte: z.strictObject({ asset: z.string(), ...region }),
  /** Opaque: what the matte cuts out. */
  colors: z.strictObject({ asset: z.string(), ...region }),
})
export type RefinedEdge = z.infer<typeof refinedEdgeSchema>

export const refineMethods = {
  /**
   * The edge of a layer of pixels with these settings, for showing. Cancel the request when there are others.
   * NOT_ALLOWED where the layer has no pixels of its own, or they are locked.
   */
  'refine.edge': { params: z.strictObject(of), result: refinedEdgeSchema },
  /** Gives the layer that edge, as a mask, as a job of the kind `refine`: one change, of this layer alone. */
  'refine.start': { params: z.strictObject(of), result: z.strictObject({ job: tokenSchema }) },
} as const
