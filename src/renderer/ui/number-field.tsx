import { useState, type KeyboardEvent } from 'react'
import { classNames } from './class-names.ts'
import styles from './number-field.module.css'
import { fitNumber, formatNumber, parseNumber } from './number-text.ts'

export interface NumberFieldProps {
  label: string
  /** null: several things differ, or there is nothing. */
  value: number | null
  min: number
  max: number
  /** Of an arrow key; with Shift ten times as much. */
  step?: number
  /** Decimals. */
  digits?: number
  unit?: string
  onCommit(value: number): void
  disabled?: boolean
  size?: 'panel' | 'dialog'
  className?: string
}

/** A number that is typed, and takes effect at Enter, at an arrow key, or when the field is left. Escape takes it back. */
export function NumberField(props: NumberFieldProps) {
  const {
    label,
    value,
    min,
    max,
    step = 1,
    digits = 0,
    unit = '',
    onCommit,
    disabled,
    size = 'panel',
    className,
  } = props
  const [typed, setTyped] = useState<string | null>(null)
  const shown = value === null ? '' : formatNumber(value, digits)

  const commit = () => {
    const number = typed === null ? null : parseNumber(typed)
    setTyped(null)
    if (number === null) return
    const fitting = fitNumber(number, { min, max }, digits)
    if (fitting !== value) onCommit(fitting)
  }
  const pressKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      commit()
      event.currentTarget.select()
    } else if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation()
      setTyped(null)
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault()
      const from = (typed === null ? null : parseNumber(typed)) ?? value ?? 0
      const by = step * (event.shiftKey ? 10 : 1) * (event.key === 'ArrowUp' ? 1 : -1)
      setTyped(null)
      onCommit(fitNumber(from + by, { min, max }, digits))
    }
  }
  return (
    <span className={classNames(styles.field, styles[size], className)} data-disabled={disabled || undefined}>
      <input
        role="spinbutton"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-valuenow={value ?? undefined}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuetext={value === null ? 'several values' : shown + unit}
        className={styles.input}
        disabled={disabled}
        value={typed ?? shown}
        placeholder={value === null ? '–' : undefined}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={commit}
        onKeyDown={pressKey}
      />
      {unit && (
        <span className={styles.unit} aria-hidden>
          {unit}
        </span>
      )}
    </span>
  )
}
