import { useCallback, useRef, type PointerEvent } from 'react'
import { useEditor } from '../app/editor-context.ts'

/** Dragging over eyes shows or hides every layer that is passed, as one step. */
export function useEyeSweep(layerAt: (event: PointerEvent) => string | null) {
  const editor = useEditor()
  const sweep = useRef<{ visible: boolean; last: string } | null>(null)

  const start = useCallback(
    (event: PointerEvent<HTMLElement>, id: string) => {
      const record = editor.document.getState().records[id]
      if (!record || record.type === 'document') return
      event.currentTarget.setPointerCapture(event.pointerId)
      sweep.current = { visible: !record.visible, last: id }
      editor.actions.setVisible([id], !record.visible, { preview: true })
    },
    [editor],
  )
  const move = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      if (!sweep.current) return
      const id = layerAt(event)
      if (id === null || id === sweep.current.last) return
      sweep.current.last = id
      editor.actions.setVisible([id], sweep.current.visible, { preview: true })
    },
    [editor, layerAt],
  )
  const end = useCallback(() => {
    if (sweep.current) editor.actions.commitGesture()
    sweep.current = null
  }, [editor])
  return { start, move, end }
}
