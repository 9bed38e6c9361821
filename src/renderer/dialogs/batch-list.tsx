import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle } from 'lucide-react'
import type { BatchFile } from '../../shared/contract/api.ts'
import { describeResult } from '../store/actions/batch-actions.ts'
import type { Batch } from '../store/state.ts'
import { Progress } from '../ui/progress.tsx'
import styles from './batch-dialog.module.css'

const icons = {
  waiting: CircleDashed,
  running: LoaderCircle,
  done: CircleCheck,
  kept: CircleCheck,
  skipped: CircleAlert,
}

/** The pictures of a batch, one line each, and what became of them. */
export function BatchList({ batch, running }: { batch: Batch; running: boolean }) {
  const { files, result } = batch
  if (files.length === 0) return <p className={styles.empty}>Choose the pictures to take apart.</p>
  const ended = files.filter(({ state }) => state !== 'waiting' && state !== 'running').length
  const summary = running ? `${ended} of ${count(files.length)}` : result ? describeResult(result) : count(files.length)
  return (
    <div className={styles.list}>
      <p role="status" aria-label="Batch status" className={styles.summary}>
        {summary}
      </p>
      <ul aria-label="Pictures" className={styles.rows} tabIndex={0}>
        {files.map((file) => (
          <Row key={file.index} file={file} />
        ))}
      </ul>
    </div>
  )
}

function Row({ file }: { file: BatchFile }) {
  const { name, state, done, error } = file
  const Icon = icons[state]
  const percent = `${Math.round(done * 100)}%`
  return (
    <li className={styles.row} data-state={state}>
      <Icon size={16} className={styles.icon} aria-hidden />
      <div className={styles.file}>
        <div className={styles.name}>{name}</div>
        {state === 'running' ? (
          <div className={styles.running}>
            <Progress label={name} value={done} valueText={percent} />
            <span className={styles.percent}>{percent}</span>
          </div>
        ) : (
          <div className={styles.state}>{describeFile(file)}</div>
        )}
        {error && <div className={styles.code}>{error.code}</div>}
      </div>
    </li>
  )
}

export function describeFile({ state, layers, error }: BatchFile): string {
  const found = layers === null ? '' : layers === 1 ? ', 1 layer' : `, ${layers} layers`
  switch (state) {
    case 'waiting':
      return 'Waiting'
    case 'running':
      return 'Running'
    case 'done':
      return `Done${found}`
    case 'kept':
      return `Done before${found}`
    case 'skipped':
      return `Skipped: ${[error?.message, error?.hint].filter(Boolean).join(' ')}`
  }
}

function count(pictures: number): string {
  return pictures === 1 ? '1 picture' : `${pictures} pictures`
}
