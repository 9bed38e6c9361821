import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  answerWith,
  cutAfter,
  etagOf,
  noise,
  stallAfter,
  startFileServer,
  type FileServer,
} from '../../../../test/support/file-server.ts'
import { downloadFile, type DownloadContext, type FileDownload } from './file-download.ts'

const content = noise(200_000)
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const sha256 = sha256Of(content)
const etag = etagOf(content)

let folder: string
let server: FileServer
let bytes: number
const path = () => join(folder, 'weights.bin')

function download(file: Partial<FileDownload> = {}, context: Partial<DownloadContext> = {}) {
  bytes = 0
  return downloadFile(
    {
      url: `${server.url}/weights.bin`,
      path: path(),
      expected: { size: content.length, sha256 },
      page: 'https://example.org/model',
      ...file,
    },
    {
      environment: {},
      stallMilliseconds: 5000,
      retry: { tries: 3, firstWaitMilliseconds: 5, longestWaitMilliseconds: 2000 },
      onBytes: (count) => (bytes += count),
      ...context,
    },
  )
}

const ranges = () => server.requests.map(({ range }) => range)
/** Where each request began. Bytes on their way when a connection breaks may be lost, so it is no exact place. */
const starts = ({ requests } = server) =>
  requests.map(({ range }) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0))
