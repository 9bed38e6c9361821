/** What of a packing has been done, kept beside the parts: a packing that was stopped goes on. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '../../../files/write-file.ts'
import type { PackedPart, PackManifest, Precision } from './manifest.ts'

export const PARTIAL = '.partial'
const JOURNAL = 'packing.json'

export interface Journal {
  precision: Precision
  source: PackManifest['source']
  /** Size and time of change of each source file, and how a LoRA is merged, by which another packing is noticed. */
  stamps: string[]
  parts: PackedPart[]
}

/** Of an earlier packing of the same sources at the same precision, with the parts that are still there. */
export async function readJournal(
  target: string,
  precision: Precision,
  stamps: readonly string[],
): Promise<Journal | undefined> {
  const text = await readFile(join(target, JOURNAL), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  let journal: Journal
  try {
    journal = JSON.parse(text) as Journal
  } catch {
    return undefined
  }
  if (journal.precision !== precision || journal.stamps.join() !== stamps.join()) return undefined
  const present: PackedPart[] = []
  for (const part of journal.parts) {
    const found = await stat(join(target, part.file)).catch(() => undefined)
    if (found?.size === part.bytes) present.push(part)
  }
  return { ...journal, parts: present }
}

export async function writeJournal(target: string, journal: Journal): Promise<void> {
  await writeFileAtomic(join(target, JOURNAL), [Buffer.from(JSON.stringify(journal))])
}

export async function stampOf(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file)
  return `${file}:${size}:${mtimeMs}`
}
