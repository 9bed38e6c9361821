import { useState } from 'react'
import { useActions, useSession } from '../../app/editor-context.ts'
import { FormRow, RadioGroup } from '../../ui/field.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { useModels } from './use-models.ts'

export function PerformancePage() {
  return (
    <>
      <MemoryLimit />
      <GpuMemory />
    </>
  )
}

function MemoryLimit() {
  const actions = useActions()
  const memoryLimit = useSession(({ preferences }) => preferences.memoryLimit)
  return (
    <MemoryRow
      title="Memory limit"
      hint="Of pictures that are kept at hand; the rest is read again when it is needed."
      choices={['Automatic', 'Fixed']}
      value={memoryLimit}
      usual={2048}
      field={{ label: 'Memory limit in megabytes', unit: 'MB', min: 256, max: 65_536, step: 256 }}
      onChange={(megabytes) => void actions.setPreferences({ memoryLimit: megabytes })}
    />
  )
}

/** ONNX Runtime does not tell how much there is, and the diffusion engine plans with it. */
function GpuMemory() {
  const actions = useActions()
  const gpuMemory = useSession(({ preferences }) => preferences.gpuMemory)
  const { storage } = useModels()
  const fixed = storage?.gpuMemory ?? null
  return (
    <MemoryRow
      title="GPU memory"
      hint={
        fixed === null
          ? 'Of your graphics card. Lamina cannot measure it: Qwen-Image-Layered is set up for what you enter, or else for the CPU.'
          : 'It was given when Lamina was started, and cannot be changed here.'
      }
      choices={['Not set', 'Fixed']}
      value={fixed ?? gpuMemory}
      usual={gpuMemory ?? 12}
      field={{ label: 'GPU memory in gigabytes', unit: 'GB', min: 1, max: 1024, digits: 1 }}
      disabled={fixed !== null}
      onChange={(gigabytes) => void actions.setPreferences({ gpuMemory: gigabytes })}
    />
  )
}

interface MemoryRowProps {
  title: string
  hint: string
  /** What null is called, and what a number is. */
  choices: readonly [string, string]
  value: number | null
  /** Offered as long as no other was entered. */
  usual: number
  field: { label: string; unit: string; min: number; max: number; step?: number; digits?: number }
  disabled?: boolean
  onChange: (value: number | null) => void
}

/** An amount of memory, or none. */
function MemoryRow({ title, hint, choices, value, usual, field, disabled = false, onChange }: MemoryRowProps) {
  const [last, setLast] = useState(value ?? usual)
  const set = (amount: number | null) => {
    if (amount !== null) setLast(amount)
    onChange(amount)
  }
  return (
    <FormRow title={title} hint={hint}>
      <RadioGroup
        label={title}
        value={value === null ? 'none' : 'some'}
        options={[
          { value: 'none', label: choices[0], disabled },
          { value: 'some', label: choices[1], disabled },
        ]}
        onChange={(chosen) => set(chosen === 'none' ? null : last)}
      />
      <NumberField
        {...field}
        size="dialog"
        value={value ?? last}
        disabled={value === null || disabled}
        onCommit={set}
      />
    </FormRow>
  )
}
