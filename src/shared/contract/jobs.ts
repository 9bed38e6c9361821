/** Jobs: long work as data. A job has an id, a progress that never falls and one outcome. */
import type { ErrorData } from './errors.ts'

/** Opaque; unique within a process. */
export type JobId = string

/** Work on models is a job too, but not one that a window starts and follows: see model-api.ts. */
export const jobKinds = ['decompose', 'keep', 'split', 'pick', 'refine', 'export', 'batch'] as const
export type JobKind = (typeof jobKinds)[number]

/** What a job is doing, in the order in which the stages usually come. */
export const jobStages = ['open', 'load', 'find', 'cut', 'fill', 'finish', 'check', 'write'] as const
export type JobStage = (typeof jobStages)[number]

/** What a stage is called before a person. */
export const jobStageLabels: Readonly<Record<JobStage, string>> = {
  open: 'Opening',
  load: 'Loading models',
  find: 'Finding layers',
  cut: 'Cutting out',
  fill: 'Filling in behind',
  finish: 'Finishing',
  check: 'Checking',
  write: 'Writing',
}

export interface JobProgress {
  stage: JobStage
  /** 0..1 over the whole job; never falls. */
  done: number
  /** What of the stage, in a few words; empty where there is nothing to add. */
  detail: string
  /** Smoothed estimate; null until there is something to go by. */
  secondsLeft: number | null
}

/** How a job ended: an error is data here, so that it crosses threads and processes. */
export type JobOutcome<Result> =
  { status: 'done'; result: Result } | { status: 'failed'; error: ErrorData } | { status: 'cancelled' }

/** Below these there is too little to go by for an estimate. */
const estimateAfterSeconds = 0.5
const estimateAfterShare = 0.03
/** Time constant of the smoothing, in seconds. */
const smoothing = 3

/** Turns what a job reports into progress that never falls and an estimate that does not jump. */
export class ProgressMeter {
  readonly #now: () => number
  readonly #start: number
  #updated: number
  #stage: JobStage
  #done = 0
  #left: number | null = null

  /** `now` is a clock in milliseconds that never goes back. */
  constructor(now: () => number, stage: JobStage = 'open') {
    this.#now = now
    this.#start = now()
    this.#updated = this.#start
    this.#stage = stage
  }

  /** Takes a report and gives the progress to show. A share that falls, or is no number, leaves the share as it was. */
  update(report: { stage: JobStage; done: number; detail?: string }): JobProgress {
    const now = this.#now()
    const elapsed = (now - this.#start) / 1000
    const step = (now - this.#updated) / 1000
    this.#updated = now
    this.#stage = report.stage
    if (report.done > this.#done) this.#done = Math.min(1, report.done)
    this.#left = this.#estimate(elapsed, step)
    return { stage: this.#stage, done: this.#done, detail: report.detail ?? '', secondsLeft: this.#left }
  }

  #estimate(elapsed: number, step: number): number | null {
    if (this.#done >= 1) return 0
    if (elapsed < estimateAfterSeconds || this.#done < estimateAfterShare) return null
    const measured = (elapsed * (1 - this.#done)) / this.#done
    if (this.#left === null) return measured
    const expected = Math.max(0, this.#left - step)
    return expected + (measured - expected) * (1 - Math.exp(-step / smoothing))
  }
}

/** Maps the shares 0..1 of a part of a job into from..to of the whole. */
export function shareOf(from: number, to: number, done: number): number {
  return from + (to - from) * Math.min(1, Math.max(0, done))
}
