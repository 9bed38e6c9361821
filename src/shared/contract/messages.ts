/** What goes over a Transport. */
import { z } from 'zod'
import { errorTextsSchema } from './schemas.ts'

const id = z.int().min(1)
const method = z.string().min(1).max(100)

export const clientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('request'), id, method, params: z.unknown() }),
  z.strictObject({ type: z.literal('cancel'), id }),
])
export type ClientMessage = z.infer<typeof clientMessageSchema>

export const serverMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('result'), id, result: z.unknown() }),
  z.strictObject({
    type: z.literal('error'),
    id,
    error: errorTextsSchema.extend({ code: z.string() }),
  }),
  z.strictObject({ type: z.literal('cancelled'), id }),
  z.strictObject({ type: z.literal('event'), event: z.string(), data: z.unknown() }),
])
export type ServerMessage = z.infer<typeof serverMessageSchema>
