/** Who may talk to the browser host: pages of its own origin that hold the token. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export function newToken(): string {
  return randomBytes(24).toString('base64url')
}

export interface AdmissionRequest {
  method: string
  headers: IncomingHttpHeaders
}

/** Why a request is refused; null where it may go on. */
export type Refusal = 'host' | 'origin' | 'token' | null

export class Admission {
  readonly #token: string
  readonly #hosts: ReadonlySet<string>
  readonly #cookie: string

  constructor(token: string, port: number) {
    this.#token = token
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
    // Cookies are not told apart by port: two hosts at once would overwrite each other's.
    this.#cookie = `lamina-${port}`
  }

  /**
   * Host: a name that somebody made to lead to this machine is refused. Origin: other pages are refused, also those of
   * other ports; what changes something has to say its origin. Token: from the cookie that the first address set.
   */
  refusal({ method, headers }: AdmissionRequest, { connecting = false } = {}): Refusal {
    const known = this.refusesOutside({ method, headers }, { connecting })
    if (known) return known
    return this.isToken(this.#cookieOf(headers)) ? null : 'token'
  }

  /** The same without the token, for the address that brings it. */
  refusesOutside({ method, headers }: AdmissionRequest, { connecting = false } = {}): Refusal {
    const { host = '', origin } = headers
    if (!this.#hosts.has(host)) return 'host'
    const mustSay = connecting || (method !== 'GET' && method !== 'HEAD')
    if (origin === undefined ? mustSay : origin !== `http://${host}`) return 'origin'
    const site = headers['sec-fetch-site']
    return site === undefined || site === 'same-origin' || site === 'none' ? null : 'origin'
  }

  isToken(given: string | null): boolean {
    const [expected, actual] = [Buffer.from(this.#token), Buffer.from(given ?? '')]
    return expected.length === actual.length && timingSafeEqual(expected, actual)
  }

  setCookie(): string {
    return `${this.#cookie}=${this.#token}; Path=/; HttpOnly; SameSite=Strict`
  }

  #cookieOf({ cookie = '' }: IncomingHttpHeaders): string | null {
    const pairs = cookie.split(/;\s*/).map((pair) => pair.split('=', 2))
    return pairs.find(([name]) => name === this.#cookie)?.[1] ?? null
  }
}
