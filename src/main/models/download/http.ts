/** HTTP for large files: redirects that keep secrets at home, the proxy of the environment, no silent stalls. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { LaminaError } from '../../../shared/contract/errors.ts'

export interface HttpOptions {
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read from it (by Node 24 and newer). */
  environment: NodeJS.ProcessEnv
  /** A server that sends nothing for this long is given up. */
  stallMilliseconds: number
  signal?: AbortSignal
}

export interface HttpRequest extends HttpOptions {
  url: string
  headers?: Record<string, string>
  /** Sent as a bearer token to the host of `url`, and to no other that it redirects to. */
  token?: string
}

export interface HttpResponse {
  status: number
  headers: IncomingMessage['headers']
  /** Where the redirects ended. */
  url: string
  /** Reading it throws a ConnectionError when the connection breaks or stalls. */
  body: AsyncIterable<Buffer>
  /** Lets go of a body that is not read. */
  discard(): void
}

/** The connection failed: worth another try. */
export class ConnectionError extends Error {}

const MOST_REDIRECTS = 10
const redirects = new Set([301, 302, 303, 307, 308])

/** Sends a GET and follows redirects. Throws ConnectionError, the signal's reason, or MODEL_DOWNLOAD_FAILED. */
export async function get(request: HttpRequest): Promise<HttpResponse> {
  let url = parse(request.url)
  let token = request.token
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const response = await getOnce(url, token, request)
    const location = response.headers.location
    if (!redirects.has(response.status) || location === undefined) return response
    response.discard()
    const next = parse(location, url)
    if (url.protocol === 'https:' && next.protocol === 'http:') {
      throw failed(`${url.host} redirects to an address without encryption, ${next.origin}.`)
    }
    if (next.host !== url.host) token = undefined
    url = next
  }
  throw failed(`${request.url} redirects without end.`)
}

function parse(address: string, base?: URL): URL {
  const url = URL.parse(address, base?.href)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw failed(`"${address}" is no address of a web server.`)
}

function failed(message: string): LaminaError {
  return new LaminaError('MODEL_DOWNLOAD_FAILED', message, 'Check the address of the mirror, if one is set.')
}

function getOnce(url: URL, token: string | undefined, request: HttpRequest): Promise<HttpResponse> {
  const { environment, stallMilliseconds, signal } = request
  const headers: OutgoingHttpHeaders = {
    'user-agent': 'lamina',
    // Compressed bytes would be neither the file's length nor its hash.
    'accept-encoding': 'identity',
    ...request.headers,
  }
  if (token !== undefined) headers.authorization = `Bearer ${token}`
  const secure = url.protocol === 'https:'
  const agent = new (secure ? HttpsAgent : HttpAgent)({ proxyEnv: environment })
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const outgoing = (secure ? httpsRequest : httpRequest)(url, { headers, agent, signal })
    const fail = (error: Error) => reject(signal?.aborted ? signal.reason : connectionError(url, error))
    outgoing.setTimeout(stallMilliseconds, () => {
      outgoing.destroy(new ConnectionError(`${url.host} stopped sending.`))
    })
    outgoing.on('error', fail)
    outgoing.on('response', (incoming) => {
      incoming.setTimeout(stallMilliseconds, () =>
        incoming.destroy(new ConnectionError(`${url.host} stopped sending.`)),
      )
      resolve({
        status: incoming.statusCode ?? 0,
        headers: incoming.headers,
        url: url.href,
        body: readBody(incoming, url, signal),
        discard: () => incoming.destroy(),
      })
    })
    outgoing.end()
  })
}

async function* readBody(incoming: IncomingMessage, url: URL, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of incoming) yield chunk as Buffer
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw connectionError(url, error as Error)
  }
}

function connectionError(url: URL, error: Error): ConnectionError {
  if (error instanceof ConnectionError) return error
  return new ConnectionError(`The connection to ${url.host} failed: ${error.message}`, { cause: error })
}

/** A small text, whole; more than `limit` bytes are refused. */
export async function readText(response: HttpResponse, limit: number): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response.body) {
    length += chunk.length
    if (length > limit) throw failed(`${new URL(response.url).host} sends more than a list of files should take.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
