/** Opening, saving, closing. */
import type { DocumentState, OpenFrom, SaveResult } from '../../../shared/contract/api.ts'
import type { Region } from '../../../shared/compositing/composite.ts'
import { errorToData, LaminaError } from '../../../shared/contract/errors.ts'
import { insertLayers } from '../../../shared/document/commands/structure.ts'
import { newPixelLayer, translation } from '../../../shared/document/records.ts'
import { childrenOf, getDocument, layersOf } from '../../../shared/document/tree.ts'
import type { FileActions } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import { documentSession } from '../session.ts'
import { fitted } from '../view.ts'
import { downscaleOffer } from './downscale-offer.ts'
import { placeOfNew } from './structure-actions.ts'

/** Pictures and projects, for the browser's dialog. */
const OPENABLE = 'image/png,image/jpeg,image/webp,image/tiff,image/avif,image/gif,.lproj'

export interface FileRoom extends Omit<FileActions, 'newFromClipboard'> {
  place(file: Blob, name: string, at: Region | null): Promise<void>
}

export function fileActions(context: EditorContext, select: (ids: readonly string[]) => void): FileRoom {
  const { client, session, model } = context
  /** What waits for the answer to whether unsaved work is to be kept. */
  let waiting: (() => Promise<unknown>) | null = null
  const oversized = downscaleOffer(context)

  const isElectron = () => session.getState().app?.host === 'electron'

  /** Goes on once nothing would be lost: asks where work is unsaved. */
  const whenSaved = async (then: 'close' | 'open', work: () => Promise<unknown>) => {
    model.commitGesture()
    if (!model.state.dirty || isPristine()) return void (await work())
    waiting = work
    session.setState({ dialog: { kind: 'unsaved', then } })
  }
  /** A picture that was opened and not touched is no work. */
  const isPristine = () => {
    const { history, savedRevision } = model.state
    const wasRecovered = session.getState().notices.some(({ code }) => code === 'RECOVERED')
    return history.done.length + history.undone.length === 0 && savedRevision === null && !wasRecovered
  }

  const show = (state: DocumentState) => {
    model.open(state)
    const top = childrenOf(state.records, null).at(-1)
    const collapsed = new Set(
      layersOf(state.records).flatMap((layer) => (layer.type === 'group' && layer.collapsed ? [layer.id] : [])),
    )
    session.setState({
      ...documentSession(),
      collapsed,
      notices: state.notices,
      view: fitted(getDocument(state.records), session.getState().viewport),
      dialog: null,
    })
    if (top) select([top.id])
    for (const notice of state.notices) context.toast({ tone: 'info', message: notice.message })
  }
  const closeCurrent = async () => {
    const { id } = model.state
    if (id === null) return
    await client.call('document.close', { document: id, discard: true })
    model.close()
    session.setState({ ...documentSession(), notices: [] })
  }
  /** Opens first and closes the other document after: a file that cannot be read leaves everything as it is. */
  const open = async (from: OpenFrom, downscale = false): Promise<void> => {
    if (session.getState().job?.document) return context.refuseBusy()
    session.setState({ busy: 'Opening' })
    try {
      const before = model.state.id
      const state = await client.call('document.open', { from, downscale })
      if (!state) return
      if (before !== null && before !== state.document) {
        await client.request('document.close', { document: before, discard: true })
      }
      show(state)
    } catch (error) {
      const again = (upload: string | undefined) =>
        whenSaved('open', () => open(upload === undefined ? from : { kind: 'upload', upload }, true))
      if (!oversized.make(error, again)) context.fail(error)
    } finally {
      session.setState({ busy: null })
      void refreshRecent()
    }
  }
  const refreshRecent = async () => {
    const outcome = await client.request('recent.list', {})
    const { app } = session.getState()
    if (app && outcome.status === 'done') session.setState({ app: { ...app, recent: outcome.result } })
  }
  /** As a layer above the active one: where it was copied from, or in the middle, no larger than the canvas. */
  const place = (file: Blob, name: string, at: Region | null) =>
    placeUpload(() => context.assets.upload(name, file), at, false)
  const placeUpload = async (uploading: () => Promise<string>, at: Region | null, downscale: boolean) => {
    const added = await context.work('Placing the picture', async () => {
      const upload = await uploading()
      const placed = await client
        .call('document.place', { document: context.document, upload, downscale })
        .catch((error: unknown) => {
          if (oversized.make(error, () => placeUpload(async () => upload, at, true))) return null
          throw error
        })
      if (!placed) return null
      const { asset, width, height } = placed
      const canvas = getDocument(context.records)
      const same = at !== null && at.width === width && at.height === height
      const scale = same ? 1 : Math.min(1, canvas.width / width, canvas.height / height)
      const x = same ? at.x : Math.round((canvas.width - width * scale) / 2)
      const y = same ? at.y : Math.round((canvas.height - height * scale) / 2)
      const transform = scale === 1 ? translation(x, y) : ([scale, 0, 0, scale, x, y] as const)
      const layer = newPixelLayer({
        id: context.newId(),
        name: placed.name,
        kind: 'artwork',
        asset,
        width,
        height,
        transform: [...transform],
      })
      context.finish('Place layer', (records) => insertLayers(records, { layers: [layer], at: placeOfNew(context) }))
      for (const notice of placed.notices) context.toast({ tone: 'info', message: notice.message })
      return layer.id
    })
    if (added) select([added])
  }
  const saveWith = async (call: () => Promise<SaveResult>): Promise<boolean> => {
    session.setState({ busy: 'Saving' })
    try {
      await model.flush()
      const saved = await call()
      if (!saved) return false
      const { savedRevision, name, file, download } = saved
      model.saved({ savedRevision, name, file })
      if (download) context.platform.download(download)
      context.toast({ tone: 'success', message: download ? `Downloaded ${name}.lproj` : `Saved ${name}` })
      return true
    } catch (error) {
      const { code } = errorToData(error)
      if (code === 'FILE_CHANGED' || code === 'FILE_GONE')
        session.setState({ dialog: { kind: 'overwrite', error: errorToData(error) } })
      else context.fail(error, [{ label: 'Save as…', command: 'file.saveAs' }])
      return false
    } finally {
      session.setState({ busy: null })
    }
  }
  const saveAs = () => {
    const document = model.state.id
    if (document === null) return Promise.resolve(false)
    const to = { kind: isElectron() ? 'dialog' : 'download' } as const
    return saveWith(() => client.call('document.saveAs', { document, to }))
  }
  const save = ({ overwrite = false } = {}) => {
    const { id: document, readOnly } = model.state
    if (document === null) return Promise.resolve(false)
    return readOnly ? saveAs() : saveWith(() => client.call('document.save', { document, overwrite }))
  }
  const openFile: FileActions['openFile'] = async (file, name, as) => {
    if (as === 'layer' && model.state.id !== null) return place(file, name, null)
    await whenSaved('open', async () => {
      const upload = await context.attempt(() => context.assets.upload(name, file))
      if (upload !== null) await open({ kind: 'upload', upload })
    })
  }
  return {
    place,
    openFile,
    openDownscaled: () => oversized.take(),
    save,
    saveAs,
    async openDialog() {
      await whenSaved('open', async () => {
        if (isElectron()) return open({ kind: 'dialog' })
        const file = await context.attempt(() => context.platform.chooseFile(OPENABLE))
        const upload = file && (await context.attempt(() => context.assets.upload(file.name, file)))
        if (upload) await open({ kind: 'upload', upload })
      })
    },
    openFrom: (from) => whenSaved('open', () => open(from)),
    async placeDialog() {
      const file = await context.attempt(() => context.platform.chooseFile('image/png,image/jpeg,image/webp'))
      if (file) await place(file, file.name, null)
    },
    async revert() {
      await context.work('Reverting', async () => {
        const { document } = context
        await model.flush()
        const { revision, savedRevision, diff } = await client.call('document.revert', { document })
        model.receive({ document, revision, diff, label: 'Revert' })
        model.saved({ ...model.state, savedRevision })
      })
    },
    async close({ discard = false } = {}) {
      if (session.getState().job?.document) return context.refuseBusy()
      const work = () => context.attempt(closeCurrent)
      if (discard) await work()
      else await whenSaved('close', work)
    },
    async answerUnsaved(answer) {
      const work = waiting
      waiting = null
      session.setState({ dialog: null })
      if (answer === 'cancel' || !work) return
      if (answer === 'save' && !(await save())) return
      await work()
    },
    recover: (id) => whenSaved('open', () => open({ kind: 'recovery', id })),
    async discardRecovery(id) {
      await context.attempt(() => client.call('recovery.discard', { id }))
      const { app } = session.getState()
      if (app) session.setState({ app: { ...app, recovery: app.recovery.filter((entry) => entry.id !== id) } })
    },
    async clearRecent() {
      await context.attempt(() => client.call('recent.clear', {}))
      await refreshRecent()
    },
    async setPreferences(patch) {
      const preferences = await context.attempt(() => client.call('preferences.set', { patch }))
      if (preferences) session.setState({ preferences })
    },
    async quit() {
      if (!isElectron()) throw new LaminaError('NOT_AVAILABLE', 'A browser window is closed by the browser.')
      await context.attempt(() => client.call('app.quit', {}))
    },
  }
}
