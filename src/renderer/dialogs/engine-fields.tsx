/** What every dialog asks that starts an engine: which one, and for how many layers. */
import { useState } from 'react'
import type { EngineSummary, JobOptions } from '../../shared/contract/api.ts'
import { RadioGroup } from '../ui/field.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { Select } from '../ui/select.tsx'
import styles from './dialogs.module.css'

const usualCount = 6

interface EngineSelectProps {
  engines: readonly EngineSummary[]
  value: string
  onChange(id: string): void
}

export function EngineSelect({ engines, value, onChange }: EngineSelectProps) {
  const options = engines.map(({ id, title, ready }) => ({
    value: id,
    label: ready ? title : `${title} (not installed)`,
  }))
  return (
    <Select label="Engine" size="dialog" className={styles.wide} value={value} groups={[options]} onChange={onChange} />
  )
}

interface LayerCount {
  fixed: boolean
  count: number
  set(change: Partial<Pick<LayerCount, 'fixed' | 'count'>>): void
  /** As the jobs take it. */
  layers: JobOptions['layers']
}

/** As many layers as there are, or a number from `least` to `most`, beginning with what was asked for last time. */
export function useLayerCount(before: JobOptions['layers'], least: number, most: number): LayerCount {
  const [chosen, choose] = useState({ fixed: before !== 'auto', count: before === 'auto' ? usualCount : before })
  const { fixed } = chosen
  const count = Math.min(most, Math.max(least, chosen.count))
  return { fixed, count, set: (change) => choose({ ...chosen, ...change }), layers: fixed ? count : 'auto' }
}

interface LayerCountFieldProps {
  value: LayerCount
  least: number
  most: number
}

export function LayerCountField({ value, least, most }: LayerCountFieldProps) {
  return (
    <div className={styles.inline}>
      <RadioGroup
        label="Layers"
        layout="bar"
        value={value.fixed ? 'fixed' : 'auto'}
        options={[
          { value: 'auto', label: 'Auto' },
          { value: 'fixed', label: 'Fixed' },
        ]}
        onChange={(choice) => value.set({ fixed: choice === 'fixed' })}
      />
      <NumberField
        label="Number of layers"
        size="dialog"
        value={value.count}
        min={least}
        max={most}
        disabled={!value.fixed}
        onCommit={(count) => value.set({ count })}
      />
    </div>
  )
}
