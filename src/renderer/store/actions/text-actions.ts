/** Live text: the caret, words, fonts. Pixels of text are drawn by the main side. */
import { LaminaError } from '../../../shared/contract/errors.ts'
import { insertLayers, removeLayers } from '../../../shared/document/commands/structure.ts'
import { diffBetween } from '../../../shared/document/diff.ts'
import { sameJson } from '../../../shared/document/equality.ts'
import { newPixelLayer, translation } from '../../../shared/document/records.ts'
import { getDocument, getLayer } from '../../../shared/document/tree.ts'
import type { DocumentRecords, LayerText, PixelLayer, RecordsDiff, TextStyle } from '../../../shared/document/types.ts'
import {
  atSeenSize,
  holdsText,
  isTextLayer,
  nameOfText,
  placementOf,
  showsOriginal,
  withOriginal,
  wordsOf,
} from '../../../shared/text/live-text.ts'
import type { TextActions } from '../actions.ts'
import { canEdit, selectedLayers } from '../commands/command.ts'
import type { EditorContext } from '../context.ts'
import { assertUnlocked } from '../locks.ts'
import type { TextEdit } from '../state.ts'
import { layerAwaitingFont } from '../text-state.ts'
import { drawText, redrawInPlace, redrawText } from '../text-drawing.ts'
import { placeOfNew } from './structure-actions.ts'

/** New text is this share of the canvas high. */
const NEW_TEXT_SHARE = 1 / 12

const stepNames: Readonly<Record<keyof TextStyle, string>> = {
  family: 'Font',
  weight: 'Font style',
  italic: 'Font style',
  size: 'Font size',
  color: 'Text color',
  align: 'Text alignment',
  tracking: 'Letter spacing',
  lineHeight: 'Line height',
}

/** Milliseconds for which a layer is selected before its font is looked for: who walks through the rows wants none. */
const LOOK_DELAY = 200

interface TextRoom {
  /** Looks for the font of the layer that is selected, so that the controls can show it; gives what stops it. */
  followText(): () => void
}

