/** Pictures for the tests of the services. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { encodePng } from '../imaging/codecs/encode.ts'
import type { Rgba8 } from '../imaging/pixels.ts'

/** Colours everywhere, and alpha of every value in one corner. */
export function testPicture(width = 40, height = 30): Rgba8 {
  const data = new Uint8Array(width * height * 4)
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)]
    data.set([x * 6, y * 8, (x * y) % 256, x < 16 && y < 16 ? x * 16 + y : 255], i * 4)
  }
  return { width, height, data }
}

/** Writes it as a PNG, with the folders on its path; gives the path. */
export async function writePicture(file: string, image = testPicture()): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, await encodePng(image))
  return file
}

/** Paths of all files below the folder, with forward slashes, sorted; none where there is no folder. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort()
}

/** A PNG whose header says so; what follows is noise of `bytes` bytes. */
export function pngOfSize(width: number, height: number, bytes = 100): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const noise = Buffer.from(Uint8Array.from({ length: bytes }, (_, index) => (index * 7919) >> 3))
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', noise), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}
