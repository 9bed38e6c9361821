import { useState } from 'react'
import { maxLayers, minLayers } from '../../shared/contract/limits.ts'
import { formatBytes, formatDuration } from '../app/describe.ts'
import { useActions, useDocument, useSession } from '../app/editor-context.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormRow, RadioGroup } from '../ui/field.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { Select } from '../ui/select.tsx'
import styles from './dialogs.module.css'
import { useEstimate } from './use-estimate.ts'

const usualCount = 6

/** Of the whole document, or of the layers that are to be split. */
export function DecomposeDialog({ targets }: { targets: readonly string[] }) {
  const actions = useActions()
  const engines = useSession((session) => session.engines)
  const before = useSession((session) => session.jobOptions)
  const document = useDocument(({ id }) => id)
  const [engineId, setEngine] = useState(before.engine)
  const [fixed, setFixed] = useState(before.layers !== 'auto')
  const [count, setCount] = useState(before.layers === 'auto' ? usualCount : before.layers)
  const [prompt, setPrompt] = useState(before.prompt ?? '')

  const engine = engines.find(({ id }) => id === engineId) ?? engines[0]
  const splits = targets.length > 0
  const options = {
    engine: engine?.id ?? engineId,
    layers: fixed ? count : ('auto' as const),
    prompt: engine?.takesPrompt && prompt.trim() ? prompt.trim() : undefined,
  }
  const estimate = useEstimate(
    'decompose.estimate',
    document === null ? null : { document, layers: [...targets], options },
  )
  const close = () => actions.showDialog(null)
  const start = () => {
    close()
    void (splits ? actions.split(targets, options) : actions.decompose(options))
  }
  return (
    <Dialog
      title="Decompose options"
      width={480}
      onClose={close}
      onSubmit={start}
      footer={
        <>
          <Button size="dialog" onClick={close}>
            Cancel
          </Button>
          <Button size="dialog" type="submit" variant="primary" disabled={engine?.ready === false}>
            {splits ? 'Split this layer' : 'Decompose'}
          </Button>
        </>
      }
    >
      <FormRow title="Engine" hint={engine?.ready === false ? 'Its models are not on this machine yet.' : undefined}>
        <Select
          label="Engine"
          size="dialog"
          className={styles.wide}
          value={engine?.id ?? ''}
          groups={[
            engines.map(({ id, title, ready }) => ({ value: id, label: ready ? title : `${title} (not installed)` })),
          ]}
          onChange={setEngine}
        />
      </FormRow>
      <FormRow title="Layers">
        <div className={styles.inline}>
          <RadioGroup
            label="Layers"
            layout="bar"
            value={fixed ? 'fixed' : 'auto'}
            options={[
              { value: 'auto', label: 'Auto' },
              { value: 'fixed', label: 'Fixed' },
            ]}
            onChange={(value) => setFixed(value === 'fixed')}
          />
          <NumberField
            label="Number of layers"
            size="dialog"
            value={count}
            min={minLayers}
            max={maxLayers}
            disabled={!fixed}
            onCommit={setCount}
          />
        </div>
      </FormRow>
      {engine?.takesPrompt && (
        <FormRow title="Prompt" hint="Names of things, with commas between them.">
          <textarea
            aria-label="What should become layers?"
            placeholder="What should become layers?"
            className={styles.prompt}
            rows={2}
            value={prompt}
            onChange={(event) => setPrompt(event.target.value)}
          />
        </FormRow>
      )}
      <FormRow title="Estimate">
        <p role="status" aria-label="Estimate" className={styles.plain}>
          {estimate.error ? estimate.error.message : describe(estimate.result)}
        </p>
      </FormRow>
    </Dialog>
  )
}

interface Figures {
  seconds: number
  basis: 'rough' | 'measured'
  memory: number
  bytes: number
}

function describe(figures: Figures | null): string {
  if (!figures) return 'Working it out'
  const { seconds, basis, memory, bytes } = figures
  const rough = basis === 'rough' ? ', a rough guess' : ''
  return `About ${formatDuration(seconds)}, ${formatBytes(memory)} memory, ${formatBytes(bytes)} result${rough}`
}
