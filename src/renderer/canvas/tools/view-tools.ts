/** Hand and zoom. */
import { isClick, type CanvasTool } from './tool.ts'

export const handTool: CanvasTool = ({ editor }, start) => {
  const { view, viewport } = editor.session.getState()
  const pan = (cssX: number, cssY: number) =>
    editor.actions.setView({
      centerX: view.centerX - ((cssX - start.cssX) * viewport.pixelRatio) / view.zoom,
      centerY: view.centerY - ((cssY - start.cssY) * viewport.pixelRatio) / view.zoom,
    })
  return {
    move: ({ cssX, cssY }) => pan(cssX, cssY),
    up: () => {},
    cancel: () => pan(start.cssX, start.cssY),
  }
}

/** A click zooms in, with Alt out; a drag to the side goes smoothly. */
export const zoomTool: CanvasTool = ({ editor }, start) => {
  const { view, viewport } = editor.session.getState()
  const at = { x: start.cssX * viewport.pixelRatio, y: start.cssY * viewport.pixelRatio }
  return {
    move(pointer) {
      if (isClick(start, pointer)) return
      editor.actions.setView(view)
      editor.actions.zoomTo(view.zoom * 2 ** ((pointer.cssX - start.cssX) / 120), at)
    },
    up(pointer) {
      if (!isClick(start, pointer)) return
      editor.actions.zoomTo(pointer.alt ? view.zoom / 2 : view.zoom * 2, at)
    },
    cancel: () => editor.actions.setView(view),
  }
}
