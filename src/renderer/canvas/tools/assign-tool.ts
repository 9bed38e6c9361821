/** The brush that gives pixels of the active layer to another one; with Alt, back. */
import { assignTarget, whyNotAssigning } from '../../store/assigning.ts'
import { colorOfLayer } from '../../store/layer-colors.ts'
import { strokeFrom, type CanvasTool } from './tool.ts'

/** Points closer than this share of the brush are left out. */
const SPACING = 0.1

export const assignTool: CanvasTool = ({ editor, mark }, start) => {
  const state = editor.state()
  const why = whyNotAssigning(state)
  const target = assignTarget(state)
  const { active, toolOptions } = state.session
  if (why || !target || active === null) {
    if (why) editor.actions.toast({ tone: 'info', ...why, error: null, actions: [] })
    return null
  }
  const back = start.alt
  const { size } = toolOptions.brush
  const color = colorOfLayer(state.document.records, back ? active : target.id)
  const { points, move } = strokeFrom(start, size * SPACING, () => show())
  const show = () => mark({ stroke: { points: [...points], size, color } })
  show()
  return {
    move,
    // The tint stays until the pixels are there.
    up: () => void editor.actions.assignPixels(points, size, { back }).finally(() => mark({ stroke: null })),
    cancel: () => mark({ stroke: null }),
  }
}
