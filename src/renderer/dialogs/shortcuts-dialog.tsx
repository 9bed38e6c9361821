import { useEditor } from '../app/editor-context.ts'
import { isMac } from '../app/platform.ts'
import { formatShortcut, shortcutsOf } from '../store/commands.ts'
import { Dialog } from '../ui/dialog.tsx'
import { commandGroups } from './command-groups.ts'
import styles from './dialogs.module.css'

/** All shortcuts, for reading. */
export function ShortcutsDialog() {
  const editor = useEditor()
  const state = editor.state()
  return (
    <Dialog title="Keyboard shortcuts" width={720} text onClose={() => editor.actions.showDialog(null)}>
      <div className={styles.keys}>
        {commandGroups().map(({ title, commands }) => {
          const withKeys = commands.filter((command) => shortcutsOf(command, state).length > 0)
          if (withKeys.length === 0) return null
          return (
            <section key={title} className={styles.keyGroup} aria-label={title}>
              <h3 className={styles.keyTitle}>{title}</h3>
              {withKeys.map((command) => (
                <div key={command.id} className={styles.keyLine}>
                  <span>{command.label}</span>
                  <kbd>
                    {shortcutsOf(command, state)
                      .map((shortcut) => formatShortcut(shortcut, isMac))
                      .join(' or ')}
                  </kbd>
                </div>
              ))}
            </section>
          )
        })}
      </div>
    </Dialog>
  )
}
