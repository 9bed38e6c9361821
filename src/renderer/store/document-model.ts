/**
 * The open document: its records, its history, and the changes on their way to the main side.
 *
 * A change shows at once and is sent after it; what the main side does not take is taken back. `confirmed` is what the
 * main side has at `revision`, the queue is what it has yet to take, and what is shown is both, and an open gesture.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DocumentState, EventData } from '../../shared/contract/api.ts'
import { errorFromData, LaminaError, type ErrorData } from '../../shared/contract/errors.ts'
import type { Client } from '../../shared/contract/rpc.ts'
import { applyDiff, diffBetween, isEmptyDiff, squashDiffs } from '../../shared/document/diff.ts'
import { History } from '../../shared/document/history.ts'
import type { DocumentRecords, RecordsDiff } from '../../shared/document/types.ts'
import type { DocumentSlice } from './state.ts'

type Change = (records: DocumentRecords) => RecordsDiff

/** The state before anything is open. */
export const noDocument: DocumentSlice = {
  id: null,
  name: '',
  file: null,
  readOnly: false,
  records: {},
  revision: 0,
  savedRevision: null,
  pending: 0,
  dirty: false,
  history: { done: [], undone: [] },
  gesture: null,
  preview: null,
}

/** How long a stale change waits for the news of what came before it. */
const staleWait = 3000

export class DocumentModel {
  readonly store: StoreApi<DocumentSlice> = createStore(() => noDocument)
  readonly #client: Client
  /** Told when the main side refused a change and everything it did not confirm was taken back. */
  readonly #onRefused: (error: ErrorData) => void
  #confirmed: DocumentRecords = {}
  #queue: RecordsDiff[] = []
  #sending: Promise<void> | null = null
  /** Set while changes wait for a job to end or for the connection. */
  #paused = false
  #history = new History()
  #gesture: { name: string; base: DocumentRecords; diff: RecordsDiff } | null = null
  #newsListeners: (() => void)[] = []

  constructor(client: Client, onRefused: (error: ErrorData) => void) {
    this.#client = client
    this.#onRefused = onRefused
  }

  get state(): DocumentSlice {
    return this.store.getState()
  }

  open(state: DocumentState): void {
    const { document: id, name, file, readOnly, records, revision, savedRevision, preview } = state
    this.#confirmed = records
    this.#queue = []
    this.#paused = false
    this.#gesture = null
    this.#history = new History()
    this.store.setState({ ...noDocument, id, name, file, readOnly, records, revision, savedRevision, preview })
    this.#publish()
  }

  close(): void {
    this.#queue = []
    this.#gesture = null
    this.#confirmed = {}
    this.#history = new History()
    this.store.setState(noDocument)
  }

  /** The same document after a break of the connection: what was not confirmed is sent now. */
  reattach(state: DocumentState): void {
    const { document: id, records, revision, savedRevision } = state
    this.commitGesture()
    // What was on its way may have arrived or not: what is missing is the difference.
    const missing = diffBetween(records, this.state.records)
    this.#confirmed = records
    this.#queue = isEmptyDiff(missing) ? [] : [missing]
    this.store.setState({ id, revision, savedRevision })
    this.#publish()
    this.resume()
  }

  /** Does what the function makes of the records as one named step. False where it changes nothing. Throws what it throws. */
  change(name: string, change: Change): boolean {
    this.commitGesture()
    const diff = change(this.state.records)
    if (isEmptyDiff(diff)) return false
    this.#history.record(name, diff)
    this.#apply(diff)
    return true
  }

