/** Typefaces from Fontsource's npm packages, for the library and for benchmarks. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Parser } from 'tar'
import { openTarball } from '../src/main/models/npm.ts'

/** All packages of Fontsource's release 5.3. */
export const fontsourceVersion = '5.3.0'

export interface FontsourcePackage {
  /** With its version. */
  name: string
  /** Fontsource's own word for what it is: sans-serif, serif, monospace, handwriting, display. */
  category: string
  licence: string
  copyright: string
  licenceText: string
  /** Latin WOFF2 files by name. */
  files: ReadonlyMap<string, Buffer>
}

/** The Latin files of a family, and whose they are. */
export async function fetchFontsource(family: string, { variable = false } = {}): Promise<FontsourcePackage> {
  const name = `@fontsource${variable ? '-variable' : ''}/${family.toLowerCase().replaceAll(' ', '-')}`
  const temporary = await mkdtemp(join(tmpdir(), 'lamina-fonts-'))
  const entries = new Map<string, Buffer>()
  try {
    const { stream } = await openTarball(name, fontsourceVersion, { environment: process.env, temporary })
    const parser = new Parser({ strict: true })
    parser.on('entry', (entry) => {
      const path = entry.path.replace(/^[^/]*\//, '')
      if (!/^(LICENSE|metadata\.json|files\/.*-latin-.*\.woff2)$/.test(path)) return entry.resume()
      void entry.concat().then((content: Buffer) => entries.set(path, content))
    })
    await pipeline(stream, parser as unknown as NodeJS.WritableStream)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
  const metadata = JSON.parse(String(entries.get('metadata.json'))) as {
    category: string
    license: { type: string; attribution: string }
  }
  const fonts = [...entries].filter(([path]) => path.startsWith('files/'))
  return {
    name: `${name}@${fontsourceVersion}`,
    category: metadata.category,
    licence: metadata.license.type,
    copyright: metadata.license.attribution.trim(),
    licenceText: String(entries.get('LICENSE')),
    files: new Map(fonts.map(([path, content]) => [path.slice('files/'.length), content])),
  }
}
