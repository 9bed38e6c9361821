/** A click on text puts the caret there; anywhere else it begins new text, or ends what is under the caret. */
import { invert, mapPoint } from '../../../shared/compositing/transform.ts'
import { walk } from '../../../shared/document/tree.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'
import { holdsText } from '../../../shared/text/live-text.ts'
import type { CanvasTool } from './tool.ts'

/** Document pixels around a layer's box where a click still means it, at 100%. */
const REACH = 4

export const textTool: CanvasTool = ({ editor }, { x, y }) => {
  const { textEdit, view, viewport } = editor.session.getState()
  if (textEdit) {
    void editor.actions.commitText()
    return null
  }
  const reach = (REACH * viewport.pixelRatio) / view.zoom
  const layer = textAt(editor.document.getState().records, x, y, reach)
  if (layer === null) editor.actions.startText({ x, y })
  else void editor.actions.editText(layer, { x, y })
  return null
}

/** The topmost visible layer that holds text whose box is at the point. */
export function textAt(records: DocumentRecords, x: number, y: number, reach: number): string | null {
  let found: string | null = null
  const hidden = new Set<string>()
  for (const { layer } of walk(records)) {
    const isHidden = !layer.visible || (layer.parent !== null && hidden.has(layer.parent))
    if (isHidden) {
      hidden.add(layer.id)
      continue
    }
    if (!holdsText(layer)) continue
    const back = invert(layer.transform)
    if (!back) continue
    const [px, py] = mapPoint(back, x, y)
    const scale = Math.hypot(back[0], back[1])
    const near = reach * scale
    if (px > -near && py > -near && px < layer.width + near && py < layer.height + near) found = layer.id
  }
  return found
}
