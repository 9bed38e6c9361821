/** The faces of the library, read when they are first asked for, and kept. */
import * as harfbuzz from 'harfbuzzjs'
import decompress from 'wawoff2/decompress.js'
import { fontFamily, fontFileFor, nearestWeight, type FontFile } from '../../shared/text/font-library.ts'
import { Face } from './face.ts'
import { readFontFile } from './font-files.ts'

export class Faces {
  readonly #files = new Map<string, Promise<harfbuzz.Face>>()
  readonly #faces = new Map<string, Face>()

  /** The face of a family of the library that is nearest to the weight and style; null for other families. */
  async face(family: string, weight: number, italic: boolean): Promise<Face | null> {
    const found = fontFamily(family)
    if (!found) return null
    const file = fontFileFor(found, weight, italic)
    const [least, greatest] = file.weights
    const own = least === greatest ? null : Math.min(greatest, Math.max(least, weight))
    const key = `${file.file} ${own ?? nearestWeight(found, weight)}`
    const known = this.#faces.get(key)
    if (known) return known
    const face = new Face(await this.#file(file), own)
    this.#faces.set(key, face)
    return face
  }

  #file({ file }: FontFile): Promise<harfbuzz.Face> {
    const reading = this.#files.get(file) ?? readFace(file)
    this.#files.set(file, reading)
    reading.catch(() => this.#files.delete(file))
    return reading
  }
}

async function readFace(name: string): Promise<harfbuzz.Face> {
  const bytes = await readFontFile(name)
  if (!bytes) throw new Error(`The library has no ${name}.`)
  return fontOf(bytes)
}

async function fontOf(woff2: Uint8Array): Promise<harfbuzz.Face> {
  return new harfbuzz.Face(new harfbuzz.Blob(await decompress(woff2)))
}

/** The face of a WOFF2 file of one weight, which need not be of the library. */
export async function faceOfFile(woff2: Uint8Array): Promise<Face> {
  return new Face(await fontOf(woff2), null)
}
