/** What of a running job is shown and spoken, worked out from its progress. */
import { jobStageLabels, type JobKind } from '../../shared/contract/jobs.ts'
import type { RunningJob } from '../store/state.ts'
import { formatDuration } from './describe.ts'

/** Seconds. Short jobs are not shown at all; a share is shown only of those that take long. */
const shownAfter = 0.4
const determinateAfter = 1
const longJob = 10
const timeLeftAfter = 5

export const jobTitles: Readonly<Record<JobKind, string>> = {
  decompose: 'Decomposing',
  keep: 'Keeping layers',
  split: 'Splitting',
  pick: 'Making a layer',
  refine: 'Refining the edge',
  export: 'Exporting',
  batch: 'Batch',
}

export interface JobView {
  title: string
  /** Stage, and what of it: "Cutting out 2 of 5". */
  stage: string
  /** 0..1; null: not known, or too short to tell. */
  share: number | null
  /** "About 20 s left"; empty while there is nothing to go by. */
  timeLeft: string
  /** The progress as it is read out. */
  spoken: string
  cancelling: boolean
}

/** null: not to be shown yet. `now` as performance.now(). */
export function viewJob(job: RunningJob, now: number): JobView | null {
  const elapsed = (now - job.startedAt) / 1000
  if (elapsed < shownAfter) return null
  const { progress, cancelling } = job
  const secondsLeft = progress?.secondsLeft ?? null
  const isLong = elapsed >= longJob || (secondsLeft !== null && elapsed + secondsLeft > longJob)
  const share = progress && elapsed >= determinateAfter && isLong ? progress.done : null
  const stage = cancelling
    ? 'Cancelling'
    : progress
      ? withDetail(jobStageLabels[progress.stage], progress.detail)
      : 'Starting'
  const timeLeft =
    !cancelling && share !== null && secondsLeft !== null && elapsed >= timeLeftAfter
      ? `About ${formatDuration(secondsLeft)} left`
      : ''
  const spoken = share === null ? stage : `${stage}, ${Math.round(share * 100)}%`
  return { title: jobTitles[job.kind], stage, share, timeLeft, spoken, cancelling }
}

/** "Cutting out 2 of 5", "Finding layers: reading". */
function withDetail(stage: string, detail: string): string {
  if (!detail) return stage
  return /^\d/.test(detail) ? `${stage} ${detail}` : `${stage}: ${detail}`
}

/** Seconds between two announcements of a job that goes on. */
const quiet = 10

export interface Announcement {
  job: string
  stage: string
  /** performance.now() */
  at: number
}

/**
 * What to say of the job now, if anything: its start, and its stages, but not more often than every ten seconds. Its end
 * is said by the toast.
 */
export function announce(
  last: Announcement | null,
  job: RunningJob,
  now: number,
): { text: string; said: Announcement } | null {
  const stage = job.progress ? jobStageLabels[job.progress.stage] : ''
  if (last?.job !== job.id) return { text: `${jobTitles[job.kind]} started`, said: { job: job.id, stage, at: now } }
  if (stage === last.stage || now - last.at < quiet * 1000) return null
  return { text: `${jobTitles[job.kind]}: ${stage}`, said: { job: job.id, stage, at: now } }
}
