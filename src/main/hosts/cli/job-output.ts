/** What a person or a program is told of a job while it runs and at its end. */
import type { ErrorData } from '../../../shared/contract/errors.ts'
import type { JobOutcome, JobProgress } from '../../../shared/contract/jobs.ts'
import type { Job } from '../../services/jobs.ts'
import { printError } from './errors.ts'
import { exitCodes, type CliIo } from './io.ts'
import { ProgressLine } from './progress-line.ts'

export interface JobOutputOptions<Result> {
  /** What the job works on: a path, or a model's id. In every JSON event it stands under this key. */
  subject: { key: 'picture' | 'project' | 'model' | 'folder'; path: string }
  /** Before the bar of the progress line. */
  title: string
  json: boolean
  debug: boolean
  /** The job's result as text for a person. */
  describe: (result: Result) => string
  /** What a person is told of a cancelled job, after the subject; that it is as it was, if it is not said. */
  cancelled?: string
}

/** One JSON event on a line of its own. */
export function printEvent(io: CliIo, event: string, data: Record<string, unknown>): void {
  io.stdout.write(`${JSON.stringify({ event, ...data })}\n`)
}

/** Follows the job that `start` starts to its end and tells of it: events `started`, `progress`, and `done`, `failed` or `cancelled`. */
export async function followJob<Result extends object>(
  io: CliIo,
  start: (onProgress: (progress: JobProgress) => void) => Job<Result>,
  options: JobOutputOptions<Result>,
): Promise<JobOutcome<Result>> {
  const { json, debug, describe } = options
  const subject = { [options.subject.key]: options.subject.path }
  const line = new ProgressLine(io.stderr, options.title)
  if (json) printEvent(io, 'started', subject)
  const job = start((progress) => {
    line.show(progress)
    if (json) printEvent(io, 'progress', { ...subject, ...progress })
  })
  const outcome = await job.outcome
  line.clear()
  if (outcome.status === 'done') {
    if (json) printEvent(io, 'done', { ...subject, ...outcome.result })
    else io.stdout.write(`${describe(outcome.result)}\n`)
  } else if (outcome.status === 'failed') {
    if (json) printEvent(io, 'failed', { ...subject, error: outcome.error satisfies ErrorData })
    printError(io, job.cause(), { debug, where: options.subject.path })
  } else {
    if (json) printEvent(io, 'cancelled', subject)
    io.stderr.write(`cancelled: ${options.subject.path} ${options.cancelled ?? 'is as it was'}\n`)
  }
  return outcome
}

/** The exit code of a command that was this one job. */
export function exitCodeOfOutcome(outcome: JobOutcome<unknown>): number {
  if (outcome.status === 'cancelled') return exitCodes.cancelled
  return outcome.status === 'failed' ? exitCodes.failed : exitCodes.done
}
