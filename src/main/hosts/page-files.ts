/** The built page: its files by URL path, and the headers that keep it to itself. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { ResourceResponse } from './resources.ts'

/** No remote content, no frames, no plugins. Styles: some components measure themselves with style elements of their own. */
export function contentSecurityPolicy(connections: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "worker-src 'self' blob:",
    `connect-src ${["'self'", ...connections].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** For every answer. Isolated from other origins, which also gives the page's workers shared memory. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  'cache-control': 'no-store',
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** The file of the page at a URL path; null where there is none, or the path leads out of the folder. */
export async function pageFile(folder: string, pathname: string): Promise<ResourceResponse | null> {
  const file = fileAt(folder, pathname)
  const mediaType = file && mediaTypes[path.extname(file)]
  const found = file && mediaType ? await stat(file).catch(() => null) : null
  if (!file || !mediaType || !found?.isFile()) return null
  const headers: Record<string, string> = { 'content-type': mediaType, 'content-length': String(found.size) }
  // Names under assets/ hold a hash of the content.
  if (pathname.startsWith('/assets/')) headers['cache-control'] = 'private, max-age=31536000, immutable'
  return { status: 200, headers, body: createReadStream(file) }
}

function fileAt(folder: string, pathname: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname === '/' ? '/index.html' : pathname)
  } catch {
    return null
  }
  if (/[\0\\]/.test(decoded)) return null
  const file = path.resolve(folder, `.${decoded}`)
  return file.startsWith(path.resolve(folder) + path.sep) ? file : null
}
