/** Who gets what from the browser host. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createClient, type Client } from '../../../shared/contract/rpc.ts'
import { webSocketTransport } from '../../../shared/contract/transports/web-socket.ts'
import { fakeEngines } from '../../services/fake-engines.fixture.ts'
import { openServices, type Services } from '../../services/services.ts'
import { testPicture, writePicture } from '../../services/test-picture.fixture.ts'
import { readServeArguments } from './main.ts'
import { startBrowserHost, type BrowserHost } from './server.ts'

let folder: string
let services: Services
let host: BrowserHost
let origin: string
let cookie: string
const at = (...names: string[]) => path.join(folder, ...names)

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-host-'))
  await mkdir(at('page/assets'), { recursive: true })
  await writeFile(at('page/index.html'), '<!doctype html><title>Lamina</title>')
  await writeFile(at('page/assets/main-1.js'), 'export {}')
  await writeFile(at('page/secret.key'), 'not for pages')
  await writeFile(at('secret.txt'), 'outside')
  services = openServices({ engines: fakeEngines })
  const editor = await services.editor({ folders: { settings: at('settings'), recovery: at('recovery') } })
  const startup = await writePicture(at('poster.png'), testPicture(64, 48))
  host = await startBrowserHost({ editor, page: at('page'), startup })
  origin = `http://127.0.0.1:${host.port}`
  const first = await ask('/' + new URL(host.url).search)
  cookie = String(first.headers['set-cookie']).split(';')[0]
})
afterAll(async () => {
  await host.close()
  await services.close()
  await rm(folder, { recursive: true, force: true })
})

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

/** Without the niceties of fetch: any header goes, and the path is sent as it is. */
function ask(target: string, options: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options
    const sent = httpRequest({ host: '127.0.0.1', port: host.port, path: target, method, headers }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const asPage = (headers: Record<string, string> = {}) => ({ cookie, origin, ...headers })

/** How a WebSocket with these headers ends: 'open', or the status of the refusal. */
function tryConnecting(headers: Record<string, string>, target = '/rpc'): Promise<string | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${target}`, { headers })
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.terminate()
      resolve('open')
    })
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => resolve('closed'))
  })
}

async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = createClient(
    webSocketTransport(new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { headers: asPage() })),
  )
  try {
    return await work(client)
  } finally {
    client.close()
  }
}

describe('admission', () => {
  it('gives a cookie that scripts and other sites cannot use, for the token, and takes the token off the address', async () => {
    const { status, headers } = await ask('/' + new URL(host.url).search)
    expect(status).toBe(303)
    expect(headers.location).toBe('/')
    expect(String(headers['set-cookie'])).toMatch(/^lamina-\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/)
  })

  it('listens on this machine alone', () => {
    expect(new URL(host.url).hostname).toBe('127.0.0.1')
  })

  it.each([
    ['no token', {}],
    ['a wrong token', { cookie: 'lamina-PORT=wrong' }],
    ['a token of the right length', { cookie: `lamina-PORT=${'A'.repeat(32)}` }],
    ["another host's cookie", { cookie: 'lamina-1=TOKEN' }],
  ])('refuses %s', async (_name, headers: Record<string, string>) => {
    const token = new URL(host.url).searchParams.get('token') ?? ''
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace('PORT', String(host.port)).replace('TOKEN', token),
      ]),
    )
    for (const target of ['/', '/assets/main-1.js', `/assets/${'0'.repeat(64)}`]) {
      expect((await ask(target, { headers: filled })).status).toBe(403)
    }
    expect((await ask('/?token=wrong', { headers: filled })).status).toBe(403)
    expect(await tryConnecting({ ...filled, origin })).toBe(403)
  })

  it('refuses other names for this machine, even with the token', async () => {
    for (const name of [
      'evil.example',
      `evil.example:${host.port}`,
      '127.0.0.1',
      'localhost:1',
      `[::1]:${host.port}`,
    ]) {
      expect((await ask('/', { headers: { cookie, host: name } })).status).toBe(403)
      expect((await ask('/' + new URL(host.url).search, { headers: { host: name } })).status).toBe(403)
    }
    expect((await ask('/', { headers: { cookie, host: `localhost:${host.port}` } })).status).toBe(200)
  })

  it('refuses other origins, and changes that do not say theirs', async () => {
    for (const other of ['http://evil.example', `https://127.0.0.1:${host.port}`, 'http://127.0.0.1:1', 'null']) {
      expect((await ask('/', { headers: asPage({ origin: other }) })).status).toBe(403)
      expect((await ask('/uploads', { method: 'POST', headers: asPage({ origin: other }) })).status).toBe(403)
      expect(await tryConnecting(asPage({ origin: other }))).toBe(403)
    }
    expect((await ask('/uploads', { method: 'POST', headers: { cookie } })).status).toBe(403)
    expect(await tryConnecting({ cookie })).toBe(403)
    for (const site of ['cross-site', 'same-site']) {
      expect((await ask('/', { headers: { cookie, 'sec-fetch-site': site } })).status).toBe(403)
    }
  })

  it('lets its own page connect, and only at its place', async () => {
    expect(await tryConnecting(asPage())).toBe('open')
    expect(await tryConnecting(asPage(), '/other')).toBe('closed')
  })
})

