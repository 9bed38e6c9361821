/** Assets over HTTP, or Electron's protocol of the same paths, with a cache of what was read last. */
import { errorFromData, LaminaError } from '../../shared/contract/errors.ts'
import type { AssetHash } from '../../shared/document/types.ts'
import type { AssetPixels, Assets } from './assets.ts'

/** Bytes of pixels that the cache holds. */
const CACHE_BYTES = 128 * 2 ** 20

export interface HttpAssetsOptions {
  /** Scheme and host before the paths; empty for the page's own. */
  origin: string
  /** Under Electron: a token for a file by where it lies; null where it is none of the disk's. */
  adoptFile?(file: Blob): Promise<string | null>
  fetch?: typeof fetch
  cacheBytes?: number
}

export function httpAssets({
  origin,
  adoptFile,
  fetch = globalThis.fetch,
  cacheBytes = CACHE_BYTES,
}: HttpAssetsOptions): Assets {
  const cache = new PixelCache(cacheBytes)
  const waiting = new Map<AssetHash, Promise<AssetPixels>>()
  const url = (hash: AssetHash) => `${origin}/assets/${hash}`
  const load = async (hash: AssetHash): Promise<AssetPixels> => {
    const pixels = await readPixels(await answered(fetch, url(hash)), hash)
    cache.set(hash, pixels)
    return pixels
  }
  const post = async (path: string, body: BodyInit): Promise<Record<string, string>> =>
    (await answered(fetch, origin + path, { method: 'POST', body })).json() as Promise<Record<string, string>>
  return {
    url,
    peek: (hash) => cache.get(hash) ?? null,
    fetch(hash) {
      const cached = cache.get(hash)
      if (cached) return Promise.resolve(cached)
      const loading = waiting.get(hash) ?? load(hash).finally(() => waiting.delete(hash))
      waiting.set(hash, loading)
      return loading
    },
    async put(document, pixels) {
      const { type, width, height, data } = pixels
      const query = new URLSearchParams({ document, type, width: String(width), height: String(height) })
      const { asset } = await post(`/assets?${query}`, data)
      cache.set(asset, pixels)
      return asset
    },
    async upload(name, file) {
      const adopted = await adoptFile?.(file)
      if (adopted) return adopted
      const { upload } = await post(`/uploads?${new URLSearchParams({ name })}`, file)
      return upload
    },
  }
}

async function answered(fetch: typeof globalThis.fetch, url: string, init?: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, init)
  } catch (error) {
    throw new LaminaError('CONNECTION_LOST', 'The connection to Lamina is gone.', 'Start Lamina again.', {
      cause: error,
    })
  }
  if (response.ok) return response
  const body: unknown = await response.json().catch(() => null)
  if (isError(body)) throw errorFromData(body)
  if (response.status === 404)
    throw new LaminaError('ASSET_NOT_FOUND', 'The pixels of a layer are not there.', 'Open the document again.')
  throw new LaminaError('INTERNAL', `Lamina answered ${response.status} to ${new URL(url, 'http://lamina').pathname}.`)
}

function isError(body: unknown): body is { code: string; message: string; hint?: string } {
  return typeof body === 'object' && body !== null && 'code' in body && 'message' in body
}

/** The pixels that an answer of GET /assets holds. Throws PROJECT_DAMAGED where the bytes do not fit what it says. */
export async function readPixels(response: Response, hash: AssetHash): Promise<AssetPixels> {
  const [type, width, height] = ['type', 'width', 'height'].map((name) => response.headers.get(`x-lamina-${name}`))
  const data = new Uint8Array(await response.arrayBuffer())
  const size = { width: Number(width), height: Number(height) }
  const channels = type === 'rgba' ? 4 : type === 'gray' ? 1 : 0
  if (channels === 0 || data.length !== size.width * size.height * channels) {
    throw new LaminaError(
      'PROJECT_DAMAGED',
      `The asset ${hash.slice(0, 12)} is damaged.`,
      'Open an earlier copy of the project.',
    )
  }
  return { type: type as AssetPixels['type'], ...size, data }
}

/** The pixels used last, up to a number of bytes. */
export class PixelCache {
  readonly #limit: number
  readonly #entries = new Map<AssetHash, AssetPixels>()
  #bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get bytes(): number {
    return this.#bytes
  }

  get(hash: AssetHash): AssetPixels | undefined {
    const found = this.#entries.get(hash)
    if (found) {
      // To the end: it was used last.
      this.#entries.delete(hash)
      this.#entries.set(hash, found)
    }
    return found
  }

  set(hash: AssetHash, pixels: AssetPixels): void {
    this.delete(hash)
    this.#entries.set(hash, pixels)
    this.#bytes += pixels.data.length
    // What was just put in stays, however large it is.
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limit || oldest === hash) break
      this.delete(oldest)
    }
  }

  delete(hash: AssetHash): void {
    const found = this.#entries.get(hash)
    if (!found) return
    this.#bytes -= found.data.length
    this.#entries.delete(hash)
  }
}
