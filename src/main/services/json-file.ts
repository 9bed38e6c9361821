/** Small JSON files that are whole or as they were. */
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeFileAtomic } from '../files/write-file.ts'

/** The value; undefined where there is no file, or none that can be read as JSON. */
export async function readJsonFile(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown
  } catch {
    return undefined
  }
}

/** Makes the folder where it is not there. Throws as writeFileAtomic. */
export async function writeJsonFile(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFileAtomic(file, [Buffer.from(`${JSON.stringify(value, null, 2)}\n`)])
}
