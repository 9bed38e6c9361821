import { useMemo } from 'react'
import {
  ariaShortcut,
  findCommand,
  formatShortcut,
  shortcutsOf,
  type Command,
  type EditorState,
} from '../store/commands.ts'
import { useEditor, useEditorState } from './editor-context.ts'
import { isMac } from './platform.ts'

/** A command of the table, as a button or a menu item shows it. */
export interface CommandView {
  id: string
  label: string
  enabled: boolean
  /** null: it is not on or off. */
  checked: boolean | null
  /** For reading; undefined where there is none. */
  shortcut: string | undefined
  ariaShortcut: string | undefined
  /** Why it is disabled, where that is not plain. */
  reason: string | null
  run(): void
}

function commandOf(id: string): Command {
  const command = findCommand(id)
  if (!command) throw new Error(`There is no command "${id}".`)
  return command
}

/** Edits wait for a job on the document. */
export function reasonOf(state: EditorState): string | null {
  if (state.session.busy !== null || state.session.job?.document) return 'available when the job is done'
  return null
}

export function useCommand(id: string): CommandView {
  const editor = useEditor()
  const command = commandOf(id)
  const enabled = useEditorState((state) => command.enabled(state))
  const checked = useEditorState((state) => command.checked?.(state) ?? null)
  const label = useEditorState((state) => command.labelIn?.(state) ?? command.label)
  const shortcut = useEditorState((state) => shortcutsOf(command, state).at(0))
  const reason = useEditorState((state) =>
    command.enabled(state) ? null : (reasonOf(state) ?? command.why?.(state) ?? null),
  )
  return useMemo(
    () => ({
      id,
      label,
      enabled,
      checked,
      shortcut: shortcut === undefined ? undefined : formatShortcut(shortcut, isMac),
      ariaShortcut: shortcut === undefined ? undefined : ariaShortcut(shortcut, isMac),
      reason,
      run: () => void editor.run(id),
    }),
    [editor, id, label, enabled, checked, shortcut, reason],
  )
}
