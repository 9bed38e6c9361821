/** Brings a model from its addresses or its hub: several files at once, from where they broke off, checked. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { asksHub, type CatalogueFile, type CatalogueModel } from './catalogue.ts'
import { copyChecked, linkChecked } from './copy-file.ts'
import { checkSpace } from './download/disk-space.ts'
import { downloadFile } from './download/file-download.ts'
import { findCached, hubCacheFolder } from './download/hub-cache.ts'
import { hubBase, hubFileUrl, hubPage, listHubFiles } from './download/hub.ts'
import type { Expectation } from './download/part.ts'
import type { RetryOptions } from './download/retry.ts'
import { SpeedMeter } from './download/speed.ts'
import { writeListing } from './kept-listing.ts'
import { checkFiles, noteVerified } from './verification.ts'

export interface FetchProgress {
  /** Here already or fetched by now, of `total`. Falls where bytes turn out to be wrong. */
  bytes: number
  total: number
  bytesPerSecond: number
  /** null until there is something to go by. */
  secondsLeft: number | null
}

export interface FetchOptions {
  /** For files that are not open to everyone; sent to the hub (or its mirror) and nowhere else. */
  token?: string
  /** Base address of a mirror of the hub; the environment's LAMINA_HUB_MIRROR or HF_ENDPOINT if it is not said. */
  mirror?: string
  /** Address of a proxy, in place of the environment's. */
  proxy?: string
  signal?: AbortSignal
  onProgress?: (progress: FetchProgress) => void
}

/** The machine and the patience: set by tests. */
export interface FetchContext {
  environment: NodeJS.ProcessEnv
  retry: RetryOptions
  stallMilliseconds: number
  freeBytes: (folder: string) => Promise<number | null>
}

/** Files that are fetched at the same time. */
const AT_ONCE = 4

interface PlannedFile {
  name: string
  url: string
  /** Path in the hub's repository. */
  hubPath?: string
  expected: Expectation & { size: number }
  page: string
}

/**
 * Brings the model's files that are not in `folder` or not what they should be. What came before a failure or an abort
 * stays, for the next call. Throws MODEL_DOWNLOAD_FAILED, MODEL_ACCESS_DENIED, MODEL_DAMAGED, DISK_FULL, the signal's
 * reason, and what the file system throws.
 */
export async function fetchModel(
  model: CatalogueModel,
  folder: string,
  options: FetchOptions,
  context: FetchContext,
): Promise<void> {
  const { signal, onProgress = () => {} } = options
  const planned = await planFiles(model, options, context)
  const present = await presentFiles(folder, planned)
  const absent = planned.filter(({ name }) => !present.has(name))
  const missing = sum(absent.map(({ expected }) => expected.size))
  const total = sum(planned.map(({ expected }) => expected.size))
  const begun = await Promise.all(absent.map(({ name }) => lengthOf(join(folder, `${name}.part`))))
  checkSpace(missing - sum(begun), await context.freeBytes(folder), folder)

  const meter = new SpeedMeter()
  let bytes = total - missing
  const report = (count: number, received: boolean) => {
    bytes += count
    if (received) meter.add(count)
    onProgress({
      bytes,
      total,
      bytesPerSecond: meter.bytesPerSecond,
      secondsLeft: meter.secondsLeft(total - bytes),
    })
  }
  report(0, false)

  let noting = Promise.resolve()
  const files: CatalogueFile[] = planned.flatMap(({ name }) => present.get(name) ?? [])
  await eachAtOnce(absent, signal, async (file, failing) => {
    const sha256 = await bring(model, file, folder, { ...options, signal: failing }, context, report)
    // One after the other: they share one record.
    noting = noting.then(() => noteVerified(folder, file.name, sha256))
    await noting
    files.push({ name: file.name, size: file.expected.size, sha256 })
  })
  if (asksHub(model.source)) {
    const { repository, revision } = model.source
    files.sort((a, b) => (a.name < b.name ? -1 : 1))
    await writeListing(folder, { origin: 'hub', source: `${repository}@${revision}`, files })
  }
}

async function planFiles(model: CatalogueModel, options: FetchOptions, context: FetchContext): Promise<PlannedFile[]> {
  const { source, files, link } = model
  if (source.kind === 'npm') return []
  if (source.kind === 'url') {
    return files.map(({ name, size, sha256 }) => ({
      name,
      url: source.files[name],
      expected: { size, sha256 },
      page: link,
    }))
  }
  const hub = { ...options, ...context }
  const base = hubBase(hub)
  const page = hubPage(source)
  const place = (path: string) => ({ url: hubFileUrl(source, path, base), hubPath: path, page })
  const paths = source.files
  if (paths !== undefined) {
    return files.map(({ name, size, sha256 }) => ({ name, expected: { size, sha256 }, ...place(paths[name]) }))
  }
  return (await listHubFiles(source, hub)).map(({ path, expected }) => ({ name: path, expected, ...place(path) }))
}

/** The planned files that are in the folder and right. */
async function presentFiles(folder: string, planned: PlannedFile[]): Promise<Map<string, CatalogueFile>> {
  const present = new Map<string, CatalogueFile>()
  const hashed = planned.flatMap(({ name, expected: { size, sha256 } }) => (sha256 ? [{ name, size, sha256 }] : []))
  const states = await checkFiles(folder, hashed)
  for (const file of hashed) if (states.get(file.name) === 'good') present.set(file.name, file)
  return present
}

/** From the shared cache where it is there, else over the network. Gives the sha256. */
async function bring(
  model: CatalogueModel,
  file: PlannedFile,
  folder: string,
  { token, signal }: FetchOptions,
  context: FetchContext,
  report: (count: number, received: boolean) => void,
): Promise<string> {
  const path = join(folder, file.name)
  const { expected } = file
  if (model.source.kind === 'hub' && file.hubPath !== undefined) {
    const cache = hubCacheFolder(context.environment)
    const cached = await findCached(cache, model.source, file.hubPath, expected.sha256)
    const copying = { signal, onBytes: (count: number) => report(count, false) }
    const { sha256 } = expected
    const taken =
      cached &&
      (sha256 === undefined
        ? await copyChecked(cached.path, path, expected, copying)
        : await linkChecked(cached.path, path, { ...expected, sha256 }, copying))
    if (taken !== undefined) return taken
  }
  const given = model.source.kind === 'hub' ? token : undefined
  const received = await downloadFile(
    { url: file.url, token: given, path, expected, page: file.page },
    { ...context, signal, onBytes: (count) => report(count, true) },
  )
  return received.sha256
}

/** Runs the work for each item, some at once. The first failure stops the others; it is thrown when they have ended. */
async function eachAtOnce<Item>(
  items: readonly Item[],
  signal: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failing = new AbortController()
  const combined = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal
  const waiting = [...items]
  let failure: { error: unknown } | undefined
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined && !combined.aborted; item = waiting.shift()) {
      try {
        await work(item, combined)
      } catch (error) {
        failure ??= { error }
        failing.abort(error)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  signal?.throwIfAborted()
  if (failure) throw failure.error
}

async function lengthOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
