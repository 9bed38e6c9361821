/** Requests of the batch: which folders, and the job. */
import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Params } from '../../../shared/contract/api.ts'
import type { batchMethods, BatchResult } from '../../../shared/contract/batch-api.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Handlers } from '../../../shared/contract/rpc.ts'
import { unknownEngine } from '../../engines/registry.ts'
import { picturesIn, runBatch, type BatchOutcome } from '../batch/run-batch.ts'
import type { EditorSession } from './editor-session.ts'
import { zipFolder } from './export-job.ts'
import type { Transfers } from './transfers.ts'

const titles = { pictures: 'Folder with pictures', output: 'Folder to save to' }
const zipName = 'Lamina batch.zip'

export function batchHandlers(session: EditorSession): Pick<Handlers, keyof typeof batchMethods> {
  const { editor, host } = session
  const { transfers, rooms } = editor
  /** Token -> path: a page never names one. */
  const folders = new Map<string, string>()
  const folder = (token: string): string => {
    const found = folders.get(token)
    if (found !== undefined) return found
    throw new LaminaError('UPLOAD_NOT_FOUND', 'The folder is no longer known.', 'Choose it once more.')
  }
  /** What batches for download made in this window, so that the next one goes on with it. */
  let ownOutput: Promise<string> | undefined

  return {
    'batch.chooseFolder': async ({ purpose }) => {
      if (!host.window) {
        throw new LaminaError('NOT_AVAILABLE', 'This window is not one of the desktop.', 'Choose files to upload.')
      }
      const chosen = await host.window.chooseFolder(titles[purpose])
      if (chosen === null) return null
      const token = randomUUID()
      folders.set(token, chosen)
      return { folder: token, path: chosen, pictures: purpose === 'pictures' ? await picturesIn(chosen) : [] }
    },
    'batch.start': async ({ from, to, formats, options }) => {
      if (!Object.hasOwn(rooms.engines, options.engine)) throw unknownEngine(rooms.engines, options.engine)
      const source = await sourceOf(from, folder, transfers)
      const output = to.kind === 'folder' ? folder(to.folder) : await (ownOutput ??= newOutput(transfers))
      const job = session.startJob('batch', null, async (context): Promise<BatchResult> => {
        try {
          const outcome = await runBatch(
            rooms,
            { pictures: source.pictures, output, formats, options },
            context,
            (files) => session.emit('batch.files', { job: context.id, files }),
          )
          const download = to.kind === 'download' ? await offerZip(transfers, output, outcome.files) : null
          return { ...counts(outcome), path: to.kind === 'folder' ? output : null, download }
        } finally {
          await source.release()
        }
      })
      return { job }
    },
  }
}

interface Source {
  pictures: string[]
  release(): Promise<void>
}

/** Paths of the pictures. Uploads are moved to files of their own names, which the output is named after. */
async function sourceOf(
  from: Params<'batch.start'>['from'],
  folder: (token: string) => string,
  transfers: Transfers,
): Promise<Source> {
  if (from.kind === 'folder') {
    const where = folder(from.folder)
    const names = await picturesIn(where)
    if (names.length === 0) {
      throw new LaminaError('FILE_NOT_FOUND', 'There are no pictures in this folder.', 'Choose another folder.')
    }
    return { pictures: names.map((name) => path.join(where, name)), release: async () => {} }
  }
  const uploads = from.uploads.map((id) => ({ id, ...transfers.upload(id) }))
  const room = await transfers.makeRoom()
  const pictures: string[] = []
  for (const [index, { id, path: file, name, adopted }] of uploads.entries()) {
    if (adopted) {
      pictures.push(file)
      continue
    }
    const own = path.join(room, String(index), safeName(name))
    await mkdir(path.dirname(own))
    await rename(file, own)
    await transfers.finish(id)
    pictures.push(own)
  }
  return { pictures, release: () => rm(room, { recursive: true, force: true }) }
}

/** A name that every file system takes. */
function safeName(name: string): string {
  const { name: stem, ext } = path.parse(name.replace(/[<>:"/\\|?*\p{Cc}]/gu, '_'))
  return `${[...stem].slice(0, 60).join('').replace(/^\.+$/, '') || 'picture'}${ext.slice(0, 10)}`
}

async function newOutput(transfers: Transfers): Promise<string> {
  const output = path.join(await transfers.makeRoom(), 'layers')
  await mkdir(output)
  return output
}

/** A ZIP of the files; null where there are none. After a cancellation too: what is done is handed over. */
async function offerZip(transfers: Transfers, output: string, files: readonly string[]): Promise<string | null> {
  if (files.length === 0) return null
  const room = await transfers.makeRoom()
  const file = path.join(room, zipName)
  try {
    await zipFolder(output, files, file)
  } catch (error) {
    await rm(room, { recursive: true, force: true })
    throw error
  }
  return transfers.offer({ path: file, name: zipName, mediaType: 'application/zip' })
}

function counts({ rows }: BatchOutcome) {
  const of = (state: string) => rows.filter((row) => row.state === state).length
  return { done: of('done'), kept: of('kept'), skipped: of('skipped'), left: of('waiting') }
}
