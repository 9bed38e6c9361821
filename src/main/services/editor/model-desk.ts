/** Work on models for all windows of this process: it belongs to none of them, and goes on beside their jobs. */
import type { ModelActivity, ModelStorage, ModelSummary } from '../../../shared/contract/api.ts'
import { LaminaError, type ErrorData } from '../../../shared/contract/errors.ts'
import type { JobOutcome } from '../../../shared/contract/jobs.ts'
import type { Precision } from '../../../shared/contract/limits.ts'
import type { Preferences } from '../../../shared/contract/preferences.ts'
import type { Job } from '../jobs.ts'
import { gpuMemoryByEnvironment } from '../machine.ts'
import type { ModelJobOptions, ModelManager, PausableJob, TransferProgress } from '../models/manager.ts'
import type { SecretKeeper } from './secrets.ts'
import { shownPath } from './shown-path.ts'

export interface ModelDeskOptions {
  manager: ModelManager
  preferences: () => Promise<Preferences>
  secrets: SecretKeeper
  environment: NodeJS.ProcessEnv
  /** There is something to tell windows: of what is done now, and of what models there are. */
  onActivity(activities: ModelActivity[]): void
  onChange(): void
  /** Something is done, or failed: for a person who looks elsewhere. */
  onEnd(title: string, text: string): void
}

interface Running {
  kind: ModelActivity['kind']
  job: Job<unknown>
  pausable?: PausableJob
  progress: TransferProgress
}

/** The access token's name among the secrets. */
const TOKEN = 'hubToken'
/** Milliseconds between two reports to windows. */
const reportEvery = 250
const doneWords: Readonly<Record<Running['kind'], string>> = {
  download: 'downloaded',
  import: 'imported',
  verify: 'verified',
  pack: 'packed',
  move: 'moved',
}
const nothingYet: TransferProgress = { bytes: 0, total: 0, bytesPerSecond: 0, secondsLeft: null }

export class ModelDesk {
  readonly #options: ModelDeskOptions
  /** By model; null: all of them. */
  readonly #running = new Map<string | null, Running>()
  readonly #problems = new Map<string | null, ErrorData>()
  #reporting: NodeJS.Timeout | undefined

  constructor(options: ModelDeskOptions) {
    this.#options = options
  }

  async list(): Promise<ModelSummary[]> {
    const summaries = await this.#options.manager.list()
    return summaries.map((summary) => ({
      ...summary,
      folder: summary.folder === null ? null : shownPath(summary.folder),
      problem: this.#problems.get(summary.id) ?? null,
    }))
  }

  async storage(dialogs: boolean): Promise<ModelStorage> {
    const { manager, secrets, environment } = this.#options
    const given = (await secrets.read(TOKEN)) !== null
    const token = given ? (secrets.keeps ? 'kept' : 'session') : environment.HF_TOKEN ? 'environment' : 'none'
    return {
      folder: shownPath(manager.folder),
      free: await manager.freeBytes(),
      fixed: Boolean(environment.LAMINA_MODELS),
      dialogs,
      token,
      keepsToken: secrets.keeps,
      gpuMemory: gpuMemoryByEnvironment(environment),
      problem: this.#problems.get(null) ?? null,
    }
  }

