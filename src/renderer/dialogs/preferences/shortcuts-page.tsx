import { RotateCcw } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import { useActions, useEditor, useSession } from '../../app/editor-context.ts'
import { isMac } from '../../app/platform.ts'
import { commands, formatShortcut, shortcutsOf, type Command } from '../../store/commands.ts'
import { Switch } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { commandGroups } from '../command-groups.ts'
import styles from './preferences.module.css'
import { commandWith, shortcutOfPress } from './shortcut-press.ts'

/** Every command, with the keys that run it. */
export function ShortcutsPage() {
  const actions = useActions()
  const single = useSession(({ preferences }) => preferences.singleKeyShortcuts)
  return (
    <>
      <Switch
        label="Single-key shortcuts"
        hint="Letters choose tools, digits set the opacity."
        checked={single}
        onChange={(on) => void actions.setPreferences({ singleKeyShortcuts: on })}
      />
      {commandGroups().map(({ title, commands: members }) => (
        <section key={title} aria-label={title}>
          <h3 className={styles.group}>{title}</h3>
          {members.map((command) => (
            <ShortcutLine key={command.id} command={command} />
          ))}
        </section>
      ))}
    </>
  )
}

function ShortcutLine({ command }: { command: Command }) {
  const editor = useEditor()
  const shortcuts = useSession(({ preferences }) => preferences.shortcuts)
  const [recording, setRecording] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const changed = Object.hasOwn(shortcuts, command.id)
  const shown = shortcutsOf(command, editor.state()).at(0)

  const set = (shortcut: string | null | undefined) => {
    const next = { ...shortcuts }
    if (shortcut === undefined) delete next[command.id]
    else next[command.id] = shortcut
    setProblem(null)
    void editor.actions.setPreferences({ shortcuts: next })
  }
  const record = (event: KeyboardEvent) => {
    if (!recording || event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return setRecording(false)
    if (event.key === 'Backspace' || event.key === 'Delete') {
      setRecording(false)
      return set(null)
    }
    const shortcut = shortcutOfPress(event, isMac)
    if (shortcut === null) return
    setRecording(false)
    const other = commandWith(shortcut, command, commands, editor.state())
    if (other) setProblem(`${formatShortcut(shortcut, isMac)} is ${other.label} already.`)
    else set(shortcut)
  }
  return (
    <div className={styles.shortcut}>
      <span className={styles.command}>
        {command.label}
        {problem && (
          <span role="alert" className={styles.problem}>
            {' '}
            {problem}
          </span>
        )}
      </span>
      {changed && (
        <IconButton
          label={`Reset ${command.label}`}
          icon={<RotateCcw size={14} aria-hidden />}
          onClick={() => set(undefined)}
        />
      )}
      <button
        type="button"
        className={styles.keys}
        data-recording={recording || undefined}
        aria-label={`${command.label}: ${shown ? formatShortcut(shown, isMac) : 'no shortcut'}. Press to change`}
        onClick={() => setRecording(true)}
        onBlur={() => setRecording(false)}
        onKeyDown={record}
      >
        {recording ? 'Press keys' : shown ? formatShortcut(shown, isMac) : '–'}
      </button>
    </div>
  )
}
