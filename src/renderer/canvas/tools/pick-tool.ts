/** Hints for what is picked: clicks, boxes, rough strokes. With Alt they take away. */
import { rectangleBetween } from './select-tools.ts'
import { isClick, strokeFrom, type CanvasTool } from './tool.ts'

/** Points closer than this share of the brush are left out. */
const SPACING = 0.15

export const pickTool: CanvasTool = (context, start) => {
  const { actions, session } = context.editor
  const { mode, size } = session.getState().toolOptions.pick
  const inside = !start.alt
  actions.hoverPick(null)
  if (mode === 'brush') {
    const { points, move } = strokeFrom(start, size * SPACING, () => show())
    const show = () => context.mark({ stroke: { points: [...points], size } })
    show()
    return {
      move,
      up() {
        context.mark({ stroke: null })
        actions.addPickHint({ kind: 'stroke', points, size, inside })
      },
      cancel: () => context.mark({ stroke: null }),
    }
  }
  return {
    move: (pointer) =>
      context.mark({ rectangle: isClick(start, pointer) ? null : rectangleBetween(start, pointer, false) }),
    up(pointer) {
      context.mark({ rectangle: null })
      if (!isClick(start, pointer)) {
        actions.addPickHint({ kind: 'box', ...rectangleBetween(start, pointer, false), inside })
      } else if (mode === 'click') actions.addPickHint({ kind: 'point', x: start.x, y: start.y, inside })
    },
    cancel: () => context.mark({ rectangle: null }),
  }
}
