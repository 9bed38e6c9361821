/** The browser host: the page, its resources and its connections over HTTP on 127.0.0.1. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { serve } from '../../../shared/contract/rpc.ts'
import { webSocketTransport } from '../../../shared/contract/transports/web-socket.ts'
import type { Editor } from '../../services/editor/editor.ts'
import { contentSecurityPolicy, pageFile, securityHeaders } from '../page-files.ts'
import { createResources, type ResourceResponse } from '../resources.ts'
import { Admission, newToken } from './admission.ts'
import { StartupFile } from './startup-file.ts'

export interface BrowserHostOptions {
  editor: Editor
  /** Folder of the built page, or what answers for it during development. */
  page: string | ((request: IncomingMessage, response: ServerResponse) => void)
  /** 0 and left out: any that is free. */
  port?: number
  /** A random one when left out. */
  token?: string
  /** What the first window opens. */
  startup?: string
}

export interface BrowserHost {
  /** With the token: whoever has it may do what the person may. */
  url: string
  port: number
  close(): Promise<void>
}

/** Largest message: a change of many layers is far below. */
const maxMessageBytes = 32 << 20
const pingMilliseconds = 30_000

/** Starts to listen. Throws NOT_AVAILABLE where the port is taken. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { editor, page, token = newToken() } = options
  const resources = createResources(editor)
  const startup = new StartupFile(options.startup ?? null)
  const server = createServer()
  const port = await listen(server, options.port ?? 0)
  const admission = new Admission(token, port)
  const headersOfPage = {
    ...securityHeaders,
    'content-security-policy': contentSecurityPolicy([`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]),
  }

  server.on('request', (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers } = request
    // Put together, not resolved: a path that begins with two slashes would name another host.
    const url = URL.parse(`http://127.0.0.1${request.url}`)
    if (!url || !request.url?.startsWith('/')) return refuse(response)
    const given = url.searchParams.get('token')
    if (given !== null && method === 'GET' && url.pathname === '/') {
      const refused = admission.refusesOutside({ method, headers }) ?? (admission.isToken(given) ? null : 'token')
      if (refused) return refuse(response)
      response.writeHead(303, { ...securityHeaders, location: '/', 'set-cookie': admission.setCookie() })
      return void response.end()
    }
    if (admission.refusal({ method, headers })) return refuse(response)
    const acceptsZstd = /\bzstd\b/.test(String(headers['accept-encoding'] ?? ''))
    const resource = await resources({ method, url, acceptsZstd, body: request })
    if (resource) return respond(response, resource)
    if (typeof page === 'function') return page(request, response)
    const file = method === 'GET' ? await pageFile(page, url.pathname) : null
    return respond(response, file ?? { status: 404, headers: {}, body: null })
  }
  const respond = async (response: ServerResponse, { status, headers, body }: ResourceResponse): Promise<void> => {
    response.writeHead(status, { ...headersOfPage, ...headers })
    if (body instanceof Readable) await pipeline(body, response)
    else response.end(body ?? undefined)
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false })
  server.on('upgrade', (request, socket: Socket, head) => {
    const { method = 'GET', headers } = request
    // Under development the page's own server has sockets too: they are not ours.
    if (request.url !== '/rpc') return typeof page === 'function' ? undefined : void socket.destroy()
    if (admission.refusal({ method, headers }, { connecting: true })) {
      return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
    }
    sockets.handleUpgrade(request, socket, head, (opened) => connect(opened))
  })
  const connect = (socket: WebSocket) => {
    const window = startup.forWindow()
    const session = editor.connect({ kind: 'browser', window: null, ...window })
    const connection = serve(webSocketTransport(socket), session.handlers)
    session.onEvent((event, data) => connection.emit(event, data))
    const closing = keepAlive(socket)
    connection.onClose(() => {
      closing()
      window.release()
      void session.close({ comesBack: true })
    })
  }

  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Listens on this machine alone, and gives the port. */
async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)))
    server.listen(port, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

/** The same for every reason: a stranger learns nothing. */
function refuse(response: ServerResponse): void {
  response.writeHead(403, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' })
  response.end('Lamina: open the address that the program printed, with its token.\n')
}

/** A laptop that was closed leaves its connection open for hours; gives what ends the watch. */
function keepAlive(socket: WebSocket): () => void {
  let alive = true
  socket.on('pong', () => (alive = true))
  const timer = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, pingMilliseconds)
  timer.unref()
  return () => clearInterval(timer)
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new LaminaError(
      'NOT_AVAILABLE',
      `Port ${port} is taken.`,
      'Choose another one with --port, or leave it out.',
    )
  }
  if (error.code === 'EACCES') {
    return new LaminaError('NOT_AVAILABLE', `Port ${port} may not be used.`, 'Choose one above 1023.')
  }
  return error
}
