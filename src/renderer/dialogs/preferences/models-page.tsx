import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ModelSummary } from '../../../shared/contract/api.ts'
import type { ErrorData } from '../../../shared/contract/errors.ts'
import { formatBytes } from '../../app/describe.ts'
import { useActions, useClient, useSession } from '../../app/editor-context.ts'
import { Button } from '../../ui/button.tsx'
import styles from './preferences.module.css'

const states = {
  ready: { text: 'Installed', Icon: CircleCheck, className: styles.ready },
  missing: { text: 'Not installed', Icon: CircleDashed, className: undefined },
  damaged: { text: 'Damaged', Icon: CircleAlert, className: styles.damaged },
}

export function ModelsPage() {
  const client = useClient()
  const job = useSession((session) => session.job)
  const [models, setModels] = useState<readonly ModelSummary[]>([])
  const [error, setError] = useState<ErrorData | null>(null)
  const jobId = job?.kind === 'download' ? job.id : null
  useEffect(() => {
    let current = true
    void client.request('models.list', {}).then((outcome) => {
      if (!current) return
      if (outcome.status === 'done') setModels(outcome.result)
      else if (outcome.status === 'failed') setError(outcome.error)
    })
    return () => {
      current = false
    }
    // A download that ended has changed them.
  }, [client, jobId])

  if (error) {
    return (
      <p role="alert" className={styles.problem}>
        {error.message} {error.hint}
      </p>
    )
  }
  return (
    <ul className={styles.models} aria-label="Models">
      {models.map((model) => (
        <ModelEntry key={model.id} model={model} />
      ))}
    </ul>
  )
}

function ModelEntry({ model }: { model: ModelSummary }) {
  const actions = useActions()
  const blocked = useSession((session) => session.job !== null)
  const { id, title, purpose, bytes, state, licence, sha256, embedded } = model
  const { text, Icon, className } = states[state]
  return (
    <li className={styles.model}>
      <div>
        <div className={styles.title}>{title}</div>
        <div className={styles.muted}>
          {purpose} {formatBytes(bytes)}
          {embedded ? ', part of the program’s own engine.' : '.'}
        </div>
      </div>
      <div className={styles.state}>
        <Icon size={16} className={className} aria-hidden />
        {text}
        {state !== 'ready' && (
          <Button aria-label={`Download ${title}`} disabled={blocked} onClick={() => void actions.downloadModels([id])}>
            Download
          </Button>
        )}
      </div>
      <div className={`${styles.muted} ${styles.wide}`}>
        License: weights {licence.weights}, code {licence.code}. {licence.sentence}
      </div>
      <div className={`${styles.muted} ${styles.wide} ${styles.hash}`}>SHA-256 {sha256}</div>
    </li>
  )
}
