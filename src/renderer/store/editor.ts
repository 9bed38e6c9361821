/** The editor of a window: its state, and what can be done with it. Knows neither React nor Fabric. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Client } from '../../shared/contract/rpc.ts'
import type { Assets } from '../transport/assets.ts'
import type { EditorActions } from './actions.ts'
import { assignActions } from './actions/assign-actions.ts'
import { batchActions } from './actions/batch-actions.ts'
import { fileActions } from './actions/file-actions.ts'
import { historyActions } from './actions/history-actions.ts'
import { jobActions, type JobRoom } from './actions/job-actions.ts'
import { leaveTrial } from './actions/lost-trial.ts'
import { layerActions } from './actions/layer-actions.ts'
import { maskActions } from './actions/mask-actions.ts'
import { mergeActions } from './actions/merge-actions.ts'
import { modelActions, type ModelRoom } from './actions/model-actions.ts'
import { movePixelsActions } from './actions/move-pixels.ts'
import { pickActions } from './actions/pick-actions.ts'
import { pixelSelectionActions } from './actions/pixel-selection-actions.ts'
import { refineActions } from './actions/refine-actions.ts'
import { selectionActions } from './actions/selection-actions.ts'
import { structureActions } from './actions/structure-actions.ts'
import { textActions } from './actions/text-actions.ts'
import { transformActions } from './actions/transform-actions.ts'
import { variationActions } from './actions/variations-actions.ts'
import { viewActions } from './actions/view-actions.ts'
import { commandFor, findCommand, matchesShortcut, type Command, type EditorState, type KeyPress } from './commands.ts'
import { EditorContext } from './context.ts'
import { DocumentModel } from './document-model.ts'
import { keepSelection } from './keep-selection.ts'
import { DocumentPixels } from './pixels/document-pixels.ts'
import type { Platform } from './platform.ts'
import { newSession } from './session.ts'
import type { DocumentSlice, SessionSlice } from './state.ts'

export interface EditorOptions {
  assets: Assets
  platform: Platform
  /** Tells when the client lost its connection, and when it has another one; gives what stops it. */
  onConnection?(listener: (state: 'open' | 'lost') => void): () => void
  /** Ids of new layers. */
  newId?: () => string
}

export interface Editor {
  /** Read by `useStore(editor.document, selector)` or `editor.document.getState()`; written by actions alone. */
  readonly document: StoreApi<DocumentSlice>
  readonly session: StoreApi<SessionSlice>
  readonly actions: EditorActions
  readonly assets: Assets
  /** Both slices, for `command.enabled(editor.state())`. */
  state(): EditorState
  /** Runs a command of the table; false where it is not enabled or not known. */
  run(command: string): boolean
  /** Runs the command that a key press stands for; false where there is none, or it is not enabled. */
  pressKey(press: KeyPress, mac: boolean): boolean
  /** Asks the main side who it is and opens what the program was started with. Once, at the start. */
  start(): Promise<void>
  /** When everything that was done is with the main side. */
  flush(): Promise<void>
  destroy(): void
}

export function createEditor(client: Client, options: EditorOptions): Editor {
  const { assets, platform, newId = () => crypto.randomUUID() } = options
  const session = createStore<SessionSlice>(() => newSession())
  const model: DocumentModel = new DocumentModel(client, (error) => context.tell(error))
  const context: EditorContext = new EditorContext({
    client,
    assets,
    platform,
    model,
    session,
    pixels: new DocumentPixels(assets),
    newId,
  })

  const selection = selectionActions(context)
  const select = (ids: readonly string[]) => selection.select(ids)
  const { place, ...files } = fileActions(context, select)
  const { follow, lose, run, ...jobs } = jobActions(context, select)
  const { followBatch, ...batch } = batchActions(context, run)
  const { followModels, refreshModels, ...models } = modelActions(context)
  const structure = structureActions(context, select)
  const { followText, ...texts } = textActions(context, select)
  const { follow: followPick, ...picking } = pickActions(context, jobs.makePickedLayer)
  const { follow: followRefining, resumeRefining, ...refining } = refineActions(context, jobs.applyEdge)
  const { follow: followVariations, resumeVariations, ...varying } = variationActions(context)
  const actions: EditorActions = {
    ...selection,
    ...files,
    ...jobs,
    ...batch,
    ...models,
    ...structure,
    ...mergeActions(context, select),
    ...pixelSelectionActions(context, { select, openFile: files.openFile, place, remove: structure.remove }),
    ...historyActions(context),
    ...layerActions(context),
    ...maskActions(context),
    ...texts,
    ...transformActions(context),
    ...picking,
    ...refining,
    ...varying,
    resumeTrial() {
      const lost = session.getState().lostTrial
      if (!lost) return
      leaveTrial(context)
      select([lost.state.layer])
      if (lost.kind === 'refine') resumeRefining(lost.state)
      else resumeVariations(lost.state)
    },
    ...movePixelsActions(context),
    ...assignActions(context),
    ...viewActions(context),
  }

  const perform = (command: Command | undefined): boolean => {
    if (!command?.enabled(context.state)) return false
    void context.attempt(async () => {
      if (context.state.session.textEdit && !leavesTextAlone(command.id)) await actions.commitText()
      await command.run(actions, context.state)
    })
    return true
  }
  const ends = [
    follow(),
    followBatch(),
    followModels(),
    followPick(),
    followText(),
    followRefining(),
    followVariations(),
    ...listenToMain(context, perform),
    model.store.subscribe((now, before) => keepSelection(context, now.records, before.records)),
    session.subscribe((now, before) => {
      const left = now.selection !== before.selection || now.tool !== before.tool || now.mode !== before.mode
      if (now.textEdit && now.textEdit === before.textEdit && left) void actions.commitText()
    }),
    model.store.subscribe((now, before) => tellWindow(context, now, before)),
    model.store.subscribe((now, before) => {
      if (now.id === before.id && hasOtherSize(now, before) && session.getState().view.fit) actions.fit()
    }),
    followConnection(context, options, lose, refreshModels),
  ]
  return {
    document: model.store,
    session,
    actions,
    assets,
    state: () => context.state,
    run: (id) => perform(findCommand(id)),
    pressKey(press, mac) {
      if (!session.getState().textEdit || !matchesShortcut('Mod+Enter', press, mac)) {
        return perform(commandFor(press, context.state, mac))
      }
      // Elsewhere it takes pictures apart.
      void actions.commitText()
      return true
    },
    start: () => start(context, actions, refreshModels),
    flush: () => model.flush(),
    destroy: () => ends.forEach((end) => end()),
  }
}

