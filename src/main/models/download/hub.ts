/** A Hugging Face hub, or a mirror with the same layout: which files a repository has, and where they are. */
import { z } from 'zod'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { fileNameSchema, type HubSource } from '../catalogue.ts'
import { statusFailure } from './failures.ts'
import { get, readText, type HttpOptions } from './http.ts'
import type { Expectation } from './part.ts'
import { withRetries, type RetryOptions } from './retry.ts'

export interface HubOptions extends HttpOptions {
  retry: RetryOptions
  token?: string
  /** Base address of a mirror; LAMINA_HUB_MIRROR and HF_ENDPOINT of the environment if it is not said. */
  mirror?: string
}

/** A file of a repository and what the hub says of it. */
export interface HubFile {
  path: string
  expected: Expectation & { size: number }
}

const PUBLIC_HUB = 'https://huggingface.co'
/** A page of the listing has a thousand files. */
const LISTING_LIMIT = 8 << 20
const MOST_PAGES = 50

const entrySchema = z.object({
  type: z.string(),
  path: z.string(),
  size: z.int().min(0).optional(),
  /** Git's name of the content; for a file in large file storage, of its pointer. */
  oid: z.string().optional(),
  lfs: z.object({ oid: z.string(), size: z.int().min(0) }).optional(),
})

/** The hub's address, without a slash at its end. */
export function hubBase({ mirror, environment }: Pick<HubOptions, 'mirror' | 'environment'>): string {
  const base = mirror || environment.LAMINA_HUB_MIRROR || environment.HF_ENDPOINT || PUBLIC_HUB
  return base.replace(/\/+$/, '')
}

/** The page of a repository, for people. */
export function hubPage(source: HubSource): string {
  return `${PUBLIC_HUB}/${source.repository}`
}

/** Address of a file's content. */
export function hubFileUrl(source: HubSource, path: string, base: string): string {
  return `${base}/${source.repository}/resolve/${encodePath(source.revision)}/${encodePath(path)}`
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/** The wanted files of the source's revision, with sizes and hashes. Throws what downloadFile throws. */
export async function listHubFiles(source: HubSource, options: HubOptions): Promise<HubFile[]> {
  const base = hubBase(options)
  const files: HubFile[] = []
  let url: string | undefined =
    `${base}/api/models/${source.repository}/tree/${encodePath(source.revision)}?recursive=true`
  for (let page = 0; url !== undefined && page < MOST_PAGES; page++) {
    const address: string = url
    const { entries, next } = await withRetries(
      () => listingPage(address, source, options),
      () => 0,
      options.retry,
      options.signal,
    )
    for (const { type, path, size, oid, lfs } of entries) {
      if (type !== 'file' || !isWanted(path, source)) continue
      files.push({ path: fileNameSchema.parse(path), expected: expectation(path, size, oid, lfs) })
    }
    // The next page is of the same hub: a token must not follow it elsewhere.
    url = next !== undefined && new URL(next, address).origin === new URL(address).origin ? next : undefined
  }
  if (files.length === 0) {
    const message = `${source.repository} has none of the files that are wanted at ${source.revision}.`
    throw new LaminaError('MODEL_DOWNLOAD_FAILED', message, `See ${hubPage(source)}.`)
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function expectation(
  path: string,
  size: number | undefined,
  oid: string | undefined,
  lfs: { oid: string; size: number } | undefined,
): Expectation & { size: number } {
  if (lfs !== undefined && /^[0-9a-f]{64}$/.test(lfs.oid)) return { size: lfs.size, sha256: lfs.oid }
  if (size !== undefined && lfs === undefined && oid !== undefined && /^[0-9a-f]{40}$/.test(oid)) {
    return { size, gitBlob: oid }
  }
  throw new LaminaError('MODEL_DOWNLOAD_FAILED', `The hub gives no hash of ${path}.`, 'Import the model from a copy.')
}

function isWanted(path: string, { include }: HubSource): boolean {
  if (include === undefined) return true
  return include.some((wanted) => (wanted.endsWith('/') ? path.startsWith(wanted) : path === wanted))
}

async function listingPage(
  url: string,
  source: HubSource,
  options: HubOptions,
): Promise<{ entries: z.infer<typeof entrySchema>[]; next: string | undefined }> {
  const response = await get({ ...options, url })
  if (response.status !== 200) {
    response.discard()
    throw statusFailure({
      status: response.status,
      retryAfter: response.headers['retry-after'],
      what: `The list of files of ${source.repository}`,
      page: hubPage(source),
      hadToken: options.token !== undefined,
    })
  }
  const text = await readText(response, LISTING_LIMIT)
  const link = /<([^>]+)>;\s*rel="next"/.exec(String(response.headers.link ?? ''))?.[1]
  try {
    return { entries: z.array(entrySchema).parse(JSON.parse(text)), next: link && new URL(link, url).href }
  } catch (error) {
    const message = `${new URL(url).host} does not answer as a hub does.`
    throw new LaminaError('MODEL_DOWNLOAD_FAILED', message, 'Check the address of the mirror.', { cause: error })
  }
}
