import type { ComponentProps, MouseEvent } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names.ts'

export interface ButtonProps extends ComponentProps<'button'> {
  /** One button a state is primary. */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger'
  size?: 'panel' | 'dialog'
}

/** A disabled button stays focusable, so that the focus is not lost when a press disables it. */
export function Button({
  variant = 'secondary',
  size = 'panel',
  className,
  disabled = false,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (disabled) event.preventDefault()
    else onClick?.(event)
  }
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={disabled || undefined}
      onClick={click}
      className={classNames(styles.button, styles[variant], styles[size], className)}
    />
  )
}
