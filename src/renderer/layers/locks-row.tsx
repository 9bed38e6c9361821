import { Brush, Grid2x2, Lock, Move, type LucideIcon } from 'lucide-react'
import { useActions, useEditorState, useSession } from '../app/editor-context.ts'
import { activeLayer, canEdit } from '../store/commands.ts'
import { isLocked, type Locks } from '../store/locks.ts'
import { IconButton } from '../ui/icon-button.tsx'
import styles from './layers-panel.module.css'

const parts: { part: keyof Locks; label: string; icon: LucideIcon }[] = [
  { part: 'transparency', label: 'Lock transparency', icon: Grid2x2 },
  { part: 'pixels', label: 'Lock pixels', icon: Brush },
  { part: 'position', label: 'Lock position', icon: Move },
]

export function LocksRow() {
  const actions = useActions()
  const ids = useSession((session) => session.selection)
  const locks = useEditorState((state) => activeLayer(state)?.locks)
  const disabled = !useEditorState(canEdit) || !locks
  const all = locks !== undefined && isLocked(locks, 'all')
  return (
    <div className={styles.line} role="group" aria-label="Locks">
      <span className={styles.caption} aria-hidden>
        Lock
      </span>
      <span className={styles.locks}>
        {parts.map(({ part, label, icon: Icon }) => (
          <IconButton
            key={part}
            label={label}
            icon={<Icon size={14} aria-hidden />}
            pressed={locks?.[part] ?? false}
            disabled={disabled}
            onClick={() => actions.setLocks(ids, { [part]: !locks?.[part] })}
          />
        ))}
        <IconButton
          label="Lock all"
          icon={<Lock size={14} aria-hidden />}
          pressed={all}
          disabled={disabled}
          onClick={() => actions.setLocks(ids, { transparency: !all, pixels: !all, position: !all })}
        />
      </span>
    </div>
  )
}
