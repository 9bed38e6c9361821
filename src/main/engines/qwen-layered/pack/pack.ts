/** Packs a checkpoint (diffusers layout, safetensors) into weights that the graphs load as external data. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { isCancelled, LaminaError, throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { configFiles, readConfigs } from '../checkpoint/configs.ts'
import { tokenizerFiles } from '../checkpoint/tokenizer-files.ts'
import { openComponent, type SourceComponent, type SourceTensor } from '../checkpoint/safetensors.ts'
import { partsOf, type Component, type Part } from '../graphs/parts.ts'
import type { WeightNeed } from '../graphs/weights.ts'
import { openTokenizer } from '../stages/tokenise.ts'
import { CONFIG_FOLDER, MANIFEST, openPackedModel } from './manifest.ts'
import type { PackedModel, PackedPart, PackManifest, Precision } from './manifest.ts'
import { PartWriter } from './part-writer.ts'
import { BLOCK } from './quantise.ts'

export interface PackProgress {
  /** Bytes of the checkpoint that have been read, of all that will be: for their hash, and for packing. */
  bytes: number
  total: number
  detail: string
}

export interface PackOptions {
  precision: Precision
  signal?: AbortSignal
  onProgress?: (progress: PackProgress) => void
}

/** What has been done, kept beside the parts until all are there. */
interface Journal {
  precision: Precision
  source: PackManifest['source']
  /** Size and time of change of each source file, by which a changed checkpoint is noticed. */
  stamps: string[]
  parts: PackedPart[]
}

const JOURNAL = 'packing.json'
const PARTIAL = '.partial'
const weights: Readonly<Record<Component, string>> = {
  transformer: 'diffusion_pytorch_model',
  vae: 'diffusion_pytorch_model',
  text_encoder: 'model',
}

/**
 * Packs `checkpoint` into `target`. A packing that was stopped goes on with the part it was at; one that is complete is
 * left as it is. Takes memory for the largest matrix of a layer, twice, at most 1 GiB for the real model.
 * Throws MODEL_MISSING, MODEL_DAMAGED, MODEL_UNSUPPORTED, DISK_FULL, OUTPUT_NOT_WRITABLE, CANCELLED.
 */
export async function packCheckpoint(checkpoint: string, target: string, options: PackOptions): Promise<PackedModel> {
  try {
    await pack(checkpoint, target, options)
  } catch (error) {
    throw packFailure(error, target)
  }
  return openPackedModel(target)
}

async function pack(checkpoint: string, target: string, options: PackOptions): Promise<void> {
  const { precision, signal, onProgress = () => {} } = options
  const configs = await readConfigs(checkpoint)
  // Only to find out now, and not when the model is used.
  await openTokenizer(checkpoint, configs.textEncoder)
  const parts = partsOf(configs)
  const components = await openComponents(checkpoint)
  const sources = new Map(parts.map((part) => [part.id, sourcesOf(part, components[part.component])]))
  const files = [...new Set(Object.values(components).flatMap((component) => component.files))]
  const stamps = await Promise.all(files.map(stampOf))
  const previous = await readJournal(target, precision, stamps)
  if (previous?.complete) return
  await mkdir(target, { recursive: true })
  await checkSpace(target, parts, precision)
  // What is there of another packing is no model any more.
  await rm(join(target, MANIFEST), { force: true })

  const partBytes = (id: string) => sum([...(sources.get(id)?.values() ?? [])].map(({ length }) => length))
  const fileBytes = sum(await Promise.all(files.map(async (file) => (await stat(file)).size)))
  const done = new Map(previous?.journal.parts.map((part) => [part.id, part]) ?? [])
  const total = fileBytes + sum(parts.map(({ id }) => partBytes(id)))
  let bytes = 0
  const advance = (count: number, detail: string) => onProgress({ bytes: (bytes += count), total, detail })

  const source = previous?.journal.source ?? []
  if (source.length === 0) {
    for (const file of files) {
      const sha256 = await hashFile(file, (count) => advance(count, relative(checkpoint, file)), signal)
      source.push({ path: relative(checkpoint, file), bytes: (await stat(file)).size, sha256 })
    }
  } else advance(fileBytes, '')

  const journal: Journal = { precision, source, stamps, parts: [...done.values()] }
  for (const part of parts) {
    if (done.has(part.id)) {
      advance(partBytes(part.id), part.id)
      continue
    }
    journal.parts.push(await packPart(part, sources.get(part.id) ?? new Map(), target, options, advance))
    await writeWhole(join(target, JOURNAL), JSON.stringify(journal))
  }
  const manifest: PackManifest = {
    format: 1,
    precision,
    source,
    configs: await copyConfigs(checkpoint, target),
    parts: parts.map(({ id }) => journal.parts.find((part) => part.id === id) as PackedPart),
  }
  await writeWhole(join(target, MANIFEST), JSON.stringify(manifest))
}

async function packPart(
  part: Part,
  sources: ReadonlyMap<string, SourceTensor>,
  target: string,
  { precision, signal }: PackOptions,
  advance: (bytes: number, detail: string) => void,
): Promise<PackedPart> {
  const file = `${part.id}.data`
  const partial = join(target, `${file}${PARTIAL}`)
  const handle = await open(partial, 'w')
  const writer = new PartWriter(handle, { precision, signal, onBytes: (count) => advance(count, part.id) })
  const tensors: PackedPart['tensors'] = {}
  try {
    for (const need of part.needs) tensors[need.name] = await writer.add(need, sources.get(need.name) as SourceTensor)
    await handle.truncate(writer.bytes)
    await handle.sync()
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  } finally {
    await writer.close()
    await handle.close()
  }
  const sha256 = await hashFile(partial, () => {}, signal)
  await rename(partial, join(target, file))
  return { id: part.id, file, bytes: writer.bytes, sha256, tensors }
}

