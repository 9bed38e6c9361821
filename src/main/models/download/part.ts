/** The unfinished copy of a file: its bytes, what is known of where they came from, and their hashes so far. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

/** What a file must be; a field that is not known is not checked. */
export interface Expectation {
  size?: number
  /** Hexadecimal. */
  sha256?: string
  /** Git's name of the content: what a hub gives for small files instead of a sha256. */
  gitBlob?: string
}

const stateSchema = z.strictObject({ url: z.string(), validator: z.string().nullable() })

/** A file that grows. Its bytes are hashed as they come; those of an earlier process are read and hashed first. */
export class Part {
  readonly #path: string
  readonly #url: string
  readonly #expected: Expectation
  #file: FileHandle
  #sha256: Hash = createHash('sha256')
  #git: Hash | undefined
  #length = 0
  #validator: string | null = null
  /** Bytes of an earlier connection are in it. */
  resumed = false

  private constructor(path: string, url: string, expected: Expectation, file: FileHandle) {
    this.#path = path
    this.#url = url
    this.#expected = expected
    this.#file = file
  }

  /** Opens `path`.part, with what an earlier try for the same address left there. */
  static async open(path: string, url: string, expected: Expectation, signal?: AbortSignal): Promise<Part> {
    await mkdir(dirname(path), { recursive: true })
    const state = await readState(path)
    const found = await stat(`${path}.part`).catch(() => undefined)
    const usable = state?.url === url && found !== undefined && found.size <= (expected.size ?? Infinity)
    // Appending, so that after a truncation the bytes go to the start again.
    const part = new Part(path, url, expected, await open(`${path}.part`, 'a'))
    if (!usable) {
      await part.clear()
      return part
    }
    part.#startHashes()
    try {
      for await (const chunk of createReadStream(`${path}.part`, { highWaterMark: 1 << 20, signal })) part.#count(chunk)
    } catch (error) {
      await part.close()
      signal?.throwIfAborted()
      throw error
    }
    part.#validator = state.validator
    part.resumed = part.#length > 0
    return part
  }

  get length(): number {
    return this.#length
  }

  /** ETag of the bytes so far; null where the server gave none. */
  get validator(): string | null {
    return this.#validator
  }

  /** Everything the expectation speaks of is there. */
  get complete(): boolean {
    return this.#expected.size !== undefined && this.#length === this.#expected.size
  }

  /** Notes what the coming bytes belong to. */
  async begin(validator: string | null): Promise<void> {
    this.#validator = validator
    await writeFile(`${this.#path}.part.json`, JSON.stringify({ url: this.#url, validator }))
  }

  async append(chunk: Buffer): Promise<void> {
    await this.#file.appendFile(chunk)
    this.#count(chunk)
  }

  /** Throws the bytes away. */
  async clear(): Promise<void> {
    await this.#file.truncate(0)
    this.#length = 0
    this.#validator = null
    this.resumed = false
    this.#startHashes()
  }

  /** Whether the bytes are what they should be, and their sha256. Ends the hashing. */
  check(): { good: boolean; sha256: string } {
    const { size, sha256, gitBlob } = this.#expected
    const found = this.#sha256.digest('hex')
    const good =
      (size === undefined || size === this.#length) &&
      (sha256 === undefined || sha256 === found) &&
      (gitBlob === undefined || this.#git === undefined || gitBlob === this.#git.digest('hex'))
    return { good, sha256: found }
  }

  /** Puts the bytes, checked, at their place. */
  async publish(): Promise<void> {
    await this.#file.sync()
    await this.#file.close()
    await rename(`${this.#path}.part`, this.#path)
    await rm(`${this.#path}.part.json`, { force: true })
  }

  /** Leaves the bytes for a later try. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => {})
  }

  /** Closes and deletes. */
  async remove(): Promise<void> {
    await this.close()
    await rm(`${this.#path}.part`, { force: true })
    await rm(`${this.#path}.part.json`, { force: true })
  }

  #startHashes(): void {
    const { size, gitBlob } = this.#expected
    this.#sha256 = createHash('sha256')
    if (gitBlob === undefined || size === undefined) return
    this.#git = createHash('sha1').update(`blob ${size}\0`)
  }

  #count(chunk: Buffer): void {
    this.#sha256.update(chunk)
    this.#git?.update(chunk)
    this.#length += chunk.length
  }
}

async function readState(path: string): Promise<z.infer<typeof stateSchema> | undefined> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(`${path}.part.json`, 'utf8')))
  } catch {
    return undefined // Not there, or cut: begin again.
  }
}
