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

const usualLimit = 2048

function MemoryLimit() {
  const actions = useActions()
  const memoryLimit = useSession(({ preferences }) => preferences.memoryLimit)
  const [last, setLast] = useState(memoryLimit ?? usualLimit)
  const set = (limit: number | null) => {
    if (limit !== null) setLast(limit)
    void actions.setPreferences({ memoryLimit: limit })
  }
  return (
    <FormRow title="Memory limit" hint="Of pictures that are kept at hand; the rest is read again when it is needed.">
      <RadioGroup
        label="Memory limit"
        value={memoryLimit === null ? 'automatic' : 'fixed'}
        options={[
          { value: 'automatic', label: 'Automatic' },
          { value: 'fixed', label: 'Fixed' },
        ]}
        onChange={(value) => set(value === 'automatic' ? null : last)}
      />
      <NumberField
        label="Memory limit in megabytes"
        size="dialog"
        unit="MB"
        value={memoryLimit ?? last}
        min={256}
        max={65_536}
        step={256}
        disabled={memoryLimit === null}
        onCommit={set}
      />
    </FormRow>
  )
}

const usualGpuMemory = 12

/** ONNX Runtime does not tell how much there is, and the diffusion engine plans with it. */
function GpuMemory() {
  const actions = useActions()
  const gpuMemory = useSession(({ preferences }) => preferences.gpuMemory)
  const { storage } = useModels()
  const fixed = storage?.gpuMemory ?? null
  const [last, setLast] = useState(gpuMemory ?? usualGpuMemory)
  const set = (gigabytes: number | null) => {
    if (gigabytes !== null) setLast(gigabytes)
    void actions.setPreferences({ gpuMemory: gigabytes })
  }
  const shown = fixed ?? gpuMemory
  return (
    <FormRow
      title="GPU memory"
      hint={
        fixed === null
          ? 'ONNX Runtime does not say how much there is. Qwen-Image-Layered is planned for it; with none, for the CPU.'
          : 'Set by LAMINA_VRAM.'
      }
    >
      <RadioGroup
        label="GPU memory"
        value={shown === null ? 'none' : 'known'}
        options={[
          { value: 'none', label: 'None, or not known', disabled: fixed !== null },
          { value: 'known', label: 'Known', disabled: fixed !== null },
        ]}
        onChange={(value) => set(value === 'none' ? null : last)}
      />
      <NumberField
        label="GPU memory in gigabytes"
        size="dialog"
        unit="GB"
        value={shown ?? last}
        min={1}
        max={1024}
        digits={1}
        disabled={shown === null || fixed !== null}
        onCommit={set}
      />
    </FormRow>
  )
}
