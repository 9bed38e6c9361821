import { classNames } from './class-names.ts'
import styles from './color-input.module.css'
import { formatColor, parseColor } from './color-text.ts'

interface ColorInputProps {
  label: string
  value: [r: number, g: number, b: number]
  onChange(color: [r: number, g: number, b: number]): void
  className?: string
}

/** A swatch that opens the system's colour dialog. */
export function ColorInput({ label, value, onChange, className }: ColorInputProps) {
  return (
    <input
      type="color"
      aria-label={label}
      title={label}
      className={classNames(styles.swatch, className)}
      value={formatColor(value)}
      onChange={(event) => {
        const color = parseColor(event.target.value)
        if (color) onChange(color)
      }}
    />
  )
}
