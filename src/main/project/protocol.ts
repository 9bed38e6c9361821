/** What the main thread and the project's worker say to each other. */
import type { Asset } from '../../shared/document/assets.ts'
import type { AssetHash, DocumentRecords, RecordsDiff } from '../../shared/document/types.ts'
import type { Encoding } from './asset-content.ts'
import type { Preview } from './preview-table.ts'

export interface ProjectState {
  records: DocumentRecords
  revision: number
  /** Commits are refused: asked for, or the file or its folder may not be written. */
  readOnly: boolean
}

/** An asset as it lies in the file. Width and height are null for a file. */
export interface StoredAsset {
  type: Asset['type']
  width: number | null
  height: number | null
  /** Bytes of the content, unpacked. */
  size: number
  /** HTTP content coding of `bytes`. */
  encoding: Encoding
  bytes: Uint8Array
}

export interface ProjectMethods {
  open: { parameters: { file: string; readOnly: boolean }; value: ProjectState }
  /** Begins a new project; assets may follow, then publish or discard. */
  create: { parameters: { file: string }; value: void }
  /** The new project appears at its path and is open. */
  publish: { parameters: { records: DocumentRecords; preview: Preview | null }; value: ProjectState }
  discard: { parameters: void; value: void }
  putAsset: { parameters: { asset: Asset }; value: AssetHash }
  commit: { parameters: { baseRevision: number; diff: RecordsDiff; assets: readonly Asset[] }; value: number }
  getAsset: { parameters: { hash: AssetHash }; value: Asset }
  getStoredAsset: { parameters: { hash: AssetHash }; value: StoredAsset }
  getPreview: { parameters: void; value: Preview | null }
  setPreview: { parameters: { preview: Preview }; value: void }
  saveAs: { parameters: { file: string }; value: ProjectState }
  saveCopy: { parameters: { file: string }; value: void }
  /** Whether somebody has the project at the path open for writing; the worker's own project is not asked about. */
  isLocked: { parameters: { file: string }; value: boolean }
  verify: { parameters: void; value: void }
  close: { parameters: void; value: void }
}