const expectGrowing = (values: number[], length: number) => {
  expect(values).toHaveLength(length)
  values.slice(1).forEach((value, k) => expect(value).toBeGreaterThan(values[k]))
}
const expectWhole = async () => {
  expect((await readFile(path())).equals(content)).toBe(true)
  expect(await readdir(folder)).toEqual(['weights.bin'])
  expect(bytes).toBe(content.length)
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-download-'))
  server = await startFileServer({ '/weights.bin': content })
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

describe('a whole download', () => {
  it('puts the checked file in place and gives its hash', async () => {
    expect(await download()).toEqual({ size: content.length, sha256 })
    await expectWhole()
  })

  it('gives the hash of a file of which nothing is known', async () => {
    expect(await download({ expected: {} })).toEqual({ size: content.length, sha256 })
  })

  it('checks a small file by the name that git gives its content', async () => {
    const gitBlob = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
    await download({ expected: { size: content.length, gitBlob } })
    await expectWhole()
    const wrong = download({ expected: { size: content.length, gitBlob: '0'.repeat(40) } })
    await expect(wrong).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
  })
})

describe('a connection that breaks', () => {
  it('goes on where it broke off', async () => {
    server.misbehaviours.push(cutAfter(content, 50_000, etag), cutAfter(content, 70_000, etag))
    await download()
    await expectWhole()
    expectGrowing(starts(), 3)
    expect(server.requests[1].ifRange).toBe(etag)
  })

  it('goes on in another process, with the bytes of the first one hashed again', async () => {
    server.misbehaviours.push(...[1, 2, 3].map(() => cutAfter(content, 0, etag)))
    server.misbehaviours.unshift(cutAfter(content, 80_000, etag))
    await expect(download()).rejects.toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED' })
    const { length } = await readFile(`${path()}.part`)
    expect(length).toBeGreaterThan(0)
    await download()
    await expectWhole()
    expect(ranges().at(-1)).toBe(`bytes=${length}-`)
  })

  it('starts again where the server ignores ranges', async () => {
    server.files.set('/weights.bin', { content, ignoresRanges: true })
    server.misbehaviours.push(cutAfter(content, 50_000, etag))
    await download()
    await expectWhole()
  })

  it('starts again where the file has another ETag', async () => {
    server.misbehaviours.push(cutAfter(noise(content.length, 7), 50_000, '"another"'))
    await download()
    await expectWhole()
    expect(server.requests[1].ifRange).toBe('"another"')
  })

  it('starts again where the ETag changed and the server sends the range all the same', async () => {
    server.misbehaviours.push(cutAfter(noise(content.length, 7), 50_000, 'W/"weak"'))
    await download()
    await expectWhole()
    expect(server.requests[1].ifRange).toBeUndefined()
  })

  it('fetches all of it once more where bytes of two connections do not go together', async () => {
    server.files.set('/weights.bin', { content, etag: null })
    server.misbehaviours.push(cutAfter(noise(content.length, 7), 50_000))
    await download()
    await expectWhole()
    expectGrowing(starts().slice(0, 2), 2)
    expect(ranges().slice(2)).toEqual([undefined])
  })

  it('gives up a server that stalls, after some tries, and keeps the bytes', async () => {
    server.misbehaviours.push(stallAfter(content, 1000))
    server.misbehaviours.push(...[1, 2, 3].map(() => stallAfter(content, 0)))
    const error = await download({}, { stallMilliseconds: 60 }).catch((failure) => failure)
    expect(error).toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED', hint: expect.stringContaining('kept') })
    expect(error.message).toMatch(/stopped sending/)
  })

  it('is no use where nobody listens', async () => {
    const url = server.url
    await server.close()
    const failed = download({ url: `${url}/weights.bin` })
    await expect(failed).rejects.toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED' })
    server = await startFileServer()
  })

  it('is paused by the signal; the bytes stay', async () => {
    const controller = new AbortController()
    server.misbehaviours.push(stallAfter(content, 60_000))
    const paused = download(
      {},
      {
        signal: controller.signal,
        stallMilliseconds: 30_000,
        onBytes(count) {
          bytes += count
          if (bytes === 60_000) controller.abort(new Error('paused'))
        },
      },
    )
    await expect(paused).rejects.toThrow('paused')
    expect((await readFile(`${path()}.part`)).length).toBe(60_000)
    await download()
    await expectWhole()
  })
})

describe('a server that lies', () => {
  it('about the content: nothing of it is kept', async () => {
    server.files.set('/weights.bin', { content: noise(content.length, 3) })
    await expect(download()).rejects.toMatchObject({
      code: 'MODEL_DAMAGED',
      message: expect.stringContaining('sha256'),
    })
    expect(await readdir(folder)).toEqual([])
    expect(bytes).toBe(0)
  })

  it.each([
    ['shorter', content.subarray(0, 100_000)],
    ['longer', Buffer.concat([content, noise(10)])],
  ])('about the length: a %s file', async (_what, other) => {
    server.files.set('/weights.bin', { content: other })
    await expect(download()).rejects.toMatchObject({ code: 'MODEL_DAMAGED', message: expect.stringContaining('bytes') })
  })

  it('about the length: more bytes than it may have, without saying how many', async () => {
    server.misbehaviours.push((_request, response) => {
      response.write(Buffer.concat([content, noise(1000)]))
      response.end()
      return true
    })
    await expect(download()).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
  })

  it('about the length: fewer bytes, without saying how many', async () => {
    server.misbehaviours.push((_request, response) => {
      response.setHeader('etag', etag)
      response.write(content.subarray(0, 1000))
      response.end()
      return true
    })
    await download()
    await expectWhole()
    expect(ranges()).toEqual([undefined, 'bytes=1000-'])
  })

  it('about ranges: another one than was asked for', async () => {
    server.misbehaviours.push(cutAfter(content, 50_000, etag), (_request, response) => {
      const headers = { 'content-range': `bytes 0-${content.length - 1}/${content.length}`, etag }
      response.writeHead(206, headers).end(content)
      return true
    })
    await download()
    await expectWhole()
  })
})

describe('a server that refuses', () => {
  it.each([401, 403])('%i says how to get in', async (status) => {
    server.misbehaviours.push(answerWith(status), answerWith(status))
    await expect(download()).rejects.toMatchObject({
      code: 'MODEL_ACCESS_DENIED',
      hint: expect.stringMatching(/terms at https:\/\/example\.org\/model.*Preferences/),
    })
    await expect(download({ token: 'x' })).rejects.toMatchObject({ hint: expect.stringContaining('has no access') })
    expect(server.requests).toHaveLength(2)
  })

  it('404 points to the page', async () => {
    const failed = download({ url: `${server.url}/other.bin?signature=secret` })
    await expect(failed).rejects.toMatchObject({
      code: 'MODEL_DOWNLOAD_FAILED',
      message: expect.not.stringContaining('secret'),
      hint: expect.stringContaining('https://example.org/model'),
    })
  })

  it('416 throws the part away and starts again', async () => {
    await writeFile(`${path()}.part`, content.subarray(0, 100))
    await writeFile(`${path()}.part.json`, JSON.stringify({ url: `${server.url}/weights.bin`, validator: etag }))
    server.misbehaviours.push(answerWith(416))
    await download()
    await expectWhole()
    expect(ranges()).toEqual(['bytes=100-', undefined])
  })

  it('416 at the end of a file of unknown length: it is whole', async () => {
    await writeFile(`${path()}.part`, content)
    await writeFile(`${path()}.part.json`, JSON.stringify({ url: `${server.url}/weights.bin`, validator: etag }))
    await download({ expected: { sha256 } })
    await expectWhole()
  })

  it('429 is waited for as long as it says', async () => {
    server.misbehaviours.push(answerWith(429, { 'retry-after': '1' }))
    const started = performance.now()
    await download()
    expect(performance.now() - started).toBeGreaterThan(950)
    await expectWhole()
  })

  it('429 with a long wait is handed to the person', async () => {
    server.misbehaviours.push(answerWith(429, { 'retry-after': '3600' }))
    await expect(download()).rejects.toMatchObject({ hint: expect.stringContaining('60 minutes') })
  })

  it('500 is tried again, but not for ever', async () => {
    server.misbehaviours.push(answerWith(500), answerWith(503))
    await download()
    await expectWhole()
    server.misbehaviours.push(...[1, 2, 3].map(() => answerWith(502)))
    const error = await download().catch((failure) => failure)
    expect(error).toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED', message: expect.stringContaining('3 times') })
    expect(server.requests).toHaveLength(6)
  })
})

describe('redirects', () => {
  it('keep the token at home', async () => {
    const elsewhere = await startFileServer({ '/cdn': content })
    server.files.delete('/weights.bin')
    server.misbehaviours.push(answerWith(302, { location: '/moved' }))
    server.misbehaviours.push(answerWith(307, { location: `${elsewhere.url}/cdn` }))
    await download({ token: 'secret' })
    await expectWhole()
    expect(server.requests.map(({ authorization }) => authorization)).toEqual(['Bearer secret', 'Bearer secret'])
    expect(elsewhere.requests.map(({ authorization }) => authorization)).toEqual([undefined])
    await elsewhere.close()
  })

  it('carry the range along', async () => {
    const elsewhere = await startFileServer({ '/cdn': content })
    const away = answerWith(302, { location: `${elsewhere.url}/cdn` })
    elsewhere.misbehaviours.push(cutAfter(content, 50_000, etag))
    server.misbehaviours.push(away, answerWith(302, { location: `${elsewhere.url}/cdn` }))
    await download()
    await expectWhole()
    expectGrowing(starts(elsewhere), 2)
    await elsewhere.close()
  })

  it.each([
    ['in a circle', '/weights.bin', /without end/],
    ['to something else', 'file:///etc/passwd', /no address of a web server/],
  ])('%s are refused', async (_what, location, message) => {
    server.misbehaviours.push(...Array.from({ length: 20 }, () => answerWith(302, { location })))
    await expect(download()).rejects.toMatchObject({
      code: 'MODEL_DOWNLOAD_FAILED',
      message: expect.stringMatching(message),
    })
  })
})

it('goes through the proxy of the environment', async () => {
  const proxy = await startFileServer()
  proxy.misbehaviours.push((request, response) => {
    expect(request.url).toBe('http://models.example/weights.bin')
    response.end(content)
    return true
  })
  await download({ url: 'http://models.example/weights.bin' }, { environment: { HTTP_PROXY: proxy.url } })
  await expectWhole()
  await proxy.close()
})
