/** Methods about the program itself: what it is, its models, its preferences, its window. */
import { z } from 'zod'
import { qualities } from './limits.ts'
import { preferencesPatchSchema, preferencesSchema } from './preferences.ts'
import { licenceSchema, tokenSchema } from './schemas.ts'

const nothing = z.strictObject({})

const recentSchema = z.strictObject({
  id: tokenSchema,
  /** File name. */
  name: z.string(),
  /** For showing; the home folder is a tilde. */
  folder: z.string(),
  /** ISO 8601. */
  openedAt: z.string(),
  /** URL path of a small picture, or null. */
  preview: z.string().nullable(),
})
export type RecentFile = z.infer<typeof recentSchema>

const recoverySchema = z.strictObject({
  id: tokenSchema,
  name: z.string(),
  file: z.string().nullable(),
  /** Of the last change, ISO 8601. */
  changedAt: z.string(),
  preview: z.string().nullable(),
})
export type RecoveryEntry = z.infer<typeof recoverySchema>

const engineSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** Whether a prompt has any effect. */
  takesPrompt: z.boolean(),
  /** Its models are there. */
  ready: z.boolean(),
  /** What it needs and on what terms; models.list tells more. */
  models: z.array(z.strictObject({ id: z.string(), title: z.string(), licence: licenceSchema })),
  /** Fewest and most layers that it makes. */
  layers: z.strictObject({ least: z.int(), most: z.int() }),
  /** Whether it takes a quality; one that takes steps has them instead. */
  qualities: z.boolean(),
  /** How many steps a quality is; null where it makes layers in another way. */
  steps: z.record(z.enum(qualities), z.int()).nullable(),
  /** What it would run on as things are; `automatic`: a GPU where ONNX Runtime finds one. */
  device: z.enum(['cpu', 'gpu', 'automatic']),
})
export type EngineSummary = z.infer<typeof engineSchema>

/** A native menu as data. `command` comes back in the event `menu.command`. */
export interface MenuEntry {
  label: string
  command?: string
  /** As Electron writes it: CommandOrControl+Shift+S. */
  accelerator?: string
  enabled?: boolean
  checked?: boolean
  separator?: boolean
  /** What the system does itself. */
  role?: (typeof menuRoles)[number]
  submenu?: MenuEntry[]
}
const menuRoles = [
  'about',
  'services',
  'hide',
  'hideOthers',
  'unhide',
  'quit',
  'minimize',
  'zoom',
  'front',
  'togglefullscreen',
  'cut',
  'copy',
  'paste',
  'selectAll',
] as const
const menuEntrySchema: z.ZodType<MenuEntry> = z.lazy(() =>
  z.strictObject({
    label: z.string().max(200),
    command: tokenSchema.optional(),
    accelerator: z.string().max(100).optional(),
    enabled: z.boolean().optional(),
    checked: z.boolean().optional(),
    separator: z.boolean().optional(),
    role: z.enum(menuRoles).optional(),
    submenu: z.array(menuEntrySchema).max(100).optional(),
  }),
)

export const appMethods = {
  'app.info': {
    params: nothing,
    result: z.strictObject({
      version: z.string(),
      /** Node's name of it: linux, darwin, win32... */
      platform: z.string(),
      host: z.enum(['electron', 'browser']),
      recent: z.array(recentSchema),
      samples: z.array(z.strictObject({ name: tokenSchema, title: z.string() })),
      /** What the program was started with: open it with `{kind: 'startup'}`. */
      startup: z.strictObject({ name: z.string() }).nullable(),
      /** What was not saved when the program ended, the newest first. */
      recovery: z.array(recoverySchema),
      preferences: preferencesSchema,
      limits: z.strictObject({ maxPixels: z.int(), maxSide: z.int(), minSide: z.int(), maxBytes: z.int() }),
    }),
  },
  /** What can take pictures apart; the first is the one to begin with. */
  'engines.list': { params: nothing, result: z.array(engineSchema) },
  'recent.list': { params: nothing, result: z.array(recentSchema) },
  'recent.clear': { params: nothing, result: nothing },
  /** Deletes unsaved work that the person does not want back. */
  'recovery.discard': { params: z.strictObject({ id: tokenSchema }), result: nothing },
  'preferences.get': { params: nothing, result: preferencesSchema },
  /** Sets the fields that are given; every window is told by `preferences.changed`. */
  'preferences.set': { params: z.strictObject({ patch: preferencesPatchSchema }), result: preferencesSchema },
  /** What the window shows: its title, the close prompt, the taskbar. The browser host takes it and does nothing. */
  'window.setState': {
    params: z.strictObject({
      title: z.string().max(1000),
      document: tokenSchema.nullable(),
      dirty: z.boolean(),
    }),
    result: nothing,
  },
  /** Electron only; the browser host answers NOT_AVAILABLE. */
  'window.new': { params: nothing, result: nothing },
  'window.close': { params: nothing, result: nothing },
  'window.toggleFullScreen': { params: nothing, result: nothing },
  'app.quit': { params: nothing, result: nothing },
  /** macOS only; elsewhere taken without effect. */
  'window.setMenu': { params: z.strictObject({ menus: z.array(menuEntrySchema).max(20) }), result: nothing },
} as const
export type AppInfo = z.infer<(typeof appMethods)['app.info']['result']>
