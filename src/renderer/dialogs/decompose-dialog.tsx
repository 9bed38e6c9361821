import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { qualities, type Quality } from '../../shared/contract/limits.ts'
import type { EngineSummary, JobOptions } from '../../shared/contract/api.ts'
import { useActions, useDocument, useSession } from '../app/editor-context.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormRow, RadioGroup } from '../ui/field.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { describeEngine, describeEstimate } from './decompose-text.ts'
import styles from './dialogs.module.css'
import { EngineSelect, LayerCountField, useLayerCount } from './engine-fields.tsx'
import { useEstimate } from './use-estimate.ts'

const LARGEST_SEED = 2 ** 31 - 1

const qualityLabels: Readonly<Record<Quality, string>> = { draft: 'Draft', balanced: 'Balanced', best: 'Best' }

/** For engines that look more closely, instead of taking more steps. */
const qualityHints: Readonly<Record<Quality, string>> = {
  draft: 'What strikes the eye, quickly.',
  balanced: 'What stands out, large and small.',
  best: 'Looks at every part of a photograph, in about twice the time.',
}

/** Of the whole document, or of the layers that are to be split. */
export function DecomposeDialog({ targets }: { targets: readonly string[] }) {
  const actions = useActions()
  const engines = useSession((session) => session.engines)
  const before = useSession((session) => session.jobOptions)
  const document = useDocument(({ id }) => id)
  const [engineId, setEngine] = useState(before.engine)
  const [prompt, setPrompt] = useState(before.prompt ?? '')
  const [seed, setSeed] = useState(before.seed ?? 0)
  const [quality, setQuality] = useState(() => qualityOf(before, engines))

  const engine = engines.find(({ id }) => id === engineId) ?? engines[0]
  const splits = targets.length > 0
  const { least, most } = engine?.layers ?? { least: 2, most: 2 }
  const count = useLayerCount(before.layers, least, most)
  const options: JobOptions = {
    engine: engine?.id ?? engineId,
    layers: count.layers,
    prompt: engine?.takesPrompt && prompt.trim() ? prompt.trim() : undefined,
    quality: engine?.qualities ? quality : undefined,
    seed: engine?.steps ? seed : undefined,
    diffusion: engine?.steps ? { ...before.diffusion, steps: engine.steps[quality] } : undefined,
  }
  const estimate = useEstimate(
    'decompose.estimate',
    document === null ? null : { document, layers: [...targets], options },
  )
  const other = engines.find(({ id, ready }) => ready && id !== engine?.id)
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
          <Button
            size="dialog"
            type="submit"
            variant="primary"
            disabled={engine?.ready === false || estimate.error !== null}
          >
            {splits ? 'Split this layer' : 'Decompose'}
          </Button>
        </>
      }
    >
      <FormRow title="Engine">
        <EngineSelect engines={engines} value={engine?.id ?? ''} onChange={setEngine} />
        {engine && <EngineTerms engine={engine} />}
      </FormRow>
      <FormRow title="Layers">
        <LayerCountField value={count} least={least} most={most} />
      </FormRow>
      {engine?.takesPrompt && (
        <FormRow title="Prompt" hint="What the picture shows. Without it the model looks for itself.">
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
      {engine && (engine.steps ?? engine.qualities) && (
        <FormRow title="Quality" hint={engine.steps ? `${engine.steps[quality]} steps` : qualityHints[quality]}>
          <RadioGroup<Quality>
            label="Quality"
            layout="bar"
            value={quality}
            options={qualities.map((value) => ({ value, label: qualityLabels[value] }))}
            onChange={setQuality}
          />
        </FormRow>
      )}
      {engine?.steps && (
        <FormRow title="Seed" hint="The same seed gives the same layers, another one others.">
          <NumberField label="Seed" size="dialog" value={seed} min={0} max={LARGEST_SEED} onCommit={setSeed} />
        </FormRow>
      )}
      <FormRow title="Estimate">
        <p role="status" aria-label="Estimate" className={styles.plain}>
          {estimate.error ? `Not possible: ${estimate.error.message}` : describeEstimate(estimate.result)}
        </p>
        {estimate.error && (
          <div className={styles.refusal}>
            <TriangleAlert size={14} aria-hidden />
            <span className={styles.grow}>{estimate.error.hint}</span>
            {other && <Button onClick={() => setEngine(other.id)}>Use {other.title}</Button>}
          </div>
        )}
      </FormRow>
    </Dialog>
  )
}

/** On what it runs and on what terms; where its models are missing, the way to them. */
function EngineTerms({ engine }: { engine: EngineSummary }) {
  const actions = useActions()
  return (
    <>
      {describeEngine(engine).map((line) => (
        <p key={line} className={styles.terms}>
          {line}
        </p>
      ))}
      {!engine.ready && (
        <div className={styles.inline}>
          <span className={styles.terms}>Its models are not on this machine, or not packed.</span>
          <Button onClick={() => actions.showDialog({ kind: 'preferences', page: 'Models' })}>Show models</Button>
        </div>
      )}
    </>
  )
}

/** The quality that was asked for, or that a number of steps was, or the one to begin with. */
function qualityOf({ engine, diffusion, quality }: JobOptions, engines: readonly EngineSummary[]): Quality {
  if (quality) return quality
  const known = engines.find(({ id }) => id === engine)?.steps
  const steps = diffusion?.steps
  return qualities.find((quality) => steps !== undefined && known?.[quality] === steps) ?? 'balanced'
}
