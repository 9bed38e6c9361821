/** One line on a terminal that says how far a job is; nothing where no person watches. */
import { jobStageLabels, type JobProgress } from '../../../shared/contract/jobs.ts'
import { fitText, formatSeconds, formatShare } from './format-text.ts'
import type { TextOutput } from './io.ts'

const barCells = 20

export class ProgressLine {
  readonly #output: TextOutput
  readonly #title: string
  #shown = ''

  constructor(output: TextOutput, title: string) {
    this.#output = output
    this.#title = title
  }

  show(progress: JobProgress): void {
    if (!this.#output.isTTY) return
    const filled = Math.round(progress.done * barCells)
    const left =
      progress.secondsLeft === null || progress.done >= 1
        ? ''
        : `about ${formatSeconds(Math.max(1, Math.round(progress.secondsLeft)))} left`
    const stage = [jobStageLabels[progress.stage], progress.detail].filter((part) => part !== '').join(': ')
    const parts = [
      this.#title,
      '█'.repeat(filled) + '░'.repeat(barCells - filled),
      formatShare(progress.done).padStart(5),
      stage,
      left,
    ]
    const line = fitText(parts.filter((part) => part !== '').join('  '), (this.#output.columns ?? 80) - 1)
    if (line === this.#shown) return
    this.#shown = line
    this.#output.write(`\r\x1b[2K${line}`)
  }

  /** Takes the line away, so that what is written next stands in its place. */
  clear(): void {
    if (this.#shown !== '') this.#output.write('\r\x1b[2K')
    this.#shown = ''
  }
}
