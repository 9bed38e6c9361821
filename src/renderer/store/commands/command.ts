/** What a command is. The tables of commands are in the files beside this one. */
import type { EditorActions } from '../actions.ts'
import type { DocumentSlice, SessionSlice } from '../state.ts'

export interface EditorState {
  document: DocumentSlice
  session: SessionSlice
}

export interface Command {
  /** Stable: shortcuts that a person changed are kept by it. */
  id: string
  /** As menus and the palette show it; an ellipsis where something has to be filled in. */
  label: string
  /** The label where it depends on the state: Hide or Show. */
  labelIn?(state: EditorState): string
  /** As `Mod+Shift+S`: Mod is Ctrl, or Command on a Mac. The first is the one that menus show. */
  shortcuts: readonly string[]
  /** Whether holding the key repeats it. */
  repeats?: boolean
  enabled(state: EditorState): boolean
  /** Why it is disabled, where that is not plain to see: "the layer is locked". */
  why?(state: EditorState): string | null
  /** For items that are on or off. */
  checked?(state: EditorState): boolean
  run(actions: EditorActions, state: EditorState): void | Promise<void>
}

export const always = () => true
export const hasDocument = ({ document }: EditorState) => document.id !== null
/** What the program is busy with while a stroke is stored: another may follow it. */
export const PAINTING = 'Painting'
/** A document is open and nothing works on it. */
export const canEdit = ({ document, session }: EditorState) =>
  document.id !== null && session.busy === null && (session.job === null || session.job.document === null)
export const hasSelection = (state: EditorState) => hasDocument(state) && state.session.selection.length > 0
export const canEditSelection = (state: EditorState) => canEdit(state) && state.session.selection.length > 0

/** An edge or variations are tried out. */
export const isTrying = ({ session }: EditorState) => session.refine !== null || session.variations !== null

/** The active layer's record; null where there is none. */
export function activeLayer({ document, session }: EditorState) {
  const record = session.active === null ? undefined : document.records[session.active]
  return record && record.type !== 'document' ? record : null
}

/** The records of the selected layers. */
export function selectedLayers({ document, session }: EditorState) {
  return session.selection.flatMap((id) => {
    const record = document.records[id]
    return record && record.type !== 'document' ? [record] : []
  })
}
