import type { ReactNode } from 'react'
import { Button, type ButtonProps } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './icon-button.module.css'
import { Tooltip } from './tooltip.tsx'

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'size'> {
  /** Its name, and its tooltip. */
  label: string
  icon: ReactNode
  /** As the person would write it. */
  shortcut?: string
  /** For toggles. */
  pressed?: boolean
  /** Why it is disabled; takes the place of the label in the tooltip. */
  reason?: string | null
  tooltipSide?: 'top' | 'right' | 'bottom' | 'left'
}

export function IconButton({
  label,
  icon,
  shortcut,
  pressed,
  reason,
  tooltipSide,
  className,
  variant = 'quiet',
  ...rest
}: IconButtonProps) {
  const text = rest.disabled && reason ? `${label}: ${reason}` : label
  return (
    <Tooltip text={text} shortcut={shortcut} side={tooltipSide}>
      <Button
        {...rest}
        variant={variant}
        aria-label={label}
        aria-pressed={pressed}
        className={classNames(styles.iconButton, className)}
      >
        {icon}
      </Button>
    </Tooltip>
  )
}
