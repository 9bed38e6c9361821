/** Requests on documents: opening, committing, saving, closing. */
import path from 'node:path'
import type { Notice, OpenFrom, SaveResult } from '../../../shared/contract/api.ts'
import type { documentMethods } from '../../../shared/contract/document-api.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Handlers } from '../../../shared/contract/rpc.ts'
import { openPicture } from '../pictures.ts'
import type { EditorSession } from './editor-session.ts'
import type { OpenDocument } from './open-document.ts'
import {
  isProject,
  notAPicture,
  openLeftover,
  openPictureFile,
  openProjectFile,
  openUploadedProject,
  sentence,
  speakingOf,
} from './opening.ts'

export function documentHandlers(session: EditorSession): Pick<Handlers, keyof typeof documentMethods> {
  const { host } = session
  const { transfers, limits } = session.editor

  const saveToDialog = async (document: OpenDocument): Promise<SaveResult> => {
    if (!host.window) throw notHere()
    const target = await host.window.chooseTarget(document.name, 'lproj')
    if (target === null) return null
    const saved = await document.saveAs(target)
    await remember(session, document)
    return saved
  }
  const saveToDownload = async (document: OpenDocument): Promise<SaveResult> => {
    const name = `${document.name}.lproj`
    const file = path.join(await transfers.makeRoom(), 'document.lproj')
    const saved = await document.saveCopy(file)
    return { ...saved, download: transfers.offer({ path: file, name, mediaType: 'application/vnd.lamina.project' }) }
  }

  return {
    'document.open': async ({ from, downscale }) => {
      const document = await openFrom(session, from, downscale)
      if (!document) return null
      session.editor.textMatches.prepare(document.records)
      return document.state()
    },
    'document.commit': async ({ document, baseRevision, diff }) => ({
      revision: await session.document(document).commit(baseRevision, diff),
    }),
    'document.save': async ({ document: id, overwrite }) => {
      const document = session.document(id)
      if (document.file !== null) return document.save({ overwrite })
      return host.window ? saveToDialog(document) : saveToDownload(document)
    },
    'document.saveAs': async ({ document, to }) =>
      to.kind === 'dialog' ? saveToDialog(session.document(document)) : saveToDownload(session.document(document)),
    'document.revert': ({ document }) => session.document(document).revert(),
    'document.close': async ({ document: id, discard }) => {
      const document = session.document(id)
      if (document.dirty && !discard) {
        throw new LaminaError(
          'UNSAVED_CHANGES',
          `${document.name} has unsaved changes.`,
          'Save it, or close without saving.',
        )
      }
      document.refuseBusy()
      await session.closeDocument(document, { keep: false })
      return {}
    },
    'document.place': async ({ document, upload: id, downscale }) => {
      const { working } = session.document(document)
      const upload = transfers.upload(id)
      const { path: file, name } = upload
      if (await isProject(file)) throw notAPicture(name)
      const { image, notes } = await speakingOf(name, file, () => openPicture(file, { limits, downscale }))
      const { width, height } = image
      const asset = await working.putAsset({ type: 'rgba', ...image }, { transfer: true })
      await transfers.finish(id)
      const notices: Notice[] = notes.map((note) => ({ code: 'CONVERTED', message: sentence(note) }))
      return { asset, width, height, name: path.parse(name).name, notices }
    },
    'document.original': ({ document }) => session.document(document).original(),
  }
}

async function openFrom(session: EditorSession, from: OpenFrom, downscale: boolean): Promise<OpenDocument | null> {
  const { editor, host } = session
  const reading = { limits: editor.limits, downscale }
  switch (from.kind) {
    case 'dialog': {
      if (!host.window) throw notHere()
      const file = await host.window.chooseFile()
      return file === null ? null : openPath(session, file, downscale)
    }
    case 'startup': {
      const file = host.takeStartup()
      if (file === null) throw new LaminaError('FILE_NOT_FOUND', 'There is nothing to open.', 'Choose a file.')
      return openPath(session, file, downscale)
    }
    case 'recent':
      return openPath(session, await editor.recent.pathOf(from.id), downscale)
    case 'sample': {
      const sample = editor.samples.find(({ name }) => name === from.name)
      if (!sample) throw new LaminaError('FILE_NOT_FOUND', `There is no sample "${from.name}".`, 'Choose another one.')
      const { file } = sample
      return own(session, editor.add(await openPictureFile(editor.recovery, file, path.basename(file), reading)))
    }
    case 'upload': {
      const upload = editor.transfers.upload(from.upload)
      if (upload.adopted) return openPath(session, upload.path, downscale)
      const { path: file, name } = upload
      const opened = await speakingOf(name, file, async () =>
        (await isProject(file))
          ? openUploadedProject(editor.recovery, file, name)
          : openPictureFile(editor.recovery, file, name, reading),
      )
      await editor.transfers.finish(from.upload)
      return own(session, editor.add(opened))
    }
    case 'recovery':
      return openRecovery(session, from.id)
  }
}

/** A file of the person's disk; where a window that went away had it open with changes, those are what is opened. */
async function openPath(session: EditorSession, file: string, downscale: boolean): Promise<OpenDocument> {
  const { editor } = session
  const { limits } = editor
  const absolute = path.resolve(file)
  const orphan = editor.adopt((document) => document.isOf(absolute))
  if (orphan) return own(session, orphan)
  const opened = (await isProject(absolute))
    ? await openProjectFile(editor.recovery, absolute)
    : await openPictureFile(editor.recovery, absolute, path.basename(absolute), { limits, downscale }).catch(
        (error) => {
          throw openableAgain(error, () => editor.transfers.adopt(absolute))
        },
      )
  const document = own(session, editor.add(opened))
  await remember(session, document, absolute)
  return document
}

/** The page does not know where the file is: an error that offers to open it otherwise names it. */
function openableAgain(error: unknown, name: () => string): unknown {
  if (!(error instanceof LaminaError) || !error.help.fits) return error
  const { code, message, hint, help } = error
  return new LaminaError(code, message, hint, { cause: error, help: { ...help, upload: name() } })
}

async function openRecovery(session: EditorSession, id: string): Promise<OpenDocument> {
  const { editor } = session
  const orphan = editor.adopt((document) => document.id === id)
  if (orphan) return own(session, orphan)
  const leftover = editor.document(id) ? null : await editor.recovery.leftover(id)
  if (!leftover) {
    throw new LaminaError('DOCUMENT_NOT_FOUND', 'This document is open elsewhere or was recovered already.', '')
  }
  return own(session, editor.add(await openLeftover(editor.recovery, leftover)))
}

function own(session: EditorSession, document: OpenDocument): OpenDocument {
  session.own(document)
  return document
}

async function remember(session: EditorSession, document: OpenDocument, file = document.file): Promise<void> {
  if (file === null) return
  const preview = await document.working.getPreview().catch(() => null)
  const bytes = preview?.mediaType === 'image/png' ? preview.bytes : null
  session.host.window?.addRecent(file)
  await session.editor.recent.add(file, new Date(), bytes)
}

function notHere(): LaminaError {
  return new LaminaError('NOT_AVAILABLE', 'This window has no native dialogs.', 'Upload or download the file.')
}
