/** The guides that are shown: those of the document, or as they are being dragged. */
import { getDocument } from '../../shared/document/tree.ts'
import type { EditorState } from './commands/command.ts'
import type { Guide } from './state.ts'

export function guidesOf({ document, session }: EditorState): readonly Guide[] {
  if (document.id === null) return []
  return session.draggedGuides ?? getDocument(document.records).guides
}
