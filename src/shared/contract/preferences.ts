/** What a person set. Every field has a default, so that an older or a damaged file still gives preferences. */
import { z } from 'zod'
import { decomposeOptionsSchema } from './schemas.ts'

/** A web address, or nothing. */
const addressSchema = z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(2000)])

const fields = {
  theme: z.enum(['system', 'dark', 'light']).default('system'),
  checkerboard: z.enum(['light', 'medium', 'dark']).default('light'),
  /** Letters choose tools. */
  singleKeyShortcuts: z.boolean().default(true),
  /** Command id -> shortcut, or null for none; only those that differ from the program's own. */
  shortcuts: z.record(z.string().max(100), z.string().max(100).nullable()).default({}),
  snapping: z.boolean().default(true),
  rulers: z.boolean().default(false),
  /** Width of the right dock in CSS pixels. */
  dockWidth: z.int().min(264).max(480).default(288),
  /** What Decompose does at one press. */
  decompose: decomposeOptionsSchema.prefault({}),
  /** Mebibytes that pictures may take in a window; null: as the machine allows. */
  memoryLimit: z.int().min(256).nullable().default(null),
  /** GB of the GPU that models run on, which ONNX Runtime does not tell; null: models are planned for the CPU. */
  gpuMemory: z.number().min(1).max(1024).nullable().default(null),
  /** Where models come from: a mirror of the Hugging Face hub and a proxy; empty: as the environment says. */
  downloads: z.strictObject({ mirror: addressSchema.default(''), proxy: addressSchema.default('') }).prefault({}),
  /** How a person last exported. */
  export: z.strictObject({ format: z.string().max(20).default('psd'), trim: z.boolean().default(false) }).prefault({}),
} as const

export const preferencesSchema = z.strictObject(fields)
export type Preferences = z.infer<typeof preferencesSchema>

/** Some of the fields. Built field by field, because a default would fill in what was left out. */
export const preferencesPatchSchema = z.strictObject({
  theme: fields.theme.unwrap().optional(),
  checkerboard: fields.checkerboard.unwrap().optional(),
  singleKeyShortcuts: fields.singleKeyShortcuts.unwrap().optional(),
  shortcuts: fields.shortcuts.unwrap().optional(),
  snapping: fields.snapping.unwrap().optional(),
  rulers: fields.rulers.unwrap().optional(),
  dockWidth: fields.dockWidth.unwrap().optional(),
  decompose: fields.decompose.unwrap().optional(),
  memoryLimit: fields.memoryLimit.unwrap().optional(),
  gpuMemory: fields.gpuMemory.unwrap().optional(),
  downloads: fields.downloads.unwrap().optional(),
  export: fields.export.unwrap().optional(),
})
export type PreferencesPatch = z.infer<typeof preferencesPatchSchema>

/** The defaults. */
export function defaultPreferences(): Preferences {
  return preferencesSchema.parse({})
}

/** Preferences from a file: fields that do not fit, or are not known, are left at their defaults. */
export function readPreferences(value: unknown): Preferences {
  const preferences: Record<string, unknown> = {}
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  for (const [name, schema] of Object.entries(fields)) {
    const result = schema.safeParse(given[name])
    if (result.success) preferences[name] = result.data
  }
  return preferencesSchema.parse(preferences)
}
