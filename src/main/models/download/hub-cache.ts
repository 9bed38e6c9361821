/** Models that other programs keep in the shared cache of the Hugging Face hub. */
import { readFile, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { HubSource } from '../catalogue.ts'

/** Where the cache lies, by the variables that the hub's own library reads. */
export function hubCacheFolder(environment: NodeJS.ProcessEnv): string {
  if (environment.HF_HUB_CACHE) return environment.HF_HUB_CACHE
  if (environment.HF_HOME) return join(environment.HF_HOME, 'hub')
  const caches = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache')
  return join(caches, 'huggingface', 'hub')
}

export interface CachedFile {
  /** Of the content, links followed. */
  path: string
  size: number
}

/** The cache's copy of a file: by its sha256 where that is known, else of the revision. It is not checked. */
export async function findCached(
  cache: string,
  source: HubSource,
  path: string,
  sha256?: string,
): Promise<CachedFile | undefined> {
  const folder = join(cache, `models--${source.repository.replace('/', '--')}`)
  const candidates = sha256 === undefined ? [] : [join(folder, 'blobs', sha256)]
  const named = await readFile(join(folder, 'refs', source.revision), 'utf8').catch(() => source.revision)
  candidates.push(join(folder, 'snapshots', named.trim(), path))
  for (const candidate of candidates) {
    const content = await realpath(candidate).catch(() => undefined)
    if (content === undefined) continue
    const found = await stat(content)
    if (found.isFile()) return { path: content, size: found.size }
  }
  return undefined
}
