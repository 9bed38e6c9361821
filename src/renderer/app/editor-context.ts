/** The editor, in reach of every component, and how components read its state. */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { Client } from '../../shared/contract/rpc.ts'
import type { Pictures } from '../canvas/pictures.ts'
import type { EditorActions } from '../store/actions.ts'
import type { EditorState } from '../store/commands.ts'
import type { Editor } from '../store/editor.ts'
import type { DocumentSlice, SessionSlice } from '../store/state.ts'

export interface EditorWindow {
  editor: Editor
  /** For what is asked and not kept: estimates, the list of models. */
  client: Client
  /** Small pictures of assets. */
  pictures: Pictures
}

export const EditorContext = createContext<EditorWindow | null>(null)

function useEditorWindow(): EditorWindow {
  const value = useContext(EditorContext)
  if (!value) throw new Error('There is no editor around this component.')
  return value
}

export function useEditor(): Editor {
  return useEditorWindow().editor
}

export function useClient(): Client {
  return useEditorWindow().client
}

export function usePictures(): Pictures {
  return useEditorWindow().pictures
}

export function useActions(): EditorActions {
  return useEditor().actions
}

/** What `select` gives must stay the same as long as nothing of it changed: a plain value or a part of the state. */
export function useDocument<T>(select: (document: DocumentSlice) => T): T {
  return useStore(useEditor().document, select)
}

/** As useDocument. */
export function useSession<T>(select: (session: SessionSlice) => T): T {
  return useStore(useEditor().session, select)
}

/** As useDocument, of both. */
export function useEditorState<T>(select: (state: EditorState) => T): T {
  const editor = useEditor()
  const subscribe = useCallback(
    (listener: () => void) => {
      const ends = [editor.document.subscribe(listener), editor.session.subscribe(listener)]
      return () => ends.forEach((end) => end())
    },
    [editor],
  )
  return useSyncExternalStore(subscribe, () => select(editor.state()))
}
