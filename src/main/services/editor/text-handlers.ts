/** Requests on live text: matching fonts, and drawing. */
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Handlers } from '../../../shared/contract/rpc.ts'
import type { textMethods } from '../../../shared/contract/text-api.ts'
import { getDocument, getLayer } from '../../../shared/document/tree.ts'
import type { EditorSession } from './editor-session.ts'

export function textHandlers(session: EditorSession): Pick<Handlers, keyof typeof textMethods> {
  const { rooms, textMatches } = session.editor
  return {
    'text.match': async ({ document: id, layer: layerId }) => {
      const { records, working } = session.document(id)
      const layer = getLayer(records, layerId)
      if (layer.type !== 'pixels') {
        throw new LaminaError('NOT_ALLOWED', `Layer "${layer.name}" holds no text.`, 'Choose a layer of text.')
      }
      return textMatches.match(records, layer, (hash) => working.getAsset(hash))
    },
    'text.draw': async ({ document: id, text, placement }) => {
      const { records, working } = session.document(id)
      const { width, height } = getDocument(records)
      const reach = { x: -width, y: -height, width: 3 * width, height: 3 * height }
      const placed = await rooms.typesetter.typeset(text, placement, reach)
      if (!placed) return null
      const { x, y, data, ...size } = placed
      const asset = await working.putAsset({ type: 'rgba', ...size, data: data as Uint8Array }, { transfer: true })
      return { asset, x, y, ...size }
    },
  }
}
