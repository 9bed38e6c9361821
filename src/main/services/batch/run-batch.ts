/** Many pictures, one after the other: each into a folder of layers, whatever becomes of the others. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { BatchFile } from '../../../shared/contract/batch-api.ts'
import { errorToData, isCancelled, LaminaError, type ErrorCode } from '../../../shared/contract/errors.ts'
import { pictureExtensions, type OutputFormatId } from '../../../shared/contract/limits.ts'
import type { JobOptions } from '../../../shared/contract/schemas.ts'
import { pictureLimits } from '../../imaging/codecs/decode.ts'
import { readPictureFile } from '../../imaging/codecs/source.ts'
import { hashAsset } from '../../project/asset-content.ts'
import type { JobContext } from '../jobs.ts'
import { OutputFolders, refuseUnwritable } from '../output-folder.ts'
import { splitPicture, type SplitPictureRooms } from '../split-picture.ts'
import { BatchRecord, settingsText } from './batch-record.ts'

export interface BatchRequest {
  /** Paths; their names are what the folders are called. */
  pictures: readonly string[]
  /** Folder that gets a folder for each picture. */
  output: string
  formats: readonly OutputFormatId[]
  options: JobOptions
}

export interface BatchOutcome {
  /** How each picture stands at the end. */
  rows: BatchFile[]
  /** Paths of all files of the pictures that are done, now or before. */
  files: string[]
}

/** What no other picture would be spared. */
const stopping: readonly ErrorCode[] = [
  'DISK_FULL',
  'MODEL_MISSING',
  'MODEL_DAMAGED',
  'MODEL_UNSUPPORTED',
  'ENGINE_UNKNOWN',
]

/** The pictures in a folder, not in folders below it, in the order of a file manager. Throws what outputs throw. */
export async function picturesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const order = new Intl.Collator('en', { numeric: true })
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && isPictureName(entry.name))
    .map(({ name }) => name)
    .sort((a, b) => order.compare(a, b))
}

function isPictureName(name: string): boolean {
  const extension = path.extname(name).slice(1).toLowerCase()
  return (pictureExtensions as readonly string[]).includes(extension)
}

/**
 * Runs the batch. A picture that fails is skipped; a full disk or a missing model ends the batch with that error. After
 * a cancellation it gives what was done: finished pictures stay. `tell` gets all rows first, then those that changed.
 */
export async function runBatch(
  rooms: Omit<SplitPictureRooms, 'folders'>,
  { pictures, output, formats, options }: BatchRequest,
  context: JobContext,
  tell: (rows: BatchFile[]) => void,
): Promise<BatchOutcome> {
  const { signal, report } = context
  const rows = pictures.map((file, index): BatchFile => {
    return { index, name: path.basename(file), state: 'waiting', done: 0, layers: null, error: null }
  })
  const update = (index: number, change: Partial<BatchFile>) => {
    rows[index] = { ...rows[index], ...change }
    tell([rows[index]])
  }
  tell(rows)
  await refuseUnwritable(output)
  const record = await BatchRecord.open(output)
  const settings = settingsText(options, formats)
  const folders = new OutputFolders()
  const files: string[] = []

  for (const [index, picture] of pictures.entries()) {
    if (signal.aborted) break
    update(index, { state: 'running' })
    try {
      const bytes = await readPictureFile(picture, pictureLimits.maxBytes, signal)
      const key = { name: rows[index].name, sha256: hashAsset({ type: 'file', data: bytes }), settings }
      const known = await record.find(key)
      if (known) {
        files.push(...known.files.map((file) => path.join(output, file)))
        update(index, { state: 'kept', done: 1, layers: known.layers })
        continue
      }
      const result = await splitPicture(
        { ...rooms, folders },
        { picture, output, formats: [...formats], options, downscale: false },
        {
          ...context,
          report: ({ stage, done }) => {
            report({ stage, done: (index + done) / pictures.length, detail: `${index + 1} of ${pictures.length}` })
            update(index, { done })
          },
        },
      )
      const relative = result.files.map((file) => path.relative(output, file).split(path.sep).join('/'))
      await record.add({ ...key, layers: result.layers.length, files: relative })
      files.push(...result.files)
      update(index, { state: 'done', done: 1, layers: result.layers.length })
    } catch (error) {
      if (signal.aborted && (isCancelled(error) || error === signal.reason)) {
        update(index, { state: 'waiting', done: 0 })
        break
      }
      if (error instanceof LaminaError && stopping.includes(error.code)) throw error
      const data = errorToData(error)
      // By its name: an upload lies in a folder that says nothing to a person.
      const message = data.message.replaceAll(picture, rows[index].name)
      update(index, { state: 'skipped', done: 0, error: { ...data, message } })
    }
  }
  return { rows, files }
}
