/** Where a job's time goes. */
import type { JobStage } from '../../shared/contract/jobs.ts'

export interface StageSeconds {
  stage: JobStage
  seconds: number
}

/** Adds up the time in each stage; time belongs to the stage that was entered last. */
export class StageClock {
  readonly #now: () => number
  readonly #seconds = new Map<JobStage, number>()
  #stage: JobStage
  #since: number

  constructor(stage: JobStage, now: () => number = () => performance.now()) {
    this.#now = now
    this.#stage = stage
    this.#since = now()
  }

  enter(stage: JobStage): void {
    const now = this.#now()
    this.#seconds.set(this.#stage, (this.#seconds.get(this.#stage) ?? 0) + (now - this.#since) / 1000)
    this.#stage = stage
    this.#since = now
  }

  /** Rounded to milliseconds, in the order in which the stages were first entered, up to now. */
  stages(): StageSeconds[] {
    this.enter(this.#stage)
    return [...this.#seconds].map(([stage, seconds]) => ({ stage, seconds: Math.round(seconds * 1000) / 1000 }))
  }

  total(): number {
    return this.stages().reduce((sum, { seconds }) => sum + seconds, 0)
  }
}