export function textActions(context: EditorContext, select: (ids: readonly string[]) => void): TextActions & TextRoom {
  const { session, model } = context
  let committing = false

  const keepFound = (asset: string, text: LayerText) =>
    session.setState({ foundTexts: new Map(session.getState().foundTexts).set(asset, text) })

  /** The layer as live text; what it shows is not drawn anew. */
  const live = async (layer: PixelLayer): Promise<PixelLayer & { text: LayerText }> => {
    if (isTextLayer(layer)) return layer
    const known = session.getState().foundTexts.get(layer.asset)
    if (known) return { ...layer, text: known }
    const text = await context.client.call('text.match', { document: context.document, layer: layer.id })
    keepFound(layer.asset, text)
    return { ...layer, text }
  }
  /** Puts the layer, or nothing, in the place of the one with its id. */
  const replace = (name: string, id: string, layer: PixelLayer | null) =>
    context.finish(name, (records) => replaced(records, id, layer))
  /** Draws other text in layers, as one step. */
  const restyle = async (ids: readonly string[], name: string, change: (text: LayerText) => LayerText) => {
    await context.work('Setting text', async () => {
      const { records } = context
      assertUnlocked(records, ids, 'pixels')
      const after: Record<string, PixelLayer> = {}
      for (const id of ids) {
        const layer = getLayer(records, id)
        if (!holdsText(layer)) continue
        const was = await live(layer)
        const text = change(was.text)
        if (sameJson(text, was.text)) continue
        const drawn = await redrawInPlace(context, was, text)
        if (drawn) after[id] = renamed(drawn, wordsOf(layer))
      }
      context.finish(name, (now) => {
        const before = Object.fromEntries(Object.keys(after).map((id) => [id, getLayer(now, id)]))
        return diffBetween(before, after)
      })
    })
  }
  const insert = async (edit: TextEdit) => {
    const drawn = await drawText(context, edit.text, edit.placement)
    if (!drawn) return
    const name = nameOfText(edit.text.string)
    const layer = newPixelLayer({ id: context.newId(), name, kind: 'text', ...drawn })
    context.finish('New text', (records) => insertLayers(records, { layers: [layer], at: placeOfNew(context) }))
    select([layer.id])
  }
  const finish = async ({ layer: id, text, placement }: TextEdit) => {
    if (id === null) return
    const layer = getLayer(context.records, id) as PixelLayer
    assertUnlocked(context.records, [id], 'pixels')
    if (text.string.trim() === '') return void replace('Delete text', id, null)
    const drawn = await drawText(context, text, placement)
    if (drawn) replace('Edit text', id, renamed({ ...layer, ...drawn }, wordsOf(layer)))
    else replace('Delete text', id, null)
  }

  const followText = () => {
    let looked: string | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const layer = layerAwaitingFont(context.state)
      const { id: document } = model.state
      if (!layer || document === null) return
      const outcome = await context.client.request('text.match', { document, layer: layer.id })
      // Nobody asked for it: without an answer the controls stay empty, and an edit tells why.
      if (outcome.status === 'done' && model.state.id === document) keepFound(layer.asset, outcome.result)
    }
    const follow = () => {
      const asset = layerAwaitingFont(context.state)?.asset ?? null
      if (asset === looked) return
      looked = asset
      clearTimeout(timer)
      if (asset !== null) timer = setTimeout(() => void look(), LOOK_DELAY)
    }
    const ends = [session.subscribe(follow), model.store.subscribe(follow)]
    return () => {
      clearTimeout(timer)
      for (const end of ends) end()
    }
  }

  return {
    followText,
    async editText(id, at) {
      const { textEdit } = session.getState()
      if (textEdit?.layer === id) return
      if (textEdit) await this.commitText()
      const layer = await context.work('Finding the font', async () => {
        const found = getLayer(context.records, id)
        assertUnlocked(context.records, [id], 'pixels')
        if (!holdsText(found)) {
          throw new LaminaError('NOT_ALLOWED', `Layer "${found.name}" holds no text.`, 'Choose a layer of text.')
        }
        return live(found)
      })
      if (!layer) return
      select([id])
      const { text, placement } = atSeenSize(layer.text, placementOf(layer))
      session.setState({ tool: 'text', mode: 'layers', target: 'pixels', crop: null })
      session.setState({ textEdit: { layer: id, text, before: text, placement, at: at ?? null } })
    },
    startText({ x, y }) {
      if (!canEdit(context.state)) return context.refuseBusy()
      const { toolOptions, colors } = session.getState()
      const { size, ...style } = toolOptions.text
      const text: LayerText = {
        ...style,
        string: '',
        size: size ?? sizeForCanvas(context.records),
        color: [...colors.foreground],
        transform: translation(0, 0),
        likeness: null,
        original: null,
      }
      const placement = translation(Math.round(x), Math.round(y))
      session.setState({ textEdit: { layer: null, text, before: text, placement, at: null } })
    },
    placeText(placement) {
      const { textEdit } = session.getState()
      if (textEdit) session.setState({ textEdit: { ...textEdit, placement } })
    },
    typeText(string) {
      const { textEdit } = session.getState()
      if (textEdit) session.setState({ textEdit: { ...textEdit, text: { ...textEdit.text, string } } })
    },
    async setTextStyle(style, { preview = false } = {}) {
      const { textEdit } = session.getState()
      if (textEdit) {
        session.setState({ textEdit: { ...textEdit, text: styled(textEdit.text, style, textEdit.before) } })
        if (!preview) keepForNewText(context, style)
        return
      }
      if (preview) return
      const ids = selectedLayers(context.state)
        .filter(holdsText)
        .map(({ id }) => id)
      keepForNewText(context, style)
      const [first] = Object.keys(style) as (keyof TextStyle)[]
      if (ids.length > 0 && first) await restyle(ids, stepNames[first], (text) => styled(text, style, text))
    },
    async setWords(id, string) {
      if (string.trim() === '') return
      const was = wordsOf(getLayer(context.records, id))
      if (string !== was) await restyle([id], 'Edit text', (text) => ({ ...text, string }))
    },
    async commitText() {
      const { textEdit } = session.getState()
      if (!textEdit || committing) return
      committing = true
      const isNew = textEdit.layer === null
      const changed = isNew ? textEdit.text.string.trim() !== '' : !sameJson(textEdit.text, textEdit.before)
      const work = async () => {
        await (isNew ? insert(textEdit) : finish(textEdit))
        return true
      }
      try {
        // What could not be set stays under the caret.
        if (changed && !(await context.work('Setting text', work))) return
        if (session.getState().textEdit?.before === textEdit.before) session.setState({ textEdit: null })
      } finally {
        committing = false
      }
    },
    cancelText: () => session.setState({ textEdit: null }),
    async showOriginalPixels(id, shown) {
      await context.work('Drawing', async () => {
        const layer = getLayer(context.records, id)
        assertUnlocked(context.records, [id], 'pixels')
        if (!isTextLayer(layer) || showsOriginal(layer) === shown) return
        if (shown) return void replace('Show original pixels', id, withOriginal(layer))
        const drawn = await redrawText(context, layer, layer.text)
        if (drawn) replace('Show text', id, drawn)
      })
    },
  }
}

/** A font that a person chose is theirs: how like the original another one was says nothing any more. */
function styled(text: LayerText, style: Partial<TextStyle>, before: LayerText): LayerText {
  const after = { ...text, ...style }
  return { ...after, likeness: after.family === before.family ? before.likeness : null }
}

/** The next new text is set as the last one was. */
function keepForNewText({ session }: EditorContext, { color, ...style }: Partial<TextStyle>): void {
  const { toolOptions, colors } = session.getState()
  session.setState({ toolOptions: { ...toolOptions, text: { ...toolOptions.text, ...style } } })
  if (color) session.setState({ colors: { ...colors, foreground: [...color] } })
}

function sizeForCanvas(records: DocumentRecords): number {
  const { width, height } = getDocument(records)
  return Math.max(8, Math.round(Math.min(width, height) * NEW_TEXT_SHARE))
}

/** The name follows the words where nobody chose another one. */
function renamed(layer: PixelLayer, before: string): PixelLayer {
  const given = layer.name === nameOfText(before) || layer.name === `Text: ${before}`
  return given ? { ...layer, name: nameOfText(wordsOf(layer)) } : layer
}

function replaced(records: DocumentRecords, id: string, layer: PixelLayer | null): RecordsDiff {
  return layer ? diffBetween({ [id]: getLayer(records, id) }, { [id]: layer }) : removeLayers(records, { ids: [id] })
}
