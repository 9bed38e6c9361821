/** The program under Electron: one instance, its windows, what the system asks of it. */
import { app, dialog, ipcMain, Menu, protocol, safeStorage, screen, session } from 'electron'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bridgeChannels } from '../../../shared/contract/transports/bridge.ts'
import type { Editor } from '../../services/editor/editor.ts'
import { readJsonFile, writeJsonFile } from '../../services/json-file.ts'
import { findSamples } from '../../services/samples.ts'
import { openServices, type Services } from '../../services/services.ts'
import { userFolders } from '../../services/user-folders.ts'
import { createResources } from '../resources.ts'
import { fileFromArguments } from './command-line.ts'
import { KeptSecrets } from './kept-secrets.ts'
import { firstMenu } from './menu-template.ts'
import { OpenRequests } from './open-requests.ts'
import { answerPageRequests } from './page-protocol.ts'
import { isAllowed } from './permissions.ts'
import { applyTheme } from './theme.ts'
import { beside, fittingPlace } from './window-state.ts'
import { confine, EditorWindow } from './window.ts'

const windows = new Set<EditorWindow>()

/**
 * Starts the program; another instance that is running is told what to open, and this one ends. Not asynchronous: Electron
 * waits for its entry before it is ready.
 */
export function startElectronHost(): void {
  if (!app.requestSingleInstanceLock()) return app.quit()
  protocol.registerSchemesAsPrivileged([
    { scheme: 'lamina', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
  // macOS tells of a file before the program is ready.
  const requests = new OpenRequests()
  app.on('open-file', (event, file) => {
    event.preventDefault()
    requests.open(file)
  })
  app.on('second-instance', (_event, argv, workingDirectory) => {
    requests.open(fileFromArguments(argv, workingDirectory, app))
  })
  app.on('web-contents-created', (_event, contents) => confine(contents))
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app
    .whenReady()
    .then(() => openProgram(requests))
    .catch((error: unknown) => {
      dialog.showErrorBox('Lamina cannot start', error instanceof Error ? error.message : String(error))
      app.exit(1)
    })
}

async function openProgram(requests: OpenRequests): Promise<void> {
  const folders = userFolders()
  const services = openServices()
  const editor = await services.editor({
    folders,
    samples: findSamples(),
    secrets: new KeptSecrets(path.join(folders.settings, 'secrets.json'), safeStorage),
  })
  protocol.handle('lamina', answerPageRequests(folderOf('renderer'), createResources(editor)))
  session.defaultSession.setPermissionRequestHandler((_contents, permission, done) => done(isAllowed(permission)))
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => isAllowed(permission))
  applyTheme((await editor.preferences.get()).theme)
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate(firstMenu) : null)
  listenToPages(editor)
  closeBeforeQuitting(services)

  const windowFile = path.join(folders.settings, 'window.json')
  const openWindow = async (startup: string | null): Promise<void> => {
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea)
    const place = beside(fittingPlace(await readJsonFile(windowFile), areas), windows.size)
    const window = new EditorWindow({
      editor,
      preload: path.join(folderOf('preload'), 'preload.cjs'),
      place,
      startup,
      openWindow: () => void openWindow(null),
      onClosing: (last) => void writeJsonFile(windowFile, last).catch(() => {}),
    })
    windows.add(window)
    window.native.on('closed', () => windows.delete(window))
  }
  const open = (file: string | null): void => {
    const shown = [...windows].find((window) => (file === null ? true : window.shows(file)))
    if (shown) return shown.focus()
    const empty = file === null ? undefined : [...windows].find((window) => window.isEmpty)
    if (file === null || !empty) return void openWindow(file)
    empty.open(file)
    empty.focus()
  }
  app.on('activate', () => {
    if (windows.size === 0) void openWindow(null)
  })

  const first = fileFromArguments(process.argv, process.cwd(), app)
  await openWindow(first ?? requests.first())
  requests.listen(open)
}

/** Files that are open are let go of, and unsaved work is put away, before the process ends. */
function closeBeforeQuitting(services: Services): void {
  let closed = false
  app.on('will-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void services.close().finally(() => {
      closed = true
      app.quit()
    })
  })
}

function listenToPages(editor: Editor): void {
  ipcMain.on(bridgeChannels.begin, (event) => windows.forEach((window) => window.onBegin(event)))
  ipcMain.on(bridgeChannels.message, (event, message: unknown) =>
    windows.forEach((window) => window.onMessage(event, message)),
  )
  ipcMain.handle(bridgeChannels.adopt, (event, file: unknown) => {
    const known = [...windows].some((window) => window.isSender(event))
    if (!known || typeof file !== 'string' || !path.isAbsolute(file)) throw new Error('refused')
    return editor.transfers.adopt(file)
  })
}

/** A folder beside the bundle of main: `renderer`, `preload`. */
function folderOf(name: string): string {
  const folders = [new URL(`../${name}`, import.meta.url), new URL(`../../${name}`, import.meta.url)]
  const found = folders.map((url) => fileURLToPath(url)).find((folder) => existsSync(folder))
  if (found === undefined) throw new Error(`The program is not whole: its ${name} is missing. Run \`npm run build\`.`)
  return found
}
