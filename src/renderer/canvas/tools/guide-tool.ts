/** Guides: pulled out of a ruler, moved, and dropped back on it. */
import { guideText } from '../readout-text.ts'
import type { Guide } from '../snapping.ts'
import type { CanvasPointer, Drag, ToolContext } from './tool.ts'

/**
 * Drags a guide: one that is there, or a new one along an axis. `isOutside` says whether it is dropped where guides go when
 * they are not wanted.
 */
export function dragGuide(
  { editor, readout }: ToolContext,
  guide: Guide | null,
  axis: Guide['axis'],
  isOutside: (pointer: CanvasPointer) => boolean,
): Drag {
  const before = editor.session.getState().guides
  const others = before.filter((each) => each !== guide)
  const placed = (pointer: CanvasPointer): Guide => ({ axis, at: Math.round(axis === 'x' ? pointer.x : pointer.y) })
  const end = (guides: readonly Guide[]) => {
    editor.actions.setGuides(guides)
    readout(null)
  }
  return {
    move(pointer) {
      const now = placed(pointer)
      editor.actions.setGuides([...others, now])
      readout(guideText(axis, now.at), pointer)
    },
    up: (pointer) => end(isOutside(pointer) ? others : [...others, placed(pointer)]),
    cancel: () => end(before),
  }
}
