/** Reading ZIP files in tests, by the specification (PKWARE APPNOTE) and not with the library that wrote them. */
import { inflateRawSync } from 'node:zlib'

export interface ReadEntry {
  name: string
  stored: boolean
  /** Bytes of the extra field in the local header. */
  extra: number
  content: Buffer
}

/** The entries in the order of the central directory. */
export function readZip(file: Buffer): ReadEntry[] {
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const entries: ReadEntry[] = []
  let at = file.readUInt32LE(end + 16)
  for (let count = file.readUInt16LE(end + 10); count > 0; count--) {
    const method = file.readUInt16LE(at + 10)
    const size = file.readUInt32LE(at + 20)
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset))
    const local = file.readUInt32LE(at + 42)
    const name = file.subarray(at + 46, at + 46 + nameLength).toString('utf8')
    const [localName, extra] = [26, 28].map((offset) => file.readUInt16LE(local + offset))
    const start = local + 30 + localName + extra
    const packed = file.subarray(start, start + size)
    entries.push({ name, stored: method === 0, extra, content: method === 0 ? packed : inflateRawSync(packed) })
    at += 46 + nameLength + extraLength + commentLength
  }
  return entries
}
