/** The editor of this process: what all windows share, and the windows' sessions. */
import path from 'node:path'
import type { Preview } from '../../project/preview-table.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { RecoveryEntry, EngineSummary, JobOptions } from '../../../shared/contract/api.ts'
import type { EdgeThread } from '../../engines/edge/edge-thread.ts'
import type { PickThread } from '../../engines/pick-thread.ts'
import type { PictureLimits } from '../../imaging/codecs/decode.ts'
import { keepThreadsReady } from '../../project/project.ts'
import type { StoredAsset } from '../../project/protocol.ts'
import type { Typesetter } from '../../typesetting/typesetter.ts'
import type { DecomposeRooms } from '../decompose.ts'
import type { Jobs } from '../jobs.ts'
import type { ModelManager } from '../models/manager.ts'
import type { PackedModels } from '../models/packed.ts'
import type { UnfinishedOutput } from '../unfinished-output.ts'
import type { UserFolders } from '../user-folders.ts'
import { workloadOf, type JobSize, type Workload } from '../workload.ts'
import { EditorSession } from './editor-session.ts'
import { engineSummaries } from './engines.ts'
import { Estimates } from './estimates.ts'
import { ModelDesk } from './model-desk.ts'
import { OpenDocument, type OpenedDocument } from './open-document.ts'
import { PassingAssets } from './passing-assets.ts'
import { PreferencesFile } from './preferences-file.ts'
import { RecentFiles } from './recent-files.ts'
import { RecoveryFolder, type Leftover } from './recovery-folder.ts'
import { SessionSecrets, type SecretKeeper } from './secrets.ts'
import type { SessionHost } from './session-host.ts'
import { TextMatches } from './text-matches.ts'
import { Transfers } from './transfers.ts'

export interface EditorRooms extends DecomposeRooms {
  jobs: Jobs
  unfinished: UnfinishedOutput
  models: ModelManager
  packed: PackedModels
  environment: NodeJS.ProcessEnv
  typesetter: Typesetter
  picker: PickThread
  edges: EdgeThread
  /** Of pictures that are opened. */
  limits: PictureLimits
}

export interface EditorOptions {
  folders: UserFolders
  /** Pictures to try, by name. */
  samples?: readonly { name: string; title: string; file: string }[]
  /** Where secrets are kept; as long as the program runs when left out. */
  secrets?: SecretKeeper
}

/** Nobody waits for it any more: it is said on the program's error output. */
const warn = (error: unknown) => process.emitWarning(error instanceof Error ? error : String(error))

/** A document has its working file and the person's file open. */
const threadsPerDocument = 2
/** How long a page may take to be loaded again, or a laptop to find its network. */
const comingBackMilliseconds = 60_000

export class Editor {
  readonly rooms: EditorRooms
  readonly limits: PictureLimits
  readonly preferences: PreferencesFile
  readonly recent: RecentFiles
  readonly transfers = new Transfers()
  readonly passing = new PassingAssets()
  readonly recovery: RecoveryFolder
  readonly estimates: Estimates
  readonly modelDesk: ModelDesk
  readonly textMatches: TextMatches
  readonly samples: NonNullable<EditorOptions['samples']>
  readonly #documents = new Map<string, OpenDocument>()
  /** Documents of windows that went away: the same window may come back, and unsaved changes wait to be recovered. */
  readonly #orphans = new Set<OpenDocument>()
  readonly #sessions = new Set<EditorSession>()

  constructor(rooms: EditorRooms, { folders, samples = [], secrets = new SessionSecrets() }: EditorOptions) {
    this.rooms = rooms
    this.limits = rooms.limits
    this.textMatches = new TextMatches(rooms.typesetter)
    void keepThreadsReady(threadsPerDocument)
    this.samples = samples
    this.preferences = new PreferencesFile(path.join(folders.settings, 'preferences.json'))
    this.recent = new RecentFiles(path.join(folders.settings, 'recent'))
    this.estimates = new Estimates(path.join(folders.settings, 'timings.json'))
    this.recovery = new RecoveryFolder(folders.recovery)
    this.modelDesk = new ModelDesk({
      manager: rooms.models,
      preferences: () => this.preferences.get(),
      secrets,
      environment: rooms.environment,
      onActivity: (activities) => this.eachSession((session) => session.emit('models.activity', { activities })),
      onChange: () => this.eachSession((session) => session.emit('models.changed', {})),
      onEnd: (title, text) => this.#notify(title, text),
    })
    this.recent.onChange(() => this.eachSession((session) => session.emit('recent.changed', {})))
  }

  /** A window's side of the contract. */
  connect(host: SessionHost): EditorSession {
    const session = new EditorSession(this, host)
    this.#sessions.add(session)
    return session
  }

