import type { ReactNode } from 'react'
import { IconButton, type IconButtonProps } from '../ui/icon-button.tsx'
import { useCommand } from './use-command.ts'

interface CommandButtonProps extends Omit<IconButtonProps, 'label' | 'icon' | 'shortcut' | 'onClick' | 'disabled'> {
  command: string
  icon: ReactNode
  /** Its name where that of the command does not fit: a name must not change with the state. */
  label?: string
}

/** An icon that runs a command of the table. */
export function CommandButton({ command: id, icon, label, ...rest }: CommandButtonProps) {
  const command = useCommand(id)
  return (
    <IconButton
      pressed={command.checked ?? undefined}
      {...rest}
      label={label ?? command.label}
      icon={icon}
      shortcut={command.shortcut}
      aria-keyshortcuts={command.ariaShortcut}
      disabled={!command.enabled}
      reason={command.reason}
      onClick={command.run}
    />
  )
}
