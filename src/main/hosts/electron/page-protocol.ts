/** `lamina://app`: the page and its resources, as a protocol of our own. */
import { Readable } from 'node:stream'
import { contentSecurityPolicy, pageFile, securityHeaders } from '../page-files.ts'
import type { ResourceRequest, ResourceResponse } from '../resources.ts'
import { isPageUrl } from './ipc-transport.ts'

/** Answers a request for a URL of the protocol. */
export function answerPageRequests(
  pageFolder: string,
  resources: (request: ResourceRequest) => Promise<ResourceResponse | null>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url)
    if (!isPageUrl(request.url)) return new Response(null, { status: 404 })
    const origin = request.headers.get('origin')
    // The page's own requests say its origin or none; nobody else has any business here.
    if (origin !== null && !isPageUrl(origin)) return new Response(null, { status: 403 })
    const { method } = request
    // Content codings are undone by the network stack, which a protocol of our own does not pass through.
    const answer =
      (await resources({ method, url, acceptsZstd: false, body: bodyOf(request) })) ??
      (method === 'GET' ? await pageFile(pageFolder, url.pathname) : null)
    const { status, headers, body } = answer ?? { status: 404, headers: {}, body: null }
    return new Response(toBody(body), {
      status,
      headers: { ...securityHeaders, 'content-security-policy': contentSecurityPolicy(), ...headers },
    })
  }
}

async function* bodyOf({ body }: Request): AsyncGenerator<Uint8Array> {
  if (body) for await (const piece of body as unknown as AsyncIterable<Uint8Array>) yield piece
}

function toBody(body: ResourceResponse['body']): ReadableStream | Uint8Array<ArrayBuffer> | null {
  if (body instanceof Readable) return Readable.toWeb(body) as ReadableStream
  return body as Uint8Array<ArrayBuffer> | null
}
