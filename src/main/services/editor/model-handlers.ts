/** Requests about models. */
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { modelMethods } from '../../../shared/contract/model-api.ts'
import type { Handlers } from '../../../shared/contract/rpc.ts'
import { isPackable } from '../models/packed.ts'
import type { EditorSession } from './editor-session.ts'
import type { WindowControl } from './session-host.ts'

export function modelHandlers({ editor, host }: EditorSession): Pick<Handlers, keyof typeof modelMethods> {
  const { modelDesk: desk, transfers } = editor
  const dialogs = (command: string): WindowControl => {
    if (host.window) return host.window
    const hint = `Do it in the desktop program, or with \`${command}\`.`
    throw new LaminaError('NOT_AVAILABLE', 'A page in a browser cannot ask for folders of this machine.', hint)
  }
  /** Throws MODEL_MISSING for an id that is not in the catalogue. */
  const known = async (model: string): Promise<void> => void (await editor.rooms.models.list(model))
  return {
    'models.list': () => desk.list(),
    'models.storage': () => desk.storage(host.window !== null),
    'models.activity': async () => ({ activities: desk.activities() }),
    'models.download': async ({ model, precision }) => {
      await known(model)
      await desk.download(model, precision)
      return {}
    },
    'models.pause': async ({ model }) => ({ found: desk.pause(model) }),
    'models.cancel': async ({ model }) => ({ found: desk.cancel(model) }),
    'models.import': async ({ model, from }) => {
      await known(model)
      if (from.kind === 'dialog') {
        const window = dialogs(`lamina models import ${model} FOLDER`)
        const paths = isPackable(model) ? await folderOf(window) : await window.chooseFiles()
        if (paths.length > 0) desk.import(model, paths)
        return { begun: paths.length > 0 }
      }
      const paths = from.uploads.map((upload) => transfers.upload(upload).path)
      const finish = async () => {
        for (const upload of from.uploads) await transfers.finish(upload)
      }
      try {
        desk.import(model, paths, finish)
      } catch (error) {
        await finish()
        throw error
      }
      return { begun: true }
    },
    'models.verify': async ({ model }) => {
      await known(model)
      desk.verify(model)
      return {}
    },
    'models.pack': async ({ model, precision }) => {
      await known(model)
      desk.pack(model, precision)
      return {}
    },
    'models.remove': async ({ model, keepPacked }) => {
      await desk.remove(model, { keepPacked })
      return {}
    },
    'models.move': async () => {
      const folder = await dialogs('lamina models move FOLDER').chooseFolder('Folder for models')
      if (folder !== null) desk.move(folder)
      return { begun: folder !== null }
    },
    'models.setToken': async ({ token }) => {
      await desk.setToken(token)
      return {}
    },
  }
}

/** The folder of a checkpoint; none when the dialog was dismissed. */
async function folderOf(window: WindowControl): Promise<string[]> {
  const folder = await window.chooseFolder('Folder of the checkpoint')
  return folder === null ? [] : [folder]
}
