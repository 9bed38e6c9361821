/** The worker thread of one open project. Every call runs to its end before the next one starts. */
import { parentPort } from 'node:worker_threads'
import { LaminaError } from '../../shared/contract/errors.ts'
import { answerCalls, type Answer, type CallPort } from '../onnx/calls.ts'
import { refuseLocked } from './connection.ts'
import { ProjectStore } from './project-store.ts'
import type { ProjectMethods } from './protocol.ts'

let store: ProjectStore | undefined

function openStore(): ProjectStore {
  if (!store) throw new LaminaError('INTERNAL', 'No project is open.')
  return store
}

/** The answer, with its pixels moved and not copied to the other thread. */
function moving<T>(value: T, bytes: Uint8Array): Answer<T> {
  return { value, transfer: [bytes.buffer as ArrayBuffer] }
}

answerCalls<ProjectMethods>(parentPort as CallPort, {
  async open({ file, readOnly }) {
    store = ProjectStore.open(file, { readOnly })
    return { value: store.state }
  },
  async create({ file }) {
    store = ProjectStore.createFor(file)
    return { value: undefined }
  },
  async publish({ records, preview }) {
    const { file } = openStore()
    openStore().writeNew(records, preview)
    openStore().publish()
    store = ProjectStore.open(file, { readOnly: false })
    return { value: store.state }
  },
  async discard() {
    openStore().discard()
    store = undefined
    return { value: undefined }
  },
  async putAsset({ asset }) {
    return { value: openStore().putAsset(asset) }
  },
  async commit({ baseRevision, diff, assets }) {
    return { value: openStore().commit(baseRevision, diff, assets) }
  },
  async getAsset({ hash }) {
    const asset = openStore().getAsset(hash)
    return moving(asset, asset.data)
  },
  async getStoredAsset({ hash }) {
    const stored = openStore().getStoredAsset(hash)
    return moving(stored, stored.bytes)
  },
  async getPreview() {
    return { value: openStore().preview }
  },
  async setPreview({ preview }) {
    openStore().setPreview(preview)
    return { value: undefined }
  },
  async saveAs({ file }) {
    const before = openStore()
    if (!before.isAt(file)) {
      before.copyTo(file, { everything: true })
      store = ProjectStore.open(file, { readOnly: false })
      before.close()
    }
    return { value: openStore().state }
  },
  async saveCopy({ file }) {
    if (openStore().isAt(file)) {
      throw new LaminaError(
        'OUTPUT_NOT_WRITABLE',
        `${file} is the project itself.`,
        'Choose another name for the copy.',
      )
    }
    openStore().copyTo(file, { everything: false })
    return { value: undefined }
  },
  async isLocked({ file }) {
    try {
      refuseLocked(file)
      return { value: false }
    } catch (error) {
      if (error instanceof LaminaError && error.code === 'PROJECT_LOCKED') return { value: true }
      throw error
    }
  },
  async verify() {
    openStore().verify()
    return { value: undefined }
  },
  async close() {
    openStore().close()
    store = undefined
    return { value: undefined }
  },
})
