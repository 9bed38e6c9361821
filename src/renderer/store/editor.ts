/** The editor of a window: its state, and what can be done with it. Knows neither React nor Fabric. */
import type { StoreApi } from 'zustand/vanilla'
import type { Assets } from '../transport/assets.ts'
import type { EditorActions } from './actions.ts'
import type { EditorState } from './commands/command.ts'
import type { KeyPress } from './commands/shortcuts.ts'
import type { DocumentSlice, SessionSlice } from './state.ts'

export interface Editor {
  /** Read by `useStore(editor.document, selector)` or `editor.document.getState()`; written by actions alone. */
  readonly document: StoreApi<DocumentSlice>
  readonly session: StoreApi<SessionSlice>
  readonly actions: EditorActions
  readonly assets: Assets
  /** Both slices, for `command.enabled(editor.state())`. */
  state(): EditorState
  /** Runs a command of the table; false where it is not enabled or not known. */
  run(command: string): boolean
  /** Runs the command that a key press stands for; false where there is none, or it is not enabled. */
  pressKey(press: KeyPress): boolean
  destroy(): void
}
