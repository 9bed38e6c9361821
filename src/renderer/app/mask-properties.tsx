import { Check, CircleSlash, Contrast, Trash2, type LucideIcon } from 'lucide-react'
import { CommandButton } from './command-button.tsx'
import styles from './properties-panel.module.css'

const buttons: [command: string, icon: LucideIcon][] = [
  ['layer.disableMask', CircleSlash],
  ['layer.invertMask', Contrast],
  ['layer.applyMask', Check],
  ['layer.deleteMask', Trash2],
]

export function MaskProperties() {
  return (
    <div className={styles.line} role="group" aria-label="Mask">
      <span className={styles.label}>Mask</span>
      <span className={styles.icons}>
        {buttons.map(([command, Icon]) => (
          <CommandButton key={command} command={command} icon={<Icon size={16} aria-hidden />} />
        ))}
      </span>
    </div>
  )
}