  activities(): ModelActivity[] {
    return [...this.#running].map(([model, { kind, pausable, progress }]) => ({
      model,
      kind,
      paused: pausable?.paused ?? false,
      ...progress,
    }))
  }

  /** As models.download. Throws MODEL_BUSY. */
  async download(model: string, precision: Precision | null): Promise<void> {
    const paused = this.#running.get(model)?.pausable
    if (paused?.paused) {
      paused.resume()
      return this.#report()
    }
    const { manager, secrets, environment } = this.#options
    const { mirror, proxy } = (await this.#options.preferences()).downloads
    const token = (await secrets.read(TOKEN)) ?? environment.HF_TOKEN
    const from = { token: token || undefined, mirror: mirror || undefined, proxy: proxy || undefined }
    const ended = this.#start(model, 'download', (options) => manager.add(model, { ...from, ...options }))
    if (precision === null) return
    void ended.then((outcome) => {
      if (outcome.status === 'done') this.#start(model, 'pack', (options) => manager.pack(model, precision, options))
    })
  }

  /** False where no download of the model is under way. */
  pause(model: string): boolean {
    const job = this.#running.get(model)?.pausable
    job?.pause()
    this.#report()
    return job !== undefined
  }

  cancel(model: string | null): boolean {
    const running = this.#running.get(model)
    running?.job.cancel()
    return running !== undefined
  }

  /** `after` is called at the end, however it comes. Throws MODEL_BUSY, as the others that begin something. */
  import(model: string, paths: readonly string[], after: () => Promise<void> = async () => {}): void {
    const { manager } = this.#options
    void this.#start(model, 'import', (options) => manager.import(model, paths, options)).then(after)
  }

  verify(model: string): void {
    void this.#start(model, 'verify', (options) => this.#options.manager.verify(model, options))
  }

  pack(model: string, precision: Precision): void {
    void this.#start(model, 'pack', (options) => this.#options.manager.pack(model, precision, options))
  }

  move(folder: string): void {
    void this.#start(null, 'move', (options) => this.#options.manager.move(folder, options))
  }

  /** Throws MODEL_BUSY, MODEL_MISSING. */
  async remove(model: string, options: { keepPacked: boolean }): Promise<void> {
    this.#refuseBusy(model)
    this.#problems.delete(model)
    try {
      await this.#options.manager.remove(model, options)
    } finally {
      this.#options.onChange()
    }
  }

  async setToken(token: string | null): Promise<void> {
    await this.#options.secrets.write(TOKEN, token)
    this.#options.onChange()
  }

  /** Stops everything; bytes that came are kept. */
  async close(): Promise<void> {
    const jobs = [...this.#running.values()].map(({ job }) => job)
    for (const job of jobs) job.cancel()
    await Promise.all(jobs.map(({ outcome }) => outcome))
    clearTimeout(this.#reporting)
  }

  #refuseBusy(model: string | null): void {
    const what = this.#running.has(null) || (model === null && this.#running.size > 0) ? 'Models are' : 'The model is'
    if (what === 'The model is' && !this.#running.has(model)) return
    throw new LaminaError('MODEL_BUSY', `${what} being worked on already.`, 'Wait for that to end, or cancel it.')
  }

  #start<Result>(
    model: string | null,
    kind: Running['kind'],
    start: (options: ModelJobOptions) => Job<Result> | PausableJob,
  ): Promise<JobOutcome<unknown>> {
    this.#refuseBusy(model)
    this.#problems.delete(model)
    const onTransfer = (progress: TransferProgress) => {
      const running = this.#running.get(model)
      if (running) running.progress = progress
      this.#reportSoon()
    }
    const job = start({ onTransfer })
    this.#running.set(model, { kind, job, pausable: 'pause' in job ? job : undefined, progress: nothingYet })
    this.#report()
    this.#options.onChange()
    return job.outcome.then((outcome) => {
      this.#running.delete(model)
      if (outcome.status === 'failed') this.#problems.set(model, outcome.error)
      this.#report()
      this.#options.onChange()
      this.#tellEnd(model, kind, outcome)
      return outcome
    })
  }

  #tellEnd(model: string | null, kind: Running['kind'], outcome: JobOutcome<unknown>): void {
    const what = model === null ? 'Models' : 'Model'
    if (outcome.status === 'done') this.#options.onEnd(`${what} ${doneWords[kind]}`, model ?? '')
    if (outcome.status === 'failed') this.#options.onEnd(`${what} not ${doneWords[kind]}`, outcome.error.message)
  }

  #reportSoon(): void {
    this.#reporting ??= setTimeout(() => this.#report(), reportEvery).unref()
  }

  #report(): void {
    clearTimeout(this.#reporting)
    this.#reporting = undefined
    this.#options.onActivity(this.activities())
  }
}
