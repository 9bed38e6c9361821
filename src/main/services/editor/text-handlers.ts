/** Requests on live text: matching fonts, and drawing. */
import { invert } from '../../../shared/compositing/transform.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Handlers } from '../../../shared/contract/rpc.ts'
import type { textMethods } from '../../../shared/contract/text-api.ts'
import { getDocument, getLayer, layersOf } from '../../../shared/document/tree.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'
import { holdsText } from '../../../shared/text/live-text.ts'
import type { Typesetter } from '../../typesetting/typesetter.ts'
import type { EditorSession } from './editor-session.ts'

/** Has the typefaces read before text is edited for the first time, where the document holds some. */
export function prepareForText(typesetter: Typesetter, records: DocumentRecords): void {
  if (layersOf(records).some(holdsText)) void typesetter.prepare()
}

export function textHandlers(session: EditorSession): Pick<Handlers, keyof typeof textMethods> {
  const { typesetter } = session.editor.rooms
  return {
    'text.match': async ({ document: id, layer: layerId }) => {
      const { records, working } = session.document(id)
      const layer = getLayer(records, layerId)
      if (layer.type !== 'pixels') {
        throw new LaminaError('NOT_ALLOWED', `Layer "${layer.name}" holds no text.`, 'Choose a layer of text.')
      }
      const { asset, width, height, texts } = layer
      const { data } = await working.getAsset(asset)
      const text = await typesetter.match({ width, height, data }, texts)
      const toText = invert(text.transform)
      return { ...text, original: toText && { asset, width, height, transform: toText } }
    },
    'text.draw': async ({ document: id, text, placement }) => {
      const { records, working } = session.document(id)
      const { width, height } = getDocument(records)
      const reach = { x: -width, y: -height, width: 3 * width, height: 3 * height }
      const placed = await typesetter.typeset(text, placement, reach)
      if (!placed) return null
      const { x, y, data, ...size } = placed
      const asset = await working.putAsset({ type: 'rgba', ...size, data: data as Uint8Array }, { transfer: true })
      return { asset, x, y, ...size }
    },
  }
}
