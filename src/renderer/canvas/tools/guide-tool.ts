/** Guides: pulled out of a ruler, moved, and dropped back on it. */
import { guidesOf } from '../../store/guides.ts'
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
  const others = guidesOf(editor.state()).filter((each) => each !== guide)
  const placed = (pointer: CanvasPointer): Guide => ({ axis, at: Math.round(axis === 'x' ? pointer.x : pointer.y) })
  /** Dropped where guides go when they are not wanted it is removed; one that was only pulled out never was there. */
  const end = (pointer: CanvasPointer) => {
    readout(null)
    if (!isOutside(pointer)) editor.actions.setGuides(guide ? 'Move guide' : 'New guide', [...others, placed(pointer)])
    else if (guide) editor.actions.setGuides('Delete guide', others)
    else editor.actions.dragGuides(null)
  }
  return {
    move(pointer) {
      const now = placed(pointer)
      editor.actions.dragGuides([...others, now])
      readout(guideText(axis, now.at), pointer)
    },
    up: end,
    cancel() {
      editor.actions.dragGuides(null)
      readout(null)
    },
  }
}
