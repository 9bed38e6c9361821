/** A Hugging Face hub on loopback: listing, files, and a folder in the layout of its cache. */
import { createHash } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { startFileServer, type FileServer } from './file-server.ts'

export interface TestHub extends FileServer {
  repository: string
  content: Record<string, Buffer>
}

const hash = (algorithm: string, ...parts: (string | Buffer)[]) =>
  parts.reduce((state, part) => state.update(part), createHash(algorithm)).digest('hex')

export const sha256Of = (content: Buffer): string => hash('sha256', content)

/** Files of at least `largeFrom` bytes are in large file storage. The listing has two pages. */
export async function startHub(
  repository: string,
  content: Record<string, Buffer>,
  largeFrom = 10_000,
): Promise<TestHub> {
  const server = await startFileServer()
  const entries = Object.entries(content).map(([path, bytes]) => {
    const base = { type: 'file', path, size: bytes.length }
    if (bytes.length < largeFrom) return { ...base, oid: hash('sha1', `blob ${bytes.length}\0`, bytes) }
    return { ...base, oid: hash('sha1', path), lfs: { oid: sha256Of(bytes), size: bytes.length, pointerSize: 130 } }
  })
  const listing = `/api/models/${repository}/tree/main`
  const half = Math.ceil(entries.length / 2)
  const pages = [entries.slice(0, half), entries.slice(half)]
  for (const [path, bytes] of Object.entries(content)) {
    server.files.set(`/${repository}/resolve/main/${path}`, { content: bytes })
  }
  const answerListing: FileServer['misbehaviours'][number] = (request, response) => {
    const url = new URL(request.url ?? '', server.url)
    if (url.pathname !== listing) return false
    const page = Number(url.searchParams.get('cursor') ?? 0)
    if (page === 0) response.setHeader('link', `<${server.url}${listing}?recursive=true&cursor=1>; rel="next"`)
    response.end(JSON.stringify([{ type: 'directory', path: 'folder', oid: '0' }, ...pages[page]]))
    return true
  }
  return Object.assign(server, { repository, content, always: answerListing })
}

/** Writes the files as the hub's own library caches them: contents by hash, and links to them by name. */
export async function writeHubCache(cache: string, repository: string, content: Record<string, Buffer>): Promise<void> {
  const folder = join(cache, `models--${repository.replace('/', '--')}`)
  await mkdir(join(folder, 'blobs'), { recursive: true })
  await mkdir(join(folder, 'refs'), { recursive: true })
  await writeFile(join(folder, 'refs', 'main'), 'c0ffee')
  for (const [path, bytes] of Object.entries(content)) {
    const blob = join(folder, 'blobs', sha256Of(bytes))
    await writeFile(blob, bytes)
    const link = join(folder, 'snapshots', 'c0ffee', path)
    await mkdir(dirname(link), { recursive: true })
    await symlink(relative(dirname(link), blob), link)
  }
}
