/** The library's typefaces in the page: loaded when they are first needed, under names of their own. */
import { cssFamily, fontFamily, fontFileFor, nearestWeight, type FontFile } from '../../shared/text/font-library.ts'

const loading = new Map<string, Promise<boolean>>()

/** A face as CSS and canvases name it. */
export interface PageFont {
  family: string
  weight: number
  style: 'normal' | 'italic'
}

/** What stands in where the library has no such family. */
const STAND_IN = 'Inter'

/** The face that shows this setting: never one that the browser would slant or embolden itself. */
export function pageFont(name: string, weight: number, italic: boolean): PageFont {
  const family = fontFamily(name) ?? fontFamily(STAND_IN)
  if (!family) return { family: 'sans-serif', weight, style: italic ? 'italic' : 'normal' }
  const file = fontFileFor(family, weight, italic)
  const [least, greatest] = file.weights
  const own = Math.min(greatest, Math.max(least, least < greatest ? weight : nearestWeight(family, weight)))
  return { family: cssFamily(family.name), weight: own, style: file.italic ? 'italic' : 'normal' }
}

/** Loads what pageFont names; false where it cannot be had. `origin` is what stands before the host's paths. */
export function loadFont(origin: string, name: string, weight: number, italic: boolean): Promise<boolean> {
  const family = fontFamily(name) ?? fontFamily(STAND_IN)
  if (!family) return Promise.resolve(false)
  const file = fontFileFor(family, weight, italic)
  const known = loading.get(file.file)
  if (known) return known
  const started = load(origin, cssFamily(family.name), file)
  loading.set(file.file, started)
  return started
}

async function load(origin: string, family: string, { file, italic, weights }: FontFile): Promise<boolean> {
  const [least, greatest] = weights
  const font = new FontFace(family, `url("${origin}/fonts/${file}")`, {
    weight: least === greatest ? String(least) : `${least} ${greatest}`,
    style: italic ? 'italic' : 'normal',
  })
  try {
    document.fonts.add(await font.load())
    return true
  } catch {
    loading.delete(file)
    return false
  }
}