describe('the page', () => {
  it('is sent with headers that keep it to itself', async () => {
    const { status, headers, body } = await ask('/', { headers: { cookie } })
    expect(status).toBe(200)
    expect(body.toString()).toContain('<title>Lamina</title>')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cache-control': 'no-store',
    })
    expect((await ask('/assets/main-1.js', { headers: { cookie } })).headers['content-type']).toMatch('text/javascript')
  })

  it('has the typefaces of the library', async () => {
    const { status, headers, body } = await ask('/fonts/anton-latin-400-normal.woff2', { headers: { cookie } })
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'font/woff2' })
    expect(body.subarray(0, 4).toString()).toBe('wOF2')
    expect((await ask('/fonts/nonesuch.woff2', { headers: { cookie } })).status).toBe(404)
    expect((await ask('/fonts/anton-latin-400-normal.woff2', {})).status).toBe(403)
  })

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%00',
    '/%',
    '//secret.txt',
    '/secret.key',
    '/downloads/../../secret.txt',
    '/recent/..%2f..%2fsecret',
    '/fonts/..%2ffonts.json',
    '/fonts/fonts.json',
    '/assets',
  ])('has nothing else: %s', async (target) => {
    const { status, body } = await ask(target, { headers: { cookie } })
    expect([404, 405]).toContain(status)
    expect(body.toString()).not.toMatch(/outside|not for pages/)
  })

  it('takes no target with a host of its own', async () => {
    const status = await new Promise<string>((resolve) => {
      const socket = connect(host.port, '127.0.0.1', () =>
        socket.write(
          `GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
        ),
      )
      socket.once('data', (data) => resolve(data.toString().slice(9, 12)))
    })
    expect(status).toBe('403')
  })
})

describe('resources', () => {
  it('opens what it was started with, for one window, and again after that is closed', async () => {
    await withClient(async (client) => {
      expect((await client.call('app.info', {})).startup).toEqual({ name: 'poster.png' })
      await client.call('document.open', { from: { kind: 'startup' } })
      const second = await withClient((other) => other.call('app.info', {}))
      expect(second.startup).toBeNull()
    })
    await expect
      .poll(() => withClient(async (client) => (await client.call('app.info', {})).startup), { timeout: 5000 })
      .toEqual({ name: 'poster.png' })
  })

  it('takes uploads, gives pixels by their hash, packed only for who can unpack them', async () => {
    const blank = { width: 300, height: 200, data: new Uint8Array(300 * 200 * 4).fill(7) }
    const file = await writePicture(at('blank.png'), blank)
    const { readFile } = await import('node:fs/promises')
    const sent = await ask('/uploads?name=blank.png', { method: 'POST', headers: asPage(), body: await readFile(file) })
    const { upload } = JSON.parse(sent.body.toString()) as { upload: string }
    await withClient(async (client) => {
      const state = await client.call('document.open', { from: { kind: 'upload', upload } })
      const layer = state?.records['layer-1']
      const hash = layer?.type === 'pixels' ? layer.asset : ''
      const plain = await ask(`/assets/${hash}`, { headers: { cookie } })
      expect(plain.headers).toMatchObject({
        'x-lamina-width': '300',
        'x-lamina-height': '200',
        'x-lamina-type': 'rgba',
      })
      expect(plain.headers['content-encoding']).toBeUndefined()
      expect(new Uint8Array(plain.body)).toEqual(blank.data)
      const packed = await ask(`/assets/${hash}`, { headers: { cookie, 'accept-encoding': 'gzip, zstd' } })
      expect(packed.headers['content-encoding']).toBe('zstd')
      expect(packed.body.length).toBeLessThan(1000)
      expect((await ask(`/assets/${'0'.repeat(64)}`, { headers: { cookie } })).status).toBe(404)
      expect((await ask(state?.preview ?? '', { headers: { cookie } })).headers['content-type']).toBe('image/png')

      const target = `/assets?document=${state?.document}&type=gray&width=4&height=2`
      const bytes = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8])
      const stored = await ask(target, { method: 'POST', headers: asPage(), body: bytes })
      const { asset } = JSON.parse(stored.body.toString()) as { asset: string }
      const back = await ask(`/assets/${asset}`, { headers: { cookie } })
      expect([...back.body]).toEqual([...bytes])
      for (const wrong of [bytes.subarray(1), new Uint8Array(9)]) {
        expect((await ask(target, { method: 'POST', headers: asPage(), body: wrong })).status).toBe(400)
      }
      const huge = target.replace('width=4', 'width=299999').replace('height=2', 'height=299999')
      const refused = await ask(huge, { method: 'POST', headers: asPage(), body: bytes })
      expect(refused.status).toBe(413)
      // In the form in which the page reads errors: http-assets.ts.
      expect(JSON.parse(String(refused.body))).toMatchObject({ code: 'IMAGE_TOO_LARGE', message: expect.any(String) })

      const saved = await client.call('document.save', { document: state?.document ?? '' })
      const download = await ask(saved?.download ?? '', { headers: { cookie } })
      expect(download.headers['content-disposition']).toBe("attachment; filename*=UTF-8''blank.lproj")
      expect(download.body.subarray(0, 15).toString()).toBe('SQLite format 3')
    })
  })
})

describe('arguments', () => {
  it('reads a file and a port, and says what is wrong in one line', () => {
    expect(readServeArguments([])).toEqual({ startup: undefined, port: undefined })
    expect(readServeArguments(['a.png', '--port', '5000'])).toEqual({ startup: path.resolve('a.png'), port: 5000 })
    for (const args of [
      ['a', 'b'],
      ['--port', 'x'],
      ['--port', '70000'],
      ['--host', '0.0.0.0'],
    ]) {
      expect(() => readServeArguments(args)).toThrow(expect.objectContaining({ code: 'USAGE' }))
    }
  })

  it('says that a port is taken', async () => {
    const editor = await services.editor({ folders: { settings: at('settings'), recovery: at('recovery') } })
    await expect(startBrowserHost({ editor, page: at('page'), port: host.port })).rejects.toMatchObject({
      code: 'NOT_AVAILABLE',
      message: expect.stringContaining(String(host.port)),
    })
  })
})
