/** Pictures for the tests of the services. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
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
