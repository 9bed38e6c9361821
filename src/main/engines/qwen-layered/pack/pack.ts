/** Packs a checkpoint (diffusers layout, safetensors) into weights that the graphs load as external data. */
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { hashFile } from '../../../files/hash-file.ts'
import { writeFileAtomic } from '../../../files/write-file.ts'
import { configFiles, readConfigs } from '../checkpoint/configs.ts'
import type { SourceTensor } from '../checkpoint/source.ts'
import { tokenizerFiles } from '../checkpoint/tokenizer-files.ts'
import { partsOf, type Part } from '../graphs/parts.ts'
import type { WeightNeed } from '../graphs/weights.ts'
import { openTokenizer } from '../stages/tokenise.ts'
import { packFailure } from './failure.ts'
import { PARTIAL, readJournal, stampOf, writeJournal, type Journal } from './journal.ts'
import { openLora, stepsInName } from './lora/lora-file.ts'
import { MergingReader } from './lora/merging-reader.ts'
import { CONFIG_FOLDER, MANIFEST, openPackedModel } from './manifest.ts'
import type { PackedModel, PackedPart, PackManifest, Precision } from './manifest.ts'
import { PartWriter } from './part-writer.ts'
import { openComponents, sourcesOf } from './sources.ts'
import { checkSpace, packedBytes } from './space.ts'
import { FileReader, type TensorReader } from './tensor-reader.ts'

export interface PackProgress {
  /** Bytes of the checkpoint that have been read, of all that will be: for their hash, and for packing. */
  bytes: number
  total: number
  detail: string
}

export interface LoraOptions {
  /** Path of a safetensors file. */
  path: string
  /** How much of it is added: 1 if it is not said. */
  scale?: number
  /** Steps for which it was made, without guidance; what its name says if it is not said. */
  steps?: number
}

export interface PackOptions {
  precision: Precision
  /** A GGUF file with the transformer's weights, in place of the checkpoint's. */
  gguf?: string
  /** Merged into the transformer. */
  lora?: LoraOptions
  signal?: AbortSignal
  onProgress?: (progress: PackProgress) => void
}

/**
 * Packs `checkpoint` into `target`. A packing that was stopped goes on with the part it was at; of one that is complete only
 * the configurations are copied again. Takes memory for the largest matrix of a layer, twice, at most 1 GiB for the real model.
 * Throws MODEL_MISSING, MODEL_DAMAGED, MODEL_UNSUPPORTED, DISK_FULL, OUTPUT_NOT_WRITABLE, OUT_OF_MEMORY, CANCELLED.
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
  const components = await openComponents(checkpoint, options.gguf)
  const sources = new Map(parts.map((part) => [part.id, sourcesOf(part, components[part.component])]))
  const lora = options.lora && (await openLora(options.lora.path, transformerNeeds(parts)))
  const scale = options.lora?.scale ?? 1
  const steps = options.lora && (options.lora.steps ?? stepsInName(options.lora.path))

  const files = [...new Set(Object.values(components).flatMap((component) => component.files))]
  if (lora) files.push(lora.path)
  const stamps = [...(await Promise.all(files.map(stampOf))), ...(lora ? [`lora:${scale}`] : [])]
  const previous = await readJournal(target, precision, stamps)
  await mkdir(target, { recursive: true })
  const done = new Map(previous?.parts.map((part) => [part.id, part]) ?? [])
  const missing = parts.filter(({ id }) => !done.has(id))
  await checkSpace(target, packedBytes(missing, precision))
  // What is there of another packing is no model any more.
  await rm(join(target, MANIFEST), { force: true })

  const nameOf = (file: string) => {
    const name = relative(checkpoint, file)
    return name.startsWith('..') || isAbsolute(name) ? basename(file) : name
  }
  const partBytes = (id: string) => sum([...(sources.get(id)?.values() ?? [])].map(({ length }) => length))
  const fileBytes = sum(await Promise.all(files.map(async (file) => (await stat(file)).size)))
  const total = fileBytes + sum(parts.map(({ id }) => partBytes(id)))
  let bytes = 0
  const advance = (count: number, detail: string) => onProgress({ bytes: (bytes += count), total, detail })

  const source = previous?.source ?? []
  if (source.length === 0) {
    for (const file of files) {
      const sha256 = await hashFile(file, { signal, onBytes: (count) => advance(count, nameOf(file)) })
      source.push({ path: nameOf(file), bytes: (await stat(file)).size, sha256 })
    }
  } else advance(fileBytes, '')

  const journal: Journal = { precision, source, stamps, parts: [...done.values()] }
  const plain = new FileReader()
  const reader = lora ? await MergingReader.open(plain, lora, scale, target) : plain
  try {
    for (const part of parts) {
      if (done.has(part.id)) {
        advance(partBytes(part.id), part.id)
        continue
      }
      const tensors = sources.get(part.id) as Map<string, SourceTensor>
      journal.parts.push(await packPart(part, tensors, target, { ...options, reader }, advance))
      await writeJournal(target, journal)
    }
  } finally {
    await reader.close()
  }
  const manifest: PackManifest = {
    format: 1,
    precision,
    source,
    ...(lora ? { lora: { ...source[source.length - 1], scale, steps, matrices: lora.changes.size } } : {}),
    configs: await copyConfigs(checkpoint, target),
    parts: parts.map(({ id }) => journal.parts.find((part) => part.id === id) as PackedPart),
  }
  await writeFileAtomic(join(target, MANIFEST), [Buffer.from(JSON.stringify(manifest))])
}

function transformerNeeds(parts: readonly Part[]): WeightNeed[] {
  return parts.filter(({ component }) => component === 'transformer').flatMap(({ needs }) => needs)
}

async function packPart(
  part: Part,
  sources: ReadonlyMap<string, SourceTensor>,
  target: string,
  { precision, signal, reader }: PackOptions & { reader: TensorReader },
  advance: (bytes: number, detail: string) => void,
): Promise<PackedPart> {
  const file = `${part.id}.data`
  const partial = join(target, `${file}${PARTIAL}`)
  const handle = await open(partial, 'w')
  const writer = new PartWriter(handle, { precision, reader, signal, onBytes: (count) => advance(count, part.id) })
  const tensors: PackedPart['tensors'] = {}
  try {
    for (const need of part.needs) tensors[need.name] = await writer.add(need, sources.get(need.name) as SourceTensor)
    await handle.truncate(writer.bytes)
    await handle.sync()
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  const sha256 = await hashFile(partial, { signal })
  await rename(partial, join(target, file))
  return { id: part.id, file, bytes: writer.bytes, sha256, tensors }
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
    copied.push({ path, bytes: found.size, sha256: await hashFile(to) })
  }
  return copied
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
