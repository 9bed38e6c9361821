/** What a page fetches by URL: pixels by hash, uploads, downloads, small pictures. The same under every host. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { errorToData, LaminaError } from '../../shared/contract/errors.ts'
import type { Editor } from '../services/editor/editor.ts'
import { readFontFile } from '../services/fonts.ts'
import { uploadLimit } from '../services/editor/transfers.ts'

export interface ResourceRequest {
  method: string
  url: URL
  /** Content codings that the page's side decodes by itself. */
  acceptsZstd: boolean
  body: AsyncIterable<Uint8Array>
}

export interface ResourceResponse {
  status: number
  headers: Record<string, string>
  body: Uint8Array | Readable | null
}

type Handler = (request: ResourceRequest, id: string) => Promise<ResourceResponse>

/** Answers requests under the paths of api.ts; null where the path is none of them. Failures are answers too. */
export function createResources(editor: Editor): (request: ResourceRequest) => Promise<ResourceResponse | null> {
  const routes: [method: string, path: RegExp, handler: Handler][] = [
    ['GET', /^\/assets\/([0-9a-f]{64})$/, ({ acceptsZstd }, hash) => asset(editor, hash, acceptsZstd)],
    ['POST', /^\/assets$/, (request) => storeAsset(editor, request)],
    ['POST', /^\/uploads$/, (request) => upload(editor, request)],
    ['GET', /^\/downloads\/([0-9a-f-]{36})$/, (_request, id) => download(editor, id)],
    ['GET', /^\/documents\/([0-9a-f-]{36})\/preview$/, (_request, id) => documentPreview(editor, id)],
    ['POST', /^\/documents\/([0-9a-f-]{36})\/preview$/, (request, id) => setDocumentPreview(editor, request, id)],
    ['GET', /^\/fonts\/([a-z0-9-]+\.woff2)$/, (_request, name) => font(name)],
    ['GET', /^\/recent\/([0-9a-f]{32})$/, async (_request, id) => content(await editor.recent.preview(id))],
  ]
  return async (request) => {
    const { pathname } = request.url
    const fitting = routes.filter(([, path]) => path.test(pathname))
    if (fitting.length === 0) return null
    const route = fitting.find(([method]) => method === request.method)
    if (!route) return { status: 405, headers: {}, body: null }
    try {
      return await route[2](request, route[1].exec(pathname)?.[1] ?? '')
    } catch (error) {
      return failure(error)
    }
  }
}

async function asset(editor: Editor, hash: string, acceptsZstd: boolean): Promise<ResourceResponse> {
  let found = await editor.storedAsset(hash)
  if (found?.encoding === 'zstd' && !acceptsZstd) found = await editor.unpackedAsset(hash)
  if (!found) return notFound()
  const { type, width, height, size, encoding, bytes } = found
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      ...(encoding === 'zstd' ? { 'content-encoding': 'zstd' } : {}),
      'x-lamina-type': type,
      'x-lamina-size': String(size),
      ...(width === null ? {} : { 'x-lamina-width': String(width), 'x-lamina-height': String(height) }),
    },
    body: bytes,
  }
}

async function storeAsset(editor: Editor, { url, body }: ResourceRequest): Promise<ResourceResponse> {
  const document = editor.document(url.searchParams.get('document') ?? '')
  if (!document) return notFound()
  const type = url.searchParams.get('type')
  const [width, height] = ['width', 'height'].map((name) => Number(url.searchParams.get(name)))
  const sides = [width, height].every((side) => Number.isSafeInteger(side) && side >= 1 && side <= 300_000)
  if ((type !== 'rgba' && type !== 'gray') || !sides) {
    throw new LaminaError('USAGE', 'An asset has a type, rgba or gray, a width and a height.')
  }
  const size = width * height * (type === 'rgba' ? 4 : 1)
  if (size > 2 ** 31 - 1) throw new LaminaError('IMAGE_TOO_LARGE', `${width} × ${height} pixels are too many.`)
  const data = await readExactly(body, size)
  return json({ asset: await document.working.putAsset({ type, width, height, data }, { transfer: true }) })
}

/** Memory is taken for what was announced, and only as it comes. Throws USAGE where it is more or less. */
async function readExactly(body: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body) {
    length += piece.length
    if (length > size) break
    pieces.push(piece)
  }
  if (length !== size) throw new LaminaError('USAGE', `The asset should have ${size} bytes.`)
  const data = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    data.set(piece, at)
    at += piece.length
  }
  return data
}

async function upload(editor: Editor, { url, body }: ResourceRequest): Promise<ResourceResponse> {
  const name = url.searchParams.get('name') ?? ''
  return json({ upload: await editor.transfers.receive(name, body, uploadLimit) })
}

async function download(editor: Editor, id: string): Promise<ResourceResponse> {
  const found = editor.transfers.download(id)
  const size = found && (await stat(found.path).catch(() => null))?.size
  if (!found || size === undefined) return notFound()
  return {
    status: 200,
    headers: {
      'content-type': found.mediaType,
      'content-length': String(size),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.name).replace(/['()*]/g, percent)}`,
    },
    body: createReadStream(found.path),
  }
}

/** Named by the library's table, and never another under the same name within a version. */
async function font(name: string): Promise<ResourceResponse> {
  const answer = content(await readFontFile(name), 'font/woff2')
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'private, max-age=86400' } }
}

async function documentPreview(editor: Editor, id: string): Promise<ResourceResponse> {
  const preview = await editor.preview(id)
  // A page that asks for one that is not made yet has done nothing wrong.
  if (!preview) return { status: 204, headers: {}, body: null }
  return content(preview.bytes, preview.mediaType)
}

/** A PNG of the document at 512 pixels or less, which a window made of what it shows. */
async function setDocumentPreview(
  editor: Editor,
  { url, body }: ResourceRequest,
  id: string,
): Promise<ResourceResponse> {
  const document = editor.document(id)
  if (!document) return notFound()
  const [width, height] = ['width', 'height'].map((name) => Number(url.searchParams.get(name)))
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body) {
    length += piece.length
    if (length > 4 << 20) throw new LaminaError('USAGE', 'The preview is too large.')
    pieces.push(piece)
  }
  const bytes = Buffer.concat(pieces)
  const isPng = bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
  const sides = [width, height].every((side) => Number.isInteger(side) && side >= 1 && side <= 512)
  if (!isPng || !sides) throw new LaminaError('USAGE', 'A preview is a PNG of 512 pixels or less.')
  await document.setPreview(new Uint8Array(bytes), width, height)
  return json({})
}

function content(bytes: Uint8Array | null, mediaType = 'image/png'): ResourceResponse {
  if (!bytes) return notFound()
  return { status: 200, headers: { 'content-type': mediaType, 'content-length': String(bytes.length) }, body: bytes }
}

function json(value: unknown, status = 200): ResourceResponse {
  const body = Buffer.from(JSON.stringify(value))
  return { status, headers: { 'content-type': 'application/json', 'content-length': String(body.length) }, body }
}

function notFound(): ResourceResponse {
  return json(errorToData(new LaminaError('ASSET_NOT_FOUND', 'There is nothing at this address.')), 404)
}

function failure(error: unknown): ResourceResponse {
  const data = errorToData(error)
  const status =
    data.code === 'USAGE' ? 400 : data.code === 'IMAGE_TOO_LARGE' ? 413 : data.code === 'DISK_FULL' ? 507 : 500
  return json(data, status)
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
