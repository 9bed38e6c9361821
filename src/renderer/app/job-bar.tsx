import { Button } from '../ui/button.tsx'
import { Progress } from '../ui/progress.tsx'
import { useActions } from './editor-context.ts'
import styles from './job-bar.module.css'
import { useJobView } from './use-job-view.ts'

/** The running job, over the top of the canvas. Nothing else is blocked by it. */
export function JobBar() {
  const actions = useActions()
  const view = useJobView()
  if (!view) return null
  const { title, stage, share, timeLeft, spoken, cancelling } = view
  return (
    <section aria-label="Current job" className={styles.bar} data-region="job" data-panels>
      <span className={styles.stage}>{stage}</span>
      <Progress label={title} value={share} valueText={spoken} />
      <span className={styles.figures}>
        {share !== null && <span className={styles.percent}>{Math.round(share * 100)}%</span>}
        {timeLeft}
      </span>
      <Button disabled={cancelling} onClick={() => void actions.cancelJob()}>
        Cancel
      </Button>
    </section>
  )
}
