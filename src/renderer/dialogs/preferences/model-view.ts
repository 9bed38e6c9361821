/** What the page of models shows of one, worked out from its state and from what is done with it. */
import type { ModelActivity, ModelSummary } from '../../../shared/contract/api.ts'
import type { Precision } from '../../../shared/contract/limits.ts'
import { describeActivity, formatBytes, formatDuration, formatTransfer } from '../../app/describe.ts'

/** The one thing to do next. */
export type MainAction = 'download' | 'resume' | 'pause' | 'cancel' | 'pack'

export interface ModelView {
  tone: 'ready' | 'none' | 'part' | 'damaged' | 'loading' | 'busy' | 'paused'
  status: string
  main: MainAction | null
  /** null: nothing is under way. */
  progress: ProgressView | null
}

export interface ProgressView {
  /** 0..1; null: not known yet. */
  value: number | null
  text: string
}

/** `precision`: at which a model that is packed is wanted. */
export function viewModel(model: ModelSummary, activity: ModelActivity | undefined, precision: Precision): ModelView {
  if (activity) return viewActivity(activity)
  const { state, bytes, begun, packed } = model
  const isPacked = packed?.state === 'ready'
  const rest = { progress: null }
  if (state === 'damaged') return { ...rest, tone: 'damaged', status: 'Damaged', main: 'download' }
  if (packed && state === 'ready') {
    const main = isPacked && packed.precision === precision ? null : 'pack'
    if (isPacked) return { ...rest, tone: 'ready', status: describePacked(packed), main }
    const damaged = packed.state === 'damaged'
    return {
      ...rest,
      tone: damaged ? 'damaged' : 'part',
      status: damaged ? 'Packed data is damaged' : 'Not packed yet',
      main,
    }
  }
  if (isPacked) {
    return { ...rest, tone: 'ready', status: `${describePacked(packed)}, download removed`, main: null }
  }
  if (state === 'ready') return { ...rest, tone: 'ready', status: 'Installed', main: null }
  if (begun > 0) return { ...rest, tone: 'part', status: `${formatTransfer(begun, bytes)} downloaded`, main: 'resume' }
  return { ...rest, tone: 'none', status: 'Not installed', main: 'download' }
}

function describePacked({ precision, bytes }: NonNullable<ModelSummary['packed']>): string {
  return `Packed in ${precision}, ${formatBytes(bytes)}`
}

function viewActivity(activity: ModelActivity): ModelView {
  const { kind, paused } = activity
  return {
    tone: paused ? 'paused' : kind === 'download' ? 'loading' : 'busy',
    status: describeActivity(activity),
    main: paused ? 'resume' : kind === 'download' ? 'pause' : 'cancel',
    progress: viewProgress(activity),
  }
}

export function viewProgress({ paused, bytes, total, bytesPerSecond, secondsLeft }: ModelActivity): ProgressView {
  if (total === 0) return { value: null, text: paused ? 'Paused' : 'Starting' }
  const parts = [formatTransfer(bytes, total)]
  if (!paused && bytesPerSecond > 0) parts.push(`${formatBytes(bytesPerSecond)}/s`)
  if (!paused && secondsLeft !== null && bytes < total) parts.push(`about ${formatDuration(secondsLeft)} left`)
  return { value: Math.min(1, bytes / total), text: parts.join(' · ') }
}
