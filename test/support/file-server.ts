/** A server of files on loopback that can be told to cut, stall, lie, corrupt, redirect and refuse. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ServedFile {
  content: Buffer
  /** null: none. By default a strong one, of the content. */
  etag?: string | null
  /** Answers every request with the whole file. */
  ignoresRanges?: boolean
}

export interface SeenRequest {
  url: string
  range: string | undefined
  ifRange: string | undefined
  authorization: string | undefined
}

/** Takes over a request; false gives it back to the server. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => boolean

export interface FileServer {
  /** Without a slash at its end. */
  url: string
  files: Map<string, ServedFile>
  requests: SeenRequest[]
  /** The first one that is left takes the next request; one that gives it back stays. */
  misbehaviours: Misbehaviour[]
  /** Comes before the files, each time. */
  always?: Misbehaviour
  close(): Promise<void>
}

export async function startFileServer(files: Record<string, ServedFile | Buffer> = {}): Promise<FileServer> {
  const server = createServer((request, response) => {
    const { range, 'if-range': ifRange, authorization } = request.headers
    served.requests.push({ url: request.url ?? '', range, ifRange: ifRange as string | undefined, authorization })
    const [next] = served.misbehaviours
    if (next?.(request, response)) {
      served.misbehaviours.splice(served.misbehaviours.indexOf(next), 1)
      return
    }
    if (served.always?.(request, response)) return
    serve(served.files.get(decodeURIComponent((request.url ?? '').replace(/\?.*/, ''))), request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const entries = Object.entries(files).map(([path, file]): [string, ServedFile] => [
    path,
    Buffer.isBuffer(file) ? { content: file } : file,
  ])
  const served: FileServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: new Map(entries),
    requests: [],
    misbehaviours: [],
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return served
}

/** The ETag that a file has where nothing else is said. */
export function etagOf(content: Buffer): string {
  return `"${createHash('sha1').update(content).digest('hex')}"`
}

function serve(file: ServedFile | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!file) return void response.writeHead(404).end()
  const { content, ignoresRanges = false } = file
  const etag = file.etag === undefined ? etagOf(content) : file.etag
  if (etag !== null) response.setHeader('etag', etag)
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? NaN)
  const other = request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag
  if (Number.isNaN(from) || ignoresRanges || other) {
    return void response.writeHead(200, { 'content-length': content.length }).end(content)
  }
  if (from >= content.length) {
    return void response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end()
  }
  response.writeHead(206, {
    'content-length': content.length - from,
    'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
  })
  response.end(content.subarray(from))
}

/** Milliseconds that a client has to read what it was sent. */
const READING = 500

/** Breaks the connection after so many bytes of the answer; those that the client has not read by then are lost to it. */
export function cutAfter(content: Buffer, bytes: number, etag?: string): Misbehaviour {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const headers = { 'content-length': content.length - from, ...(etag === undefined ? {} : { etag }) }
    const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }
    response.writeHead(from > 0 ? 206 : 200, from > 0 ? { ...headers, ...range } : headers)
    response.write(content.subarray(from, from + bytes), () => setTimeout(() => response.destroy(), READING))
    return true
  }
}

/** Sends some bytes, then nothing, and keeps the connection. */
export function stallAfter(content: Buffer, bytes: number, etag?: string): Misbehaviour {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': content.length, ...(etag === undefined ? {} : { etag }) })
    response.write(content.subarray(0, bytes))
    return true
  }
}

export function answerWith(status: number, headers: Record<string, string> = {}, body = ''): Misbehaviour {
  return (_request, response) => {
    response.writeHead(status, headers).end(body)
    return true
  }
}

/** Bytes that look like nothing, the same each time. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length)
  for (let index = 0, state = seed; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[index] = state >>> 16
  }
  return bytes
}
