import { Slider as Radix } from 'radix-ui'
import { classNames } from './class-names.ts'
import styles from './slider.module.css'

interface SliderProps {
  label: string
  value: number
  min?: number
  max: number
  step?: number
  /** While it moves. */
  onPreview(value: number): void
  /** At the end of a drag, and for every key press. */
  onCommit(value: number): void
  /** As it is spoken: 60%. */
  valueText: string
  disabled?: boolean
  className?: string
}

export function Slider(props: SliderProps) {
  const { label, value, min = 0, max, step = 1, onPreview, onCommit, valueText, disabled, className } = props
  return (
    <Radix.Root
      className={classNames(styles.slider, className)}
      value={[value]}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueChange={([next]) => onPreview(next)}
      onValueCommit={([next]) => onCommit(next)}
    >
      <Radix.Track className={styles.track}>
        <Radix.Range className={styles.range} />
      </Radix.Track>
      <Radix.Thumb className={styles.thumb} aria-label={label} aria-valuetext={valueText} />
    </Radix.Root>
  )
}
