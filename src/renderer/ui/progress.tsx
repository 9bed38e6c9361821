import { Progress as Radix } from 'radix-ui'
import styles from './progress.module.css'

interface ProgressProps {
  label: string
  /** 0..1; null: not known. */
  value: number | null
  valueText: string
}

export function Progress({ label, value, valueText }: ProgressProps) {
  const percent = value === null ? null : Math.round(value * 100)
  return (
    <Radix.Root
      className={styles.progress}
      aria-label={label}
      value={percent}
      getValueLabel={() => valueText}
      aria-valuetext={valueText}
    >
      <Radix.Indicator
        className={styles.indicator}
        style={percent === null ? undefined : { transform: `scaleX(${percent / 100})` }}
      />
    </Radix.Root>
  )
}
