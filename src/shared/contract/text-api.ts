/** Methods on live text of open documents. */
import { z } from 'zod'
import { layerTextSchema, matrixSchema } from '../document/schema.ts'
import { tokenSchema } from './schemas.ts'

const document = { document: tokenSchema }

export const textMethods = {
  /**
   * The live text that a layer in which text was read stands for: font, size, tracking, colour and place as its pixels
   * show them. NOT_ALLOWED where its lines are of different kinds or none of it can be set.
   */
  'text.match': {
    params: z.strictObject({ ...document, layer: tokenSchema }),
    result: layerTextSchema,
  },
  /**
   * Draws a text and stores its pixels, to be named by a commit; null where nothing would show. `placement` leads from
   * text space to the document, in which the box is.
   */
  'text.draw': {
    params: z.strictObject({
      ...document,
      text: layerTextSchema.omit({ transform: true, likeness: true, original: true }),
      placement: matrixSchema,
    }),
    result: z.strictObject({ asset: z.string(), x: z.int(), y: z.int(), width: z.int(), height: z.int() }).nullable(),
  },
} as const
