import { TriangleAlert } from 'lucide-react'
import type { ModelSummary } from '../../../shared/contract/api.ts'
import type { Precision } from '../../../shared/contract/limits.ts'
import { Select } from '../../ui/select.tsx'
import styles from './models.module.css'

interface PackChoiceProps {
  packed: NonNullable<ModelSummary['packed']>
  precision: Precision
  disabled: boolean
  onChange(precision: Precision): void
}

const offered: readonly { value: Precision; label: string }[] = [
  { value: 'float16', label: 'Best (float16)' },
  { value: 'int8', label: 'Balanced (int8)' },
  { value: 'int4', label: 'Smallest (int4)' },
]

/** "Fits this machine", or what does. */
function describeAdvice(advised: Precision, precision: Precision): string {
  const label = offered.find(({ value }) => value === advised)?.label ?? advised
  return advised === precision ? 'Fits this machine' : `Recommended here: ${label}`
}

/** At which precision the model is packed, and whether it can run here at all. */
export function PackChoice({ packed, precision, disabled, onChange }: PackChoiceProps) {
  const { advised, refusal } = packed
  return (
    <>
      <div className={styles.pack}>
        <span className={styles.muted}>Quality</span>
        <Select
          label="Precision"
          value={precision}
          disabled={disabled}
          groups={[offered]}
          className={styles.precision}
          onChange={onChange}
        />
        {!refusal && <span className={styles.muted}>{describeAdvice(advised, precision)}</span>}
      </div>
      {refusal && (
        <p className={styles.refusal}>
          <TriangleAlert size={14} aria-label="Warning" />
          <span>Cannot run here: {refusal.message} If there is a GPU with more, say so in Performance.</span>
        </p>
      )}
    </>
  )
}
