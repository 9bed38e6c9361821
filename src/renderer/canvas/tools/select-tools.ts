/** Rectangle and lasso: selections of pixels. */
import type { CombineMode } from '../../store/state.ts'
import { sizeText } from '../readout-text.ts'
import { isClick, type CanvasPointer, type CanvasTool, type ToolContext } from './tool.ts'

/** Shift adds, Alt takes away, both intersect; else as the options say. */
function modeOf({ editor }: ToolContext, { shift, alt }: CanvasPointer): CombineMode {
  if (shift && alt) return 'intersect'
  if (shift) return 'add'
  return alt ? 'subtract' : editor.session.getState().toolOptions.selection.combine
}

export const marqueeTool: CanvasTool = (context, start) => {
  const mode = modeOf(context, start)
  const regionTo = (pointer: CanvasPointer) => rectangleBetween(start, pointer, false)
  return {
    move(pointer) {
      const rectangle = regionTo(pointer)
      context.mark({ rectangle })
      context.readout(sizeText(rectangle.width, rectangle.height), pointer)
    },
    up(pointer) {
      context.mark({ rectangle: null })
      context.readout(null)
      if (isClick(start, pointer)) {
        if (mode === 'replace') context.editor.actions.deselect()
        return
      }
      context.editor.actions.selectRectangle(regionTo(pointer), mode)
    },
    cancel() {
      context.mark({ rectangle: null })
      context.readout(null)
    },
  }
}

export const lassoTool: CanvasTool = (context, start) => {
  const mode = modeOf(context, start)
  const points = [start.x, start.y]
  return {
    move({ x, y }) {
      points.push(x, y)
      context.mark({ path: [...points] })
    },
    up(pointer) {
      context.mark({ path: [] })
      if (isClick(start, pointer) && points.length < 8) {
        if (mode === 'replace') context.editor.actions.deselect()
        return
      }
      context.editor.actions.selectPolygon(points, mode)
    },
    cancel: () => context.mark({ path: [] }),
  }
}

export function rectangleBetween(one: { x: number; y: number }, other: { x: number; y: number }, square: boolean) {
  let width = other.x - one.x
  let height = other.y - one.y
  if (square) {
    const side = Math.max(Math.abs(width), Math.abs(height))
    width = Math.sign(width) * side
    height = Math.sign(height) * side
  }
  return {
    x: Math.min(one.x, one.x + width),
    y: Math.min(one.y, one.y + height),
    width: Math.abs(width),
    height: Math.abs(height),
  }
}
