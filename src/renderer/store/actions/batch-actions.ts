/** Many pictures in one go. */
import { batchResultSchema, type BatchFile, type BatchResult, type ParamsInput } from '../../../shared/contract/api.ts'
import { pictureExtensions } from '../../../shared/contract/limits.ts'
import type { BatchActions } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import type { Batch } from '../state.ts'
import type { RunJob } from './job-actions.ts'

export interface BatchRoom extends BatchActions {
  /** Listens to how the pictures stand; gives what stops it. */
  followBatch(): () => void
}

type From = ParamsInput<'batch.start'>['from']

export function batchActions(context: EditorContext, run: RunJob): BatchRoom {
  const { client, session, assets, platform } = context
  const isElectron = () => session.getState().app?.host === 'electron'
  /** What was chosen: folders by their tokens, files of the browser as they are. */
  let folder: string | null = null
  let files: readonly File[] = []
  let output: string | null = null

  const set = (change: Partial<Batch>) => session.setState({ batch: { ...session.getState().batch, ...change } })
  const chosen = (source: string, names: readonly string[]) => {
    if (names.length === 0) {
      context.toast({ tone: 'warning', message: 'No pictures found', hint: 'Choose another folder.' })
      return
    }
    set({ source, files: names.map(waiting), result: null })
  }
  /** The pictures for the main side; null where the batch was cancelled meanwhile. */
  const hand = async (): Promise<From | null> => {
    if (folder !== null) return { kind: 'folder', folder }
    const uploads: string[] = []
    for (const file of files) {
      if (session.getState().job?.cancelling) return null
      uploads.push(await assets.upload(file.name, file))
    }
    return { kind: 'uploads', uploads }
  }
  return {
    async chooseBatchPictures(what) {
      if (isElectron()) {
        const found = await context.attempt(() => client.call('batch.chooseFolder', { purpose: 'pictures' }))
        if (!found) return
        folder = found.folder
        return chosen(found.path, found.pictures)
      }
      const options = { accept: pictureExtensions.map((name) => `.${name}`).join(','), folder: what === 'folder' }
      const all = (await context.attempt(() => platform.chooseFiles(options))) ?? []
      if (all.length === 0) return
      files = all.filter(isPicture).toSorted((a, b) => byName.compare(placeOf(a), placeOf(b)))
      const [top] = files.length > 0 ? placeOf(files[0]).split('/') : ['']
      const source = what === 'folder' ? top : files.length === 1 ? '1 file' : `${files.length} files`
      chosen(source, files.map(what === 'folder' ? withinFolder : ({ name }) => name))
    },
    async chooseBatchOutput() {
      const found = await context.attempt(() => client.call('batch.chooseFolder', { purpose: 'output' }))
      if (!found) return
      output = found.folder
      set({ output: found.path })
    },
    async startBatch({ formats, options }) {
      const names = session.getState().batch.files.map(({ name }) => name)
      set({ files: names.map(waiting), result: null })
      const to = output === null ? ({ kind: 'download' } as const) : { kind: 'folder' as const, folder: output }
      const ended = await run('batch', [], null, async () => {
        const from = await hand()
        return from && client.call('batch.start', { from, to, formats: [...formats], options })
      })
      if (!ended) return
      const { outcome } = ended
      if (outcome.status === 'failed') return context.tell(outcome.error)
      if (outcome.status === 'cancelled') return
      const result = batchResultSchema.parse(outcome.result)
      set({ result })
      if (result.download) platform.download(result.download)
      const problems = result.skipped + result.left > 0
      context.toast({ tone: problems ? 'warning' : 'success', message: 'Batch ended', hint: describeResult(result) })
    },
    followBatch: () =>
      client.on('batch.files', ({ files: changed }) => {
        const rows = [...session.getState().batch.files]
        // Names are shown as they were chosen: with the folders that they are in.
        for (const row of changed) rows[row.index] = { ...row, name: rows[row.index]?.name ?? row.name }
        set({ files: rows })
      }),
  }
}

/** "8 done, 1 skipped, 3 left". */
export function describeResult({ done, kept, skipped, left }: BatchResult): string {
  const parts = [
    [done, 'done'],
    [kept, 'done before'],
    [skipped, 'skipped'],
    [left, 'left'],
  ] as const
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  return told.length > 0 ? `${told.join(', ')}.` : 'Nothing was done.'
}

const byName = new Intl.Collator('en', { numeric: true })

function waiting(name: string, index: number): BatchFile {
  return { index, name, state: 'waiting', done: 0, layers: null, error: null }
}

function placeOf({ webkitRelativePath, name }: File): string {
  return webkitRelativePath || name
}

/** Without the chosen folder itself. */
function withinFolder(file: File): string {
  return placeOf(file).split('/').slice(1).join('/') || file.name
}

function isPicture({ name }: File): boolean {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? ''
  return !name.startsWith('.') && (pictureExtensions as readonly string[]).includes(extension)
}
