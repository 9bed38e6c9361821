/**
 * Faces of the machine's own fonts, for characters that the library lacks: what a browser falls back on too. Which there
 * are depends on the machine, so text with such characters may look otherwise on another one.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { homedir, platform } from 'node:os'
import { extname, join } from 'node:path'
import * as harfbuzz from 'harfbuzzjs'
import { Face } from './face.ts'

/** Fonts of many characters, by their file names, the ones to ask first at the front; all others come after them. */
const broad = [
  /noto.?sans.?cjk|sourcehansans|pingfang|msyh|hiragino.*w3|yugoth.*[mr]\.|malgun\.|applesdgothic/i,
  /noto.?sans-regular|notosans\[|segoeui\.|dejavusans\.|helvetica|liberationsans-regular|arial(unicode)?\./i,
  /wqy|droidsansfallback|simhei|simsun|meiryo|heiti|nanum|noto/i,
]

/** Larger files and more of them are not looked into. */
const MOST_BYTES = 64 << 20
const MOST_FILES = 600

interface SystemFont {
  face: Face
  characters: ReadonlySet<number>
}

export class FallbackFaces {
  readonly #folders: readonly string[]
  #files: Promise<string[]> | undefined
  readonly #fonts: SystemFont[] = []
  /** Files looked into so far. */
  #seen = 0
  readonly #missing = new Set<number>()

  constructor(folders = fontFolders()) {
    this.#folders = folders
  }

  /** The first face that has the character; null where none has. */
  async faceFor(character: string): Promise<Face | null> {
    const code = character.codePointAt(0) ?? 0
    const known = this.#fonts.find(({ characters }) => characters.has(code))
    if (known || this.#missing.has(code)) return known?.face ?? null
    const files = await (this.#files ??= listFonts(this.#folders))
    while (this.#seen < files.length) {
      const font = await readFont(files[this.#seen++])
      if (font) this.#fonts.push(font)
      if (font?.characters.has(code)) return font.face
    }
    this.#missing.add(code)
    return null
  }
}

function fontFolders(): string[] {
  const home = homedir()
  switch (platform()) {
    case 'darwin':
      return ['/System/Library/Fonts', '/Library/Fonts', join(home, 'Library/Fonts')]
    case 'win32':
      return [
        join(process.env.WINDIR ?? 'C:\\Windows', 'Fonts'),
        join(process.env.LOCALAPPDATA ?? home, 'Microsoft\\Windows\\Fonts'),
      ]
    default:
      return ['/usr/share/fonts', '/usr/local/share/fonts', join(home, '.local/share/fonts'), join(home, '.fonts')]
  }
}

async function listFonts(folders: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (entry.isFile() && ['.ttf', '.otf', '.ttc'].includes(extname(entry.name).toLowerCase())) {
        found.push(join(entry.parentPath, entry.name))
      }
    }
  }
  const rank = (file: string) => {
    const index = broad.findIndex((pattern) => pattern.test(file))
    return index < 0 ? broad.length : index
  }
  return found.sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1)).slice(0, MOST_FILES)
}

/** null where the file cannot be read or is no font. */
async function readFont(file: string): Promise<SystemFont | null> {
  try {
    if ((await stat(file)).size > MOST_BYTES) return null
    const font = new harfbuzz.Face(new harfbuzz.Blob(new Uint8Array(await readFile(file))))
    const characters = new Set(font.collectUnicodes())
    return characters.size > 0 ? { face: new Face(font, null), characters } : null
  } catch {
    return null
  }
}
