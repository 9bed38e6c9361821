/** A typeface at one weight and style: shaping by HarfBuzz, outlines of its glyphs. */
import * as harfbuzz from 'harfbuzzjs'
import { outlineOf, type Outline } from './outline.ts'

export interface ShapedGlyph {
  glyph: number
  /** Index in the string of the first character that it stands for. */
  cluster: number
  /** Where it is drawn, from where it begins, and how far the next one is: font units. */
  x: number
  y: number
  advance: number
}

/** With space between letters they are not joined, as in browsers. */
const apart = ['liga', 'clig'].map((tag) => new harfbuzz.Feature(tag, 0))

export class Face {
  readonly unitsPerEm: number
  readonly #font: harfbuzz.Font
  readonly #outlines = new Map<number, Outline>()

  /** `weight` sets the axis of a variable font; null for others. */
  constructor(file: harfbuzz.Face, weight: number | null) {
    this.unitsPerEm = file.upem
    this.#font = new harfbuzz.Font(file)
    if (weight !== null) this.#font.setVariations([new harfbuzz.Variation('wght', weight)])
  }

  has(character: string): boolean {
    return Boolean(this.#font.nominalGlyph(character.codePointAt(0) ?? 0))
  }

  shape(string: string, { ligatures = true } = {}): ShapedGlyph[] {
    const buffer = new harfbuzz.Buffer()
    buffer.addText(string)
    buffer.guessSegmentProperties()
    harfbuzz.shape(this.#font, buffer, ligatures ? [] : apart)
    return buffer.getGlyphInfosAndPositions().map((glyph) => ({
      glyph: glyph.codepoint,
      cluster: glyph.cluster,
      x: glyph.xOffset ?? 0,
      y: glyph.yOffset ?? 0,
      advance: glyph.xAdvance ?? 0,
    }))
  }

  outline(glyph: number): Outline {
    const known = this.#outlines.get(glyph)
    if (known) return known
    const outline = outlineOf(this.#font.glyphToJson(glyph))
    this.#outlines.set(glyph, outline)
    return outline
  }
}
