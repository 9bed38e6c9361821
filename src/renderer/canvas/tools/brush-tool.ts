/** Brush and eraser paint on the active layer's mask: in greys of the foreground and of the background colour. */
import type { Stroke } from '../../../shared/compositing/stroke.ts'
import type { Rgb } from '../../store/state.ts'
import { assignTool } from './assign-tool.ts'
import { strokeFrom, type CanvasTool } from './tool.ts'

/** Points closer than this share of the brush are left out. */
const SPACING = 0.05

const greyOf = ([r, g, b]: Rgb) => Math.round(0.3 * r + 0.59 * g + 0.11 * b)

export const brushTool: CanvasTool = (context, start) => {
  const { editor, renderer } = context
  const { tool, toolOptions, colors, active } = editor.session.getState()
  if (tool === 'brush' && toolOptions.brush.mode === 'assign') return assignTool(context, start)
  const record = active === null ? undefined : editor.document.getState().records[active]
  if (active === null || !record || record.type === 'document' || !record.mask) {
    editor.actions.toast({
      tone: 'info',
      message: record ? 'Brushes paint on masks, and this layer has none.' : 'No layer is selected.',
      hint: record ? '' : 'Select one with a mask.',
      error: null,
      actions: record ? [{ label: 'Add mask', command: 'layer.addMask' }] : [],
    })
    return null
  }
  const erases = tool === 'eraser'
  const { size, hardness, opacity } = erases ? toolOptions.eraser : toolOptions.brush
  const value = greyOf(erases ? colors.background : colors.foreground)
  const { points, move } = strokeFrom(start, size * SPACING, () => show())
  const stroke = (): Stroke => ({ points, size, hardness, opacity, value })
  const show = () => renderer.setStroke(active, { ...stroke(), points: [...points] })
  show()
  return {
    move,
    up() {
      // Strokes before it end with their masks; this one is shown on from its own turn.
      void editor.actions.paintMask(active, stroke(), show).then((painted) => {
        if (!painted) renderer.setStroke(active, null)
      })
    },
    cancel: () => renderer.setStroke(active, null),
  }
}
