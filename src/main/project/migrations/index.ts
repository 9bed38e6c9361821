import { recordsAndAssets } from './0001-records-and-assets.ts'
import { liveText } from './0002-live-text.ts'
import { guides } from './0003-guides.ts'
import type { Migration } from './migration.ts'

/** All migrations in order; the last one's version is the file format's. The next one is a file here and a line below. */
export const migrations: readonly Migration[] = [recordsAndAssets, liveText, guides]
