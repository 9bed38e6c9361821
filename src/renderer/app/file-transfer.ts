/** Files that come from outside: dropped or pasted. */
import { canEdit, type EditorState } from '../store/commands.ts'

/** A layer can only be added to an open document that nothing works on. */
export function placementOf(state: EditorState, wanted: 'document' | 'layer'): 'document' | 'layer' {
  return wanted === 'layer' && canEdit(state) ? 'layer' : 'document'
}

/** The picture on the clipboard of a paste event, or null. */
export function pastedPicture(data: DataTransfer | null): File | null {
  const item = [...(data?.items ?? [])].find(({ kind, type }) => kind === 'file' && type.startsWith('image/'))
  return item?.getAsFile() ?? null
}
