import { useState } from 'react'
import { ColorInput } from '../ui/color-input.tsx'
import { formatColor, parseColor } from '../ui/color-text.ts'
import styles from './color-field.module.css'

type Rgb = [r: number, g: number, b: number]

interface ColorFieldProps {
  label: string
  value: Rgb
  onChange(color: Rgb): void
}

/** A swatch, and the colour as text. */
export function ColorField({ label, value, onChange }: ColorFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const type = (text: string) => {
    setTyped(text)
    const color = parseColor(text)
    if (color) onChange(color)
  }
  return (
    <span className={styles.field}>
      <ColorInput label={label} value={value} onChange={onChange} />
      <input
        aria-label={`${label} as text`}
        className={styles.text}
        value={typed ?? formatColor(value)}
        spellCheck={false}
        onChange={(event) => type(event.target.value)}
        onBlur={() => setTyped(null)}
      />
    </span>
  )
}
