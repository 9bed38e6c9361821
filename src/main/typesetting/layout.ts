/** Where the glyphs of a text go. */
import type { LayerText } from '../../shared/document/types.ts'
import type { Face } from './face.ts'

export interface PlacedGlyph {
  face: Face
  glyph: number
  /** Index of its first character, in its line. */
  cluster: number
  /** In text space: its origin, y downwards, and units of text space a font unit. */
  x: number
  y: number
  scale: number
}

export type Setting = Pick<LayerText, 'string' | 'size' | 'align' | 'tracking' | 'lineHeight'>

/** The face that draws a character. */
export type FaceOf = (character: string) => Face

/** Lines begin, are centred or end at x = 0, as the alignment says; the first baseline is y = 0. */
export function layOut(setting: Setting, faceOf: FaceOf): PlacedGlyph[] {
  const { size, align, lineHeight } = setting
  return setting.string.split('\n').flatMap((line, index) => {
    const { glyphs, width } = layOutLine(line, setting, faceOf)
    const start = align === 'left' ? 0 : align === 'center' ? -width / 2 : -width
    const y = index * lineHeight * size
    return glyphs.map((glyph) => ({ ...glyph, x: glyph.x + start, y: glyph.y + y }))
  })
}

/** A line from x = 0 on. The space after its last character does not count. */
export function layOutLine(
  line: string,
  { size, tracking }: Pick<Setting, 'size' | 'tracking'>,
  faceOf: FaceOf,
): { glyphs: PlacedGlyph[]; width: number } {
  const space = (tracking / 1000) * size
  const glyphs: PlacedGlyph[] = []
  let x = 0
  for (const { face, string, start } of runsOf(line, faceOf)) {
    const scale = size / face.unitsPerEm
    let cluster: number | null = null
    for (const shaped of face.shape(string, { ligatures: tracking === 0 })) {
      // Marks stand with their letter: the space is between clusters.
      if (cluster !== null && shaped.cluster !== cluster) x += space
      cluster = shaped.cluster
      glyphs.push({
        face,
        glyph: shaped.glyph,
        cluster: start + shaped.cluster,
        x: x + shaped.x * scale,
        y: -shaped.y * scale,
        scale,
      })
      x += shaped.advance * scale
    }
    if (cluster !== null) x += space
  }
  return { glyphs, width: glyphs.length > 0 ? x - space : 0 }
}

/** Stretches of characters that one face draws. */
function runsOf(line: string, faceOf: FaceOf): { face: Face; string: string; start: number }[] {
  const runs: { face: Face; string: string; start: number }[] = []
  let at = 0
  for (const character of line) {
    const last = runs.at(-1)
    const face = faceOf(character)
    if (last && last.face === face) last.string += character
    else runs.push({ face, string: character, start: at })
    at += character.length
  }
  return runs
}