  /**
   * The session is over. What is not saved waits to be recovered; where the page `comesBack`, as when it is loaded again,
   * it finds its other documents too for a while.
   */
  async disconnect(session: EditorSession, documents: readonly OpenDocument[], comesBack: boolean): Promise<void> {
    this.#sessions.delete(session)
    for (const document of documents) this.#orphans.add(document)
    if (comesBack) setTimeout(() => this.#closeClean(documents).catch(warn), comingBackMilliseconds).unref()
    else await this.#closeClean(documents)
  }

  async #closeClean(documents: readonly OpenDocument[]): Promise<void> {
    for (const document of documents) {
      if (this.#orphans.has(document) && !document.dirty) await this.close(document, { keep: false })
    }
  }

  eachSession(tell: (session: EditorSession) => void): void {
    for (const session of this.#sessions) tell(session)
  }

  add(opened: OpenedDocument): OpenDocument {
    const document = new OpenDocument(this.recovery, opened)
    this.#documents.set(document.id, document)
    return document
  }

  /** A document that lost its window, by its id or its file. It is the caller's then. */
  adopt(is: (document: OpenDocument) => boolean): OpenDocument | null {
    const found = [...this.#orphans].find(is)
    if (!found) return null
    this.#orphans.delete(found)
    return found
  }

  async close(document: OpenDocument, options: { keep: boolean }): Promise<void> {
    this.#documents.delete(document.id)
    this.#orphans.delete(document)
    await document.close(options)
  }

  /** Unsaved work that no window shows, the newest first. */
  async leftovers(): Promise<RecoveryEntry[]> {
    const orphans = [...this.#orphans]
      .filter(({ dirty }) => dirty)
      .map(({ id, name, file }) => ({
        id,
        name,
        file,
        changedAt: new Date(),
        dirty: true,
        stamp: null,
      }))
    const found: Leftover[] = [...orphans, ...(await this.recovery.leftovers(new Set(this.#documents.keys())))]
    return found.map(({ id, name, file, changedAt }) => ({
      id,
      name,
      file,
      changedAt: changedAt.toISOString(),
      preview: `/documents/${id}/preview`,
    }))
  }

  /** The small picture of a document, open or left over; null where there is none. */
  async preview(id: string): Promise<Preview | null> {
    const open = this.#documents.get(id)
    if (open) return open.working.getPreview()
    return (await this.recovery.leftover(id)) ? this.recovery.preview(id) : null
  }

  async discardLeftover(id: string): Promise<void> {
    const orphan = this.adopt((document) => document.id === id)
    if (orphan) await this.close(orphan, { keep: false })
    else if (!this.#documents.has(id) && (await this.recovery.leftover(id))) await this.recovery.remove(id)
  }

  /** An open document of any window. */
  document(id: string): OpenDocument | undefined {
    return this.#documents.get(id)
  }

  /** A picture's bytes as they are stored. Assets are named by their content: whichever document has it, it is the same. */
  async storedAsset(hash: string): Promise<StoredAsset | null> {
    return this.passing.get(hash) ?? this.#assetFrom((document) => document.working.getStoredAsset(hash))
  }

  /** The same, unpacked. */
  async unpackedAsset(hash: string): Promise<StoredAsset | null> {
    const passing = this.passing.unpacked(hash)
    if (passing) return passing
    return this.#assetFrom(async ({ working }) => {
      const asset = await working.getAsset(hash)
      const { width, height } = asset.type === 'file' ? { width: null, height: null } : asset
      const { type, data } = asset
      return { type, width, height, size: data.length, encoding: 'identity', bytes: data }
    })
  }

  async #assetFrom(read: (document: OpenDocument) => Promise<StoredAsset>): Promise<StoredAsset | null> {
    for (const document of this.#documents.values()) {
      try {
        return await read(document)
      } catch (error) {
        if (!(error instanceof LaminaError) || error.code !== 'ASSET_NOT_FOUND') throw error
      }
    }
    return null
  }

  async engines(): Promise<EngineSummary[]> {
    return engineSummaries(this.rooms)
  }

  /** Throws OUT_OF_MEMORY where the job cannot run here. */
  async workload(options: JobOptions, size: JobSize): Promise<Workload> {
    const { packed, gpuMemory } = this.rooms
    return workloadOf(options, size, { packed, gpuMemory: await gpuMemory?.() })
  }

  /** By one window: the system tells it to a person who looks elsewhere. */
  #notify(title: string, text: string): void {
    const shown = [...this.#sessions].find(({ host }) => host.window)
    shown?.host.window?.notify(title, text)
  }

  /** Ends everything. Unsaved work stays in the recovery folder. */
  async shutDown(): Promise<void> {
    await this.modelDesk.close()
    for (const session of [...this.#sessions]) await session.close()
    for (const document of [...this.#documents.values()]) await this.close(document, { keep: document.dirty })
    await this.transfers.close()
    await keepThreadsReady(0)
  }
}
