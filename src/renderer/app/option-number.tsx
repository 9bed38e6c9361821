import { NumberField, type NumberFieldProps } from '../ui/number-field.tsx'
import styles from './tool-options-bar.module.css'

/** A number of a tool with a word before it; `label` is its whole name. */
export function OptionNumber({ title, ...field }: NumberFieldProps & { title: string }) {
  return (
    <span className={styles.field}>
      <span aria-hidden>{title}</span>
      <NumberField {...field} />
    </span>
  )
}