async function start(
  context: EditorContext,
  actions: EditorActions,
  refreshModels: ModelRoom['refreshModels'],
): Promise<void> {
  await context.attempt(async () => {
    const [app] = await Promise.all([context.client.call('app.info', {}), refreshModels()])
    const { preferences } = app
    context.session.setState({ app, preferences, jobOptions: preferences.decompose, connection: 'open' })
    if (app.startup) await actions.openFrom({ kind: 'startup' })
    else if (app.recovery.length > 0) actions.showDialog({ kind: 'recover' })
  })
}

function listenToMain(context: EditorContext, perform: (command: Command | undefined) => boolean): (() => void)[] {
  const { client, session, model } = context
  return [
    client.on('document.changed', (change) => model.receive(change)),
    client.on('document.saved', ({ document, savedRevision, name, file }) => {
      if (document === model.state.id) model.saved({ savedRevision, name, file })
    }),
    client.on('preferences.changed', (preferences) => session.setState({ preferences })),
    client.on('recent.changed', () => void refreshRecent(context)),
    client.on('app.openRequested', () => void context.attempt(async () => perform(openRequested))),
    client.on('menu.command', ({ command }) => void perform(findCommand(command))),
  ]
}

/** Not in the table: nobody presses it. */
const openRequested: Command = {
  id: 'file.openRequested',
  label: 'Open',
  shortcuts: [],
  enabled: () => true,
  run: (actions) => actions.openFrom({ kind: 'startup' }),
}

async function refreshRecent({ client, session }: EditorContext): Promise<void> {
  const outcome = await client.request('recent.list', {})
  const { app } = session.getState()
  if (app && outcome.status === 'done') session.setState({ app: { ...app, recent: outcome.result } })
}

/** Commands during which the caret stays in the text. */
function leavesTextAlone(command: string): boolean {
  return /^(view|help|colors|text)\.|^canvas\.escape$|^edit\.(undo|preferences)$/.test(command)
}

/** Whether the canvas was cropped, or is as it was before again. */
function hasOtherSize({ records: { document } }: DocumentSlice, { records: before }: DocumentSlice): boolean {
  if (document?.type !== 'document' || before.document?.type !== 'document') return false
  return document.width !== before.document.width || document.height !== before.document.height
}

/** Title, close prompt and taskbar follow the document. */
function tellWindow({ client }: EditorContext, now: DocumentSlice, before: DocumentSlice): void {
  if (now.id === before.id && now.dirty === before.dirty && now.name === before.name) return
  const title = now.id === null ? 'Lamina' : `${now.name}${now.dirty ? ' •' : ''} – Lamina`
  void client.request('window.setState', { title, document: now.id, dirty: now.dirty })
}

/** After a break the same document is taken up again: the main side has kept it. */
function followConnection(
  context: EditorContext,
  { onConnection }: EditorOptions,
  lose: JobRoom['lose'],
  refreshModels: ModelRoom['refreshModels'],
): () => void {
  const { session, model, client } = context
  if (!onConnection) return () => {}
  return onConnection((state) => {
    const before = session.getState().connection
    session.setState({ connection: state })
    if (state === 'lost') return lose()
    const { id } = model.state
    if (before !== 'lost') return
    void refreshModels()
    if (id === null) return
    void context.attempt(async () => {
      const reopened = await client.call('document.open', { from: { kind: 'recovery', id } })
      if (reopened) model.reattach(reopened)
    })
  })
}