  /**
   * Shows what the function makes of the records as they were when the gesture began. Another name ends the gesture
   * before and begins one.
   */
  preview(name: string, change: Change): void {
    if (this.#gesture && this.#gesture.name !== name) this.commitGesture()
    const base = this.#gesture?.base ?? this.state.records
    const diff = change(base)
    this.#gesture = { name, base, diff }
    this.#publish(applyDiff(base, diff))
  }

  /** What the records were before the gesture; the records where none is open. */
  get base(): DocumentRecords {
    return this.#gesture?.base ?? this.state.records
  }

  get gesture(): string | null {
    return this.#gesture?.name ?? null
  }

  /** Ends the gesture as one step. */
  commitGesture(): void {
    if (!this.#gesture) return
    const { name, base, diff } = this.#gesture
    this.#gesture = null
    this.#history.record(name, diff)
    this.#apply(diff, base)
  }

  cancelGesture(): void {
    if (!this.#gesture) return
    const { base } = this.#gesture
    this.#gesture = null
    this.#publish(base)
  }

  /** A gesture under way is the last thing that was done: it becomes a step, so that redo brings it back. */
  undo(): void {
    this.commitGesture()
    this.#apply(this.#history.undo())
  }

  redo(): void {
    this.commitGesture()
    this.#apply(this.#history.redo())
  }

  goTo(count: number): void {
    this.commitGesture()
    this.#apply(this.#history.goTo(count))
  }

  /** The main side changed the document: a job, or going back to what was saved. One step of the history. */
  receive({ document, revision, diff, label }: Omit<EventData<'document.changed'>, 'baseRevision' | 'job'>): void {
    if (document !== this.state.id || revision <= this.state.revision) return
    this.cancelGesture()
    this.#confirmed = applyDiff(this.#confirmed, diff)
    this.store.setState({ revision })
    // The step stands before what is still on its way only in name: nothing else is edited while the main side works.
    this.#history.record(label, diff)
    this.#rebase()
    for (const listener of this.#newsListeners.splice(0)) listener()
    this.resume()
  }

  saved(fields: Pick<DocumentSlice, 'savedRevision' | 'name' | 'file'> & { readOnly?: boolean }): void {
    this.store.setState(fields)
    this.#publish()
  }

  /** Sends what waits, now that what held it up is over. */
  resume(): void {
    this.#paused = false
    this.#send()
  }

  /** When everything is with the main side. Throws what keeps it from being so. */
  async flush(): Promise<void> {
    this.commitGesture()
    while (this.#queue.length > 0) {
      this.#send()
      await this.#sending
      if (this.#paused) {
        throw new LaminaError(
          'CONNECTION_LOST',
          'Lamina does not take changes at the moment.',
          'Try again in a moment.',
        )
      }
    }
  }

  #apply(diff: RecordsDiff | null, records = this.state.records): void {
    if (!diff || isEmptyDiff(diff)) return this.#publish(records)
    this.#queue.push(diff)
    this.#publish(applyDiff(records, diff))
    this.#send()
  }

  #publish(records = this.state.records): void {
    const { id, revision, savedRevision } = this.state
    this.store.setState({
      records,
      pending: this.#queue.length,
      dirty: id !== null && (this.#queue.length > 0 || savedRevision !== revision),
      history: {
        done: this.#history.done.map(({ name }) => name),
        undone: this.#history.undone.map(({ name }) => name),
      },
      gesture: this.#gesture?.name ?? null,
    })
  }

  /** Puts the queue on top of what the main side has now. What no longer fits is refused. */
  #rebase(): void {
    try {
      this.#publish(this.#queue.reduce(applyDiff, this.#confirmed))
    } catch (error) {
      if (error instanceof LaminaError) this.#takeBack(error)
      else throw error
    }
  }

  #takeBack({ code, message, hint }: ErrorData): void {
    this.#queue = []
    this.#gesture = null
    // Steps may rest on changes that never were.
    this.#history = new History()
    this.#publish(this.#confirmed)
    this.#onRefused({ code, message, hint })
  }

  #send(): void {
    if (this.#sending || this.#paused || this.#queue.length === 0) return
    this.#sending = this.#sendAll().finally(() => {
      this.#sending = null
    })
  }

  async #sendAll(): Promise<void> {
    while (this.#queue.length > 0 && !this.#paused) {
      const { id: document, revision: baseRevision } = this.state
      if (document === null) return
      const diff = squashDiffs(this.#queue)
      this.#queue = isEmptyDiff(diff) ? [] : [diff]
      if (this.#queue.length === 0) return this.#publish()
      const outcome = await this.#client.request('document.commit', { document, baseRevision, diff })
      // Another document may have been opened meanwhile.
      if (this.state.id !== document) return
      if (outcome.status === 'done') {
        this.#confirmed = applyDiff(this.#confirmed, diff)
        this.#queue.shift()
        this.store.setState({ revision: outcome.result.revision })
        this.#publish()
      } else if (outcome.status === 'failed') {
        await this.#notTaken(outcome.error, baseRevision)
      }
    }
  }

  async #notTaken(error: ErrorData, sentAt: number): Promise<void> {
    if (error.code === 'CONNECTION_LOST' || error.code === 'DOCUMENT_BUSY') {
      this.#paused = true
      return
    }
    if (error.code === 'REVISION_STALE' && (this.state.revision !== sentAt || (await this.#news()))) return
    this.#takeBack(errorFromData(error))
  }

  /** Whether the main side tells of a change before long. */
  #news(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), staleWait)
      this.#newsListeners.push(() => {
        clearTimeout(timer)
        resolve(true)
      })
    })
  }
}
