/** One file over HTTP: resumed where it broke off, checked while it streams, put in place when it is right. */
import { LaminaError } from '../../../shared/contract/errors.ts'
import { PassingFailure, statusFailure } from './failures.ts'
import { get, type HttpOptions, type HttpResponse } from './http.ts'
import { Part, type Expectation } from './part.ts'
import { withRetries, type RetryOptions } from './retry.ts'

export interface FileDownload {
  url: string
  /** Sent to the host of `url` only. */
  token?: string
  /** Where the file goes; beside it, until it is whole, lies `path`.part. */
  path: string
  expected: Expectation
  /** The page about it, for errors. */
  page: string
}

export interface DownloadContext extends HttpOptions {
  retry: RetryOptions
  /** Bytes that came, or (negative) had to be thrown away; those of an earlier process too. */
  onBytes: (count: number) => void
}

export interface DownloadedFile {
  size: number
  /** Hexadecimal. */
  sha256: string
}

/**
 * Fetches the file. What came before a failure or an abort is kept for the next call. A file that is not what was
 * expected is deleted: after a resumed transfer it is fetched once more from the start, otherwise MODEL_DAMAGED is thrown.
 * Throws also MODEL_DOWNLOAD_FAILED, MODEL_ACCESS_DENIED and the signal's reason.
 */
export async function downloadFile(file: FileDownload, context: DownloadContext): Promise<DownloadedFile> {
  const part = await Part.open(file.path, file.url, file.expected, context.signal)
  let kept = true
  try {
    context.onBytes(part.length)
    for (;;) {
      const resumed = await receive(part, file, context)
      const { good, sha256 } = part.check()
      if (good) {
        const size = part.length
        await part.publish()
        return { size, sha256 }
      }
      context.onBytes(-part.length)
      if (!resumed) {
        kept = false
        throw damaged(file, sha256)
      }
      await part.clear()
    }
  } finally {
    if (kept) await part.close()
    else await part.remove()
  }
}

/** Fetches what is not there yet; true if bytes of several connections are together in the part. */
async function receive(part: Part, file: FileDownload, context: DownloadContext): Promise<boolean> {
  let received = 0
  const counted = { ...context, onBytes: (count: number) => ((received += count), context.onBytes(count)) }
  // Bytes that were thrown away are no progress, so that a server that breaks off each time is given up.
  const progress = () => received
  await withRetries(() => receiveOnce(part, file, counted), progress, context.retry, context.signal)
  return part.resumed
}

async function receiveOnce(part: Part, file: FileDownload, context: DownloadContext): Promise<void> {
  if (part.complete) return
  const from = part.length
  const headers: Record<string, string> = {}
  if (from > 0) {
    headers.range = `bytes=${from}-`
    // Only a strong validator may stand in If-Range; the answer's own is compared below.
    if (part.validator?.startsWith('"')) headers['if-range'] = part.validator
  }
  const response = await get({ ...context, url: file.url, token: file.token, headers })
  try {
    const start = await beginning(part, response, file, context)
    if (start === undefined) return
    await stream(part, response, start, file, context)
  } finally {
    response.discard()
  }
}

/** Reads status and headers; gives the length of the whole file where it is known, undefined if nothing is to be read. */
async function beginning(
  part: Part,
  response: HttpResponse,
  file: FileDownload,
  context: DownloadContext,
): Promise<{ total: number | undefined } | undefined> {
  const { status, headers } = response
  const restart = async () => {
    context.onBytes(-part.length)
    await part.clear()
  }
  if (status === 416 && part.length > 0) {
    const whole = Number(/\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1])
    // A part as long as the file is done, where nobody said how long the file is.
    if (whole === part.length && file.expected.size === undefined) return undefined
    await restart()
    throw new PassingFailure(`${placeOf(file)} does not reach as far as what was fetched of it (HTTP 416).`, 0)
  }
  if (status !== 200 && status !== 206) {
    throw statusFailure({
      status,
      retryAfter: headers['retry-after'],
      what: placeOf(file),
      page: file.page,
      hadToken: file.token !== undefined,
    })
  }
  const validator = headers.etag ?? null
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length'])
  if (status === 200) {
    if (part.length > 0) await restart()
    checkLength(length, file)
    await part.begin(validator)
    return { total: length }
  }
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '')
  const total = range === null || range[3] === '*' ? undefined : Number(range[3])
  checkLength(total, file)
  if (range === null || Number(range[1]) !== part.length || validator !== part.validator) {
    // Another file, or another part of it: what is here is of no use.
    await restart()
    throw new PassingFailure(`${placeOf(file)} changed while it was fetched.`, 0)
  }
  part.resumed = true
  return { total }
}

async function stream(
  part: Part,
  response: HttpResponse,
  { total }: { total: number | undefined },
  file: FileDownload,
  context: DownloadContext,
): Promise<void> {
  const limit = file.expected.size ?? total ?? Infinity
  for await (const chunk of response.body) {
    if (part.length + chunk.length > limit) {
      context.onBytes(-part.length)
      await part.clear()
      throw lengthFailure(file, `more than ${limit} bytes`)
    }
    await part.append(chunk)
    context.onBytes(chunk.length)
  }
  context.signal?.throwIfAborted()
  const wanted = file.expected.size ?? total
  if (wanted !== undefined && part.length < wanted) {
    throw new PassingFailure(`${placeOf(file)} broke off after ${part.length} of ${wanted} bytes.`)
  }
}

function checkLength(offered: number | undefined, file: FileDownload): void {
  const { size } = file.expected
  if (offered !== undefined && size !== undefined && offered !== size) throw lengthFailure(file, `${offered} bytes`)
}

function lengthFailure(file: FileDownload, offered: string): LaminaError {
  const wanted = file.expected.size === undefined ? '' : ` instead of ${file.expected.size}`
  const message = `${placeOf(file)} is another file than the catalogue speaks of: the server offers ${offered}${wanted}.`
  return new LaminaError('MODEL_DAMAGED', message, `It may have been replaced, or a mirror is wrong: see ${file.page}.`)
}

function damaged(file: FileDownload, sha256: string): LaminaError {
  const message = `${placeOf(file)} is not the file that it should be (sha256 ${sha256.slice(0, 12)}…), and was deleted.`
  const hint = `Download it again. If that changes nothing, the file was replaced or a proxy changes it: see ${file.page}.`
  return new LaminaError('MODEL_DAMAGED', message, hint)
}

/** "model.onnx at huggingface.co": people read the name and the host; the rest of an address may hold a signature. */
function placeOf({ url }: FileDownload): string {
  const { host, pathname } = new URL(url)
  return `${decodeURIComponent(pathname.replace(/^.*\//, ''))} at ${host}`
}
