/** What every group of actions works with. */
import type { StoreApi } from 'zustand/vanilla'
import { errorToData, isCancelled, LaminaError, type ErrorData } from '../../shared/contract/errors.ts'
import type { Client } from '../../shared/contract/rpc.ts'
import type { DocumentRecords, RecordsDiff } from '../../shared/document/types.ts'
import type { Assets } from '../transport/assets.ts'
import { canEdit, type EditorState } from './commands/command.ts'
import type { DocumentModel } from './document-model.ts'
import type { Platform } from './platform.ts'
import type { DocumentPixels } from './pixels/document-pixels.ts'
import type { SessionSlice, Toast } from './state.ts'

export interface ContextParts {
  client: Client
  assets: Assets
  platform: Platform
  model: DocumentModel
  session: StoreApi<SessionSlice>
  pixels: DocumentPixels
  newId: () => string
}

export class EditorContext {
  readonly client: Client
  readonly assets: Assets
  readonly platform: Platform
  readonly model: DocumentModel
  readonly session: StoreApi<SessionSlice>
  readonly pixels: DocumentPixels
  readonly newId: () => string
  #lastToast = 0

  constructor(parts: ContextParts) {
    this.client = parts.client
    this.assets = parts.assets
    this.platform = parts.platform
    this.model = parts.model
    this.session = parts.session
    this.pixels = parts.pixels
    this.newId = parts.newId
  }

  get state(): EditorState {
    return { document: this.model.state, session: this.session.getState() }
  }

  get records(): DocumentRecords {
    return this.model.state.records
  }

  /** Id of the open document. Throws DOCUMENT_NOT_FOUND where none is open. */
  get document(): string {
    const { id } = this.model.state
    if (id === null) throw new LaminaError('DOCUMENT_NOT_FOUND', 'No document is open.', 'Open an image first.')
    return id
  }

  /**
   * One named step, or with `preview` part of a gesture of that name. False where nothing changed: what cannot be done
   * is told in a toast.
   */
  edit(name: string, change: (records: DocumentRecords) => RecordsDiff, { preview = false } = {}): boolean {
    if (!canEdit(this.state)) {
      if (!preview) this.refuseBusy()
      return false
    }
    try {
      if (preview) {
        this.model.preview(name, change)
        return true
      }
      if (this.model.gesture !== name) return this.model.change(name, change)
      // The last call of a gesture says its final values, from where it began.
      this.model.preview(name, change)
      this.model.commitGesture()
      return true
    } catch (error) {
      this.model.cancelGesture()
      this.fail(error)
      return false
    }
  }

  refuseBusy(): void {
    const { session } = this.state
    if (session.job?.document) {
      const message =
        session.job.kind === 'export' ? 'The document is being exported.' : 'Lamina is working on the layers.'
      this.toast({ tone: 'info', message, hint: 'Edit again when it is done, or cancel it.' })
    } else if (session.busy)
      this.toast({ tone: 'info', message: `${session.busy}…`, hint: 'Edit again when it is done.' })
  }

  /**
   * Work that takes a moment and ends in an edit: nothing else is edited until it is done. Errors are told. Null where
   * it failed or could not start. A gesture ends before it, or with `keepsGesture` is shown on until `finish`.
   */
  async work<T>(what: string, work: () => Promise<T>, { keepsGesture = false } = {}): Promise<T | null> {
    if (!canEdit(this.state)) {
      this.refuseBusy()
      return null
    }
    if (!keepsGesture) this.model.commitGesture()
    this.session.setState({ busy: what })
    try {
      return await work()
    } catch (error) {
      this.model.cancelGesture()
      this.fail(error)
      return null
    } finally {
      this.session.setState({ busy: null })
    }
  }

  /** Awaits work that needs no edit; errors are told. */
  async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (error) {
      this.fail(error)
      return null
    }
  }

  /** As `edit`, at the end of work: errors are the caller's. A gesture of that name ends with it. */
  finish(name: string, change: (records: DocumentRecords) => RecordsDiff): boolean {
    if (this.model.gesture !== name) return this.model.change(name, change)
    this.model.preview(name, change)
    this.model.commitGesture()
    return true
  }

  toast(toast: Pick<Toast, 'tone' | 'message'> & Partial<Toast>): void {
    const full: Toast = { hint: '', error: null, actions: [], ...toast, id: ++this.#lastToast }
    // The same words twice are one toast.
    const others = this.session.getState().toasts.filter(({ message }) => message !== full.message)
    this.session.setState({ toasts: [...others, full].slice(-MOST_TOASTS) })
  }

  /** Tells an error; a cancellation is none. */
  fail(error: unknown, actions: Toast['actions'] = []): void {
    if (isCancelled(error)) return
    this.tell(errorToData(error), actions)
  }

  tell(error: ErrorData, actions: Toast['actions'] = []): void {
    const tone = error.code === 'NOT_ALLOWED' ? 'warning' : 'error'
    this.toast({ tone, message: error.message, hint: error.hint, error, actions })
  }
}

const MOST_TOASTS = 4
