/** Documents from pictures, projects and what a crash left: each gets a working file. */
import { constants } from 'node:fs'
import { copyFile, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Notice } from '../../../shared/contract/api.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { insertLayers } from '../../../shared/document/commands/structure.ts'
import { applyDiff } from '../../../shared/document/diff.ts'
import { newDocument, newPixelLayer } from '../../../shared/document/records.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'
import type { Asset } from '../../../shared/document/assets.ts'
import { encodePng, thumbnail } from '../../imaging/codecs/encode.ts'
import { fileError } from '../../imaging/codecs/source.ts'
import { hashAsset } from '../../project/asset-content.ts'
import { createProject, openProject, type Project } from '../../project/project.ts'
import type { Preview } from '../../project/preview-table.ts'
import { convertedFrom, openPicture, type OpenedPicture, type OpenPictureOptions } from '../pictures.ts'
import type { OpenedDocument } from './open-document.ts'
import { PersonFile } from './person-file.ts'
import type { Leftover, RecoveryFolder } from './recovery-folder.ts'

/** What a picture without a resolution is taken to have, in pixels an inch. */
const usualResolution = 72
const previewSide = 512
const projectHeader = Buffer.from('SQLite format 3\0')

/** Whether the file is a project, by its content. Throws FILE_NOT_FOUND and the like. */
export async function isProject(file: string): Promise<boolean> {
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const opening = Buffer.alloc(projectHeader.length)
      await handle.read(opening, 0, opening.length, 0)
      return opening.equals(projectHeader)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw fileError(error, file)
  }
}

/** Runs work on a file that has a name of our own; its errors speak of it by the person's. */
export async function speakingOf<T>(name: string, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof LaminaError) || !error.message.includes(file)) throw error
    const message = error.message.replaceAll(file, () => name)
    throw new LaminaError(error.code, message, error.hint, { cause: error, help: error.help })
  }
}

/** A picture as a document of one layer. Throws what decodePicture throws. */
export async function openPictureFile(
  recovery: RecoveryFolder,
  file: string,
  name: string,
  options: OpenPictureOptions,
): Promise<OpenedDocument> {
  const picture = { ...(await openPicture(file, options)), fileName: name }
  const { records, assets } = documentOfPicture(picture)
  const preview = await previewOf(picture)
  const id = await recovery.create()
  return withoutTrace(recovery, id, async () => {
    const working = await createProject(recovery.projectFile(id), { records, assets, preview })
    const notices: Notice[] = picture.notes.map((note) => ({ code: 'CONVERTED', message: sentence(note) }))
    const savedRevision = working.revision
    return { id, name: path.parse(name).name, openedFrom: file, working, personFile: null, savedRevision, notices }
  })
}

/** The person's project, locked, and a working copy of it. Throws what openProject throws. */
export async function openProjectFile(recovery: RecoveryFolder, file: string): Promise<OpenedDocument> {
  await settleJournal(file)
  const id = await recovery.create()
  return withoutTrace(recovery, id, async () => {
    // Copied before it is opened: closing any handle on a file lets go of the locks that this process has on it.
    await copyFile(file, recovery.projectFile(id), constants.COPYFILE_FICLONE).catch((error: unknown) => {
      throw fileError(error, file)
    })
    const [personFile, working] = await openBoth(
      () => PersonFile.open(file),
      () => openProject(recovery.projectFile(id)),
    )
    const notices: Notice[] = personFile.readOnly
      ? [{ code: 'READ_ONLY', message: `${path.basename(file)} may not be written. Save as… makes a copy.` }]
      : []
    const savedRevision = working.revision
    return { id, name: path.parse(file).name, openedFrom: file, working, personFile, savedRevision, notices }
  })
}

/** A project that came as bytes: the file itself becomes the working file. */
export async function openUploadedProject(
  recovery: RecoveryFolder,
  file: string,
  name: string,
): Promise<OpenedDocument> {
  const id = await recovery.create()
  return withoutTrace(recovery, id, async () => {
    const project = recovery.projectFile(id)
    await move(file, project)
    const working = await speakingOf(name, project, () => openProject(project))
    const savedRevision = working.revision
    return { id, name: path.parse(name).name, openedFrom: null, working, personFile: null, savedRevision, notices: [] }
  })
}

/** Unsaved work of an earlier process. The person's file is taken again where it can be. */
export async function openLeftover(recovery: RecoveryFolder, leftover: Leftover): Promise<OpenedDocument> {
  const { id, name, file, stamp } = leftover
  const working = await openProject(recovery.projectFile(id))
  const notices: Notice[] = [
    { code: 'RECOVERED', message: `${name} was not saved when Lamina ended. Its changes are here.` },
  ]
  const personFile =
    file === null
      ? null
      : await PersonFile.open(file, stamp).catch(() => {
          notices.push({
            code: 'OPENED_COPY',
            message: `${path.basename(file)} cannot be opened now. Save as… makes a new file.`,
          })
          return null
        })
  return { id, name, openedFrom: file, working, personFile, savedRevision: null, notices }
}

function documentOfPicture(picture: OpenedPicture): { records: DocumentRecords; assets: Asset[] } {
  const { file, fileName, image, info } = picture
  const pixels: Asset = { type: 'rgba', ...image }
  const source: Asset = { type: 'file', data: file }
  const hash = hashAsset(pixels)
  const empty: DocumentRecords = {
    document: newDocument({
      name: path.parse(fileName).name,
      width: info.width,
      height: info.height,
      resolution: info.density ?? usualResolution,
      source: { fileName, file: hashAsset(source), pixels: hash, convertedFromProfile: convertedFrom(info) },
    }),
  }
  const { width, height } = info
  const layer = newPixelLayer({ id: 'layer-1', name: 'Background', kind: 'background', asset: hash, width, height })
  const diff = insertLayers(empty, { layers: [layer], at: { parent: null, above: null } })
  return { records: applyDiff(empty, diff), assets: [pixels, source] }
}

async function previewOf({ image }: OpenedPicture): Promise<Preview> {
  const small = await thumbnail(image, previewSide)
  const bytes = await encodePng(small, { compression: 1 })
  return { mediaType: 'image/png', width: small.width, height: small.height, bytes }
}

/** A process that was killed while it saved left a journal beside the project; opening takes the half-written part back. */
async function settleJournal(file: string): Promise<void> {
  const journal = await stat(`${file}-journal`).catch(() => null)
  if (journal && journal.size > 0) await (await openProject(file)).close()
}

/** Both, or neither stays open. */
async function openBoth(
  first: () => Promise<PersonFile>,
  second: () => Promise<Project>,
): Promise<[PersonFile, Project]> {
  const [one, other] = await Promise.allSettled([first(), second()])
  if (one.status === 'fulfilled' && other.status === 'fulfilled') return [one.value, other.value]
  if (one.status === 'fulfilled') await one.value.close()
  if (other.status === 'fulfilled') await other.value.close()
  throw one.status === 'rejected' ? one.reason : (other as PromiseRejectedResult).reason
}

async function withoutTrace<T>(recovery: RecoveryFolder, id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await recovery.remove(id)
    throw error
  }
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await copyFile(from, to)
    await rm(from, { force: true })
  }
}

/** A note on a picture, for a notice. */
export function sentence(note: string): string {
  return `${note.charAt(0).toUpperCase()}${note.slice(1)}.`
}

/** Throws FORMAT_UNSUPPORTED where a document cannot be made of a project: for placing. */
export function notAPicture(name: string): LaminaError {
  return new LaminaError('FORMAT_UNSUPPORTED', `${name} is a project.`, 'Open it in a window of its own.')
}