async function openComponents(checkpoint: string): Promise<Record<Component, SourceComponent>> {
  const open = (component: Component) => openComponent(join(checkpoint, component), weights[component])
  return { transformer: await open('transformer'), vae: await open('vae'), text_encoder: await open('text_encoder') }
}

/** The tensors that a part needs. Throws MODEL_DAMAGED for one that is not there or has another shape. */
function sourcesOf(part: Part, component: SourceComponent): Map<string, SourceTensor> {
  return new Map(part.needs.map((need) => [need.name, sourceOf(need, component)]))
}

function sourceOf({ name, dims }: WeightNeed, { files, tensors }: SourceComponent): SourceTensor {
  const tensor = tensors.get(name) ?? tensors.get(newerName(name))
  const hint = 'The checkpoint is incomplete, or its configuration is of another one: download it again.'
  if (!tensor) throw new LaminaError('MODEL_DAMAGED', `${dirname(files[0])} has no weight ${name}.`, hint)
  if (tensor.dims.length !== dims.length || tensor.dims.some((dim, axis) => dim !== dims[axis])) {
    const message = `${name} in ${tensor.file} has the shape ${tensor.dims.join(' x ')} in place of ${dims.join(' x ')}.`
    throw new LaminaError('MODEL_DAMAGED', message, hint)
  }
  return tensor
}

/** How newer versions of transformers name the weights of the text encoder. */
function newerName(name: string): string {
  if (name.startsWith('visual.')) return `model.${name}`
  return name.replace(/^model\./, 'model.language_model.')
}

/** Journal of an earlier packing of the same checkpoint at the same precision, with the parts that are still there. */
async function readJournal(
  target: string,
  precision: Precision,
  stamps: readonly string[],
): Promise<{ journal: Journal; complete: boolean } | undefined> {
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
  const manifest = await stat(join(target, MANIFEST)).catch(() => undefined)
  const complete = manifest !== undefined && present.length === journal.parts.length
  return { journal: { ...journal, parts: present }, complete }
}

async function stampOf(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file)
  return `${file}:${size}:${mtimeMs}`
}

/** Throws DISK_FULL when what will be written does not fit. */
async function checkSpace(target: string, parts: readonly Part[], precision: Precision): Promise<void> {
  const needed = packedBytes(parts, precision)
  const { bavail, bsize } = await statfs(target)
  if (bavail * bsize >= needed) return
  const gib = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`
  const message = `Packing needs ${gib(needed)} in ${target}, and ${gib(bavail * bsize)} are free.`
  throw new LaminaError('DISK_FULL', message, 'Free space, choose another folder, or pack with fewer bits.')
}

/** Bytes of all packed weights, within a few percent; loaded, scales take 4 bytes. */
export function packedBytes(parts: readonly Part[], precision: Precision, scaleBytes: 2 | 4 = 2): number {
  const scale = scaleBytes / BLOCK
  const perWeight = { float32: 4, float16: 2, int8: 1 + scale, int4: 0.5 + scale + 0.5 / BLOCK }[precision]
  const float = precision === 'float32' ? 4 : 2
  return sum(
    parts.flatMap(({ needs }) =>
      needs.map(({ dims, use, precise }) => {
        const count = dims.reduce((all, dim) => all * dim, 1)
        if (use === 'plain' || use === 'kernel') return count * 4
        return count * (precise ? float : perWeight)
      }),
    ),
  )
}

async function copyConfigs(checkpoint: string, target: string): Promise<PackManifest['configs']> {
  const copied: PackManifest['configs'] = []
  for (const path of [...configFiles, ...tokenizerFiles]) {
    const from = join(checkpoint, path)
    const found = await stat(from).catch(() => undefined)
    if (!found) continue
    const to = join(target, CONFIG_FOLDER, path)
    await mkdir(dirname(to), { recursive: true })
    await copyFile(from, to)
    copied.push({ path, bytes: found.size, sha256: await hashFile(to, () => {}) })
  }
  return copied
}

async function hashFile(path: string, onBytes: (bytes: number) => void, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 4 * 1024 * 1024 })) {
    throwIfCancelled(signal)
    hash.update(chunk as Buffer)
    onBytes((chunk as Buffer).length)
  }
  return hash.digest('hex')
}

/** Writes a file so that it is there whole or not at all. */
async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}${PARTIAL}`
  await writeFile(partial, text, { flush: true })
  await rename(partial, path)
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

function packFailure(error: unknown, target: string): Error {
  if (isCancelled(error)) return new LaminaError('CANCELLED', 'Packing the model was cancelled.')
  if (error instanceof LaminaError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new LaminaError('DISK_FULL', `The disk of ${target} is full.`, 'Free space and pack again: it goes on.', {
      cause: error,
    })
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
    const hint = 'Choose a folder that can be written to.'
    return new LaminaError('OUTPUT_NOT_WRITABLE', `${target} cannot be written to.`, hint, { cause: error })
  }
  return new LaminaError('ENGINE_FAILED', `The model could not be packed: ${message}`, '', { cause: error })
}
