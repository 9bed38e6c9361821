/** What a layer says in words, and where its text space lies. */
import { invert, multiply, type Matrix } from '../compositing/transform.ts'
import type { LayerRecord, LayerText, PixelLayer } from '../document/types.ts'

/** A layer of live text. */
export type TextLayer = PixelLayer & { text: LayerText }

export function isTextLayer(layer: LayerRecord): layer is TextLayer {
  return layer.type === 'pixels' && layer.text !== null
}

/** Whether a person may edit it as text: it is live text, or shows nothing but text that was read. */
export function holdsText(layer: LayerRecord): layer is PixelLayer {
  return layer.type === 'pixels' && (layer.text !== null || (layer.kind === 'text' && layer.texts.length > 0))
}

/** The layer's words, live or read; lines are separated by line feeds. Empty where there are none. */
export function wordsOf(layer: LayerRecord): string {
  if (layer.type !== 'pixels') return ''
  return layer.text?.string ?? layer.texts.map(({ string }) => string).join('\n')
}

/** Text space to the document. */
export function placementOf({ transform, text }: TextLayer): Matrix {
  return tidy(multiply(transform, text.transform))
}

/** Whether the layer shows the pixels that its text was found in. */
export function showsOriginal({ asset, text }: TextLayer): boolean {
  return asset === text.original?.asset
}

/** The layer with the pixels that its text was found in, where the text is now; as it is where there are none. */
export function withOriginal(layer: TextLayer): TextLayer {
  const { original } = layer.text
  const back = original && invert(original.transform)
  if (!original || !back) return layer
  const { asset, width, height } = original
  const transform = tidy(multiply(placementOf(layer), original.transform))
  return { ...layer, asset, width, height, transform, text: { ...layer.text, transform: back } }
}

/**
 * The text at the size at which it is seen: what the placement enlarges is put into the size, so that it is 1 as far as
 * lengths go. Gives both anew.
 */
export function atSeenSize(text: LayerText, placement: Matrix): { text: LayerText; placement: Matrix } {
  const [a, b, c, d, e, f] = placement
  const scale = Math.sqrt(Math.abs(a * d - b * c))
  if (!Number.isFinite(1 / scale) || Math.abs(scale - 1) < 1e-9) return { text, placement }
  const { original } = text
  return {
    text: {
      ...text,
      size: text.size * scale,
      original: original && { ...original, transform: multiply([scale, 0, 0, scale, 0, 0], original.transform) },
    },
    placement: [a / scale, b / scale, c / scale, d / scale, e, f],
  }
}

/** Numbers that a product missed by rounding, set right: pixels in their place are recognised by whole numbers. */
function tidy(matrix: Matrix): Matrix {
  return matrix.map((value) => {
    const whole = Math.round(value)
    return Math.abs(value - whole) < 1e-9 * Math.max(1, Math.abs(whole)) ? whole : value
  }) as Matrix
}

const LONGEST_NAME = 60

/** What a layer of the words is called, unless a person calls it otherwise. */
export function nameOfText(words: string): string {
  const line = words.replaceAll(/\s*\n\s*/g, ' / ').trim()
  return `Text: ${line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1)}…` : line}`
}
