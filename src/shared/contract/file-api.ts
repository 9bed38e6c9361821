/**
 * Methods that work on files by their paths: for the command line and scripts, which a person gave the paths. They are
 * never served to a page; what a window may ask for is in api.ts.
 */
import { z } from 'zod'
import { outputFormats, usualFormats } from './limits.ts'
import { decomposeOptionsSchema, pathSchema } from './schemas.ts'

/** Method name -> schema of its parameters. */
export const fileMethods = {
  'decompose.start': z.strictObject({
    picture: pathSchema,
    /** Folder that gets a folder for the picture. */
    output: pathSchema,
    formats: z
      .array(z.enum(outputFormats))
      .min(1)
      .default([...usualFormats]),
    options: decomposeOptionsSchema,
    /** A picture above the limits is taken apart at the largest size that fits, instead of refused. */
    downscale: z.boolean().default(false),
  }),
  'split.start': z.strictObject({
    project: pathSchema,
    layer: z.string().min(1),
    options: decomposeOptionsSchema,
  }),
  'export.start': z.strictObject({ project: pathSchema, to: pathSchema }),
} as const

export type FileMethod = keyof typeof fileMethods
/** What a caller gives: fields with a default may be left out. */
export type FileParamsInput<M extends FileMethod> = z.input<(typeof fileMethods)[M]>
export type FileParams<M extends FileMethod> = z.output<(typeof fileMethods)[M]>
