/** A ZIP in memory, for formats that are one. The same entries give the same bytes: no clock is in it. */
import { ZipFile } from 'yazl'

/** The earliest time that a ZIP can say. */
const noTime = new Date(1980, 0, 1)

export class ZipPackage {
  readonly #zip = new ZipFile()
  readonly #pieces: Uint8Array[] = []
  readonly #ended: Promise<void>

  constructor() {
    const { outputStream } = this.#zip
    outputStream.on('data', (piece: Uint8Array) => this.#pieces.push(piece))
    this.#ended = new Promise((resolve, reject) => {
      outputStream.once('end', resolve)
      outputStream.once('error', reject)
      this.#zip.on('error', reject)
    })
    // Whoever leaves the package unfinished does not wait for it.
    this.#ended.catch(() => {})
  }

  /** Entries come in the order in which they are added. PNG is compressed already: say `store`. */
  add(name: string, content: Uint8Array | string, { store = false } = {}): void {
    const bytes =
      typeof content === 'string'
        ? Buffer.from(content, 'utf8')
        : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
    this.#zip.addBuffer(bytes, name, { compress: !store, mtime: noTime, forceDosTimestamp: true })
  }

  /** The file, in pieces. */
  async finish(): Promise<Uint8Array[]> {
    this.#zip.end()
    await this.#ended
    return this.#pieces
  }
}
