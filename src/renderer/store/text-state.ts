/** What is to be said of text: the one that controls are about, and what is doubtful about a layer's. */
import { charactersMissing, fontFamily } from '../../shared/text/font-library.ts'
import { holdsText, isTextLayer, showsOriginal, wordsOf } from '../../shared/text/live-text.ts'
import type { LayerRecord, LayerText, PixelLayer } from '../../shared/document/types.ts'
import { activeLayer, type EditorState } from './commands/command.ts'

/** Below this likeness the original's typeface is none of the library. */
const LEAST_LIKENESS = 0.5
/** Below this the reader was not sure of its words. */
const LEAST_CONFIDENCE = 0.9

/** The text under the caret, or that of the active layer; null where that is none, or its font is not known yet. */
export function currentText(state: EditorState): LayerText | null {
  const { textEdit, foundTexts } = state.session
  if (textEdit) return textEdit.text
  const layer = activeLayer(state)
  if (!layer || !holdsText(layer)) return null
  return layer.text ?? foundTexts.get(layer.asset) ?? null
}

/** The active layer where it holds text whose font is yet to be found. */
export function layerAwaitingFont(state: EditorState): PixelLayer | null {
  const { textEdit, foundTexts } = state.session
  const layer = activeLayer(state)
  if (textEdit || !layer || !holdsText(layer)) return null
  return layer.text || foundTexts.has(layer.asset) ? null : layer
}

/** Whether the active layer holds text whose font is yet to be found. */
export function awaitsFont(state: EditorState): boolean {
  return layerAwaitingFont(state) !== null
}

export type TextIssue = 'font missing' | 'other font' | 'doubtful words' | 'characters missing'

/** What a person should look at. */
export function textIssues(layer: LayerRecord): TextIssue[] {
  if (!holdsText(layer)) return []
  const issues: TextIssue[] = []
  const { text, texts } = layer
  if (text && !fontFamily(text.family)) issues.push('font missing')
  else if (text && text.likeness !== null && text.likeness < LEAST_LIKENESS) issues.push('other font')
  const read = texts.map(({ string }) => string).join('\n')
  const isAsRead = wordsOf(layer) === read && texts.length > 0
  if (isAsRead && texts.some(({ confidence }) => confidence < LEAST_CONFIDENCE)) issues.push('doubtful words')
  if (isTextLayer(layer) && !showsOriginal(layer) && charactersMissing(layer.text.string).length > 0) {
    issues.push('characters missing')
  }
  return issues
}

/** An issue in one sentence. */
export function describeIssue(issue: TextIssue, layer: LayerRecord): string {
  switch (issue) {
    case 'font missing':
      return `Font missing: ${layer.type === 'pixels' ? layer.text?.family : ''}. Inter stands in.`
    case 'other font':
      return 'The original font is not among Lamina’s fonts. This is the usual one of its kind.'
    case 'doubtful words':
      return 'The words may be read wrongly. Check them.'
    case 'characters missing':
      return `Lamina’s fonts lack ${charactersMissing(wordsOf(layer)).slice(0, 6).join(' ')}. A font of this computer is used.`
  }
}
