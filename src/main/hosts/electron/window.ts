/** One window: its page, its connection, its dialogs. */
import { app, BrowserWindow, dialog, Menu, nativeImage, Notification, shell } from 'electron'
import path from 'node:path'
import type { Preferences } from '../../../shared/contract/api.ts'
import { pictureExtensions } from '../../../shared/contract/limits.ts'
import { serve } from '../../../shared/contract/rpc.ts'
import { bridgeChannels, bridgeOrigin } from '../../../shared/contract/transports/bridge.ts'
import type { Editor } from '../../services/editor/editor.ts'
import type { EditorSession } from '../../services/editor/editor-session.ts'
import type { WindowControl } from '../../services/editor/session-host.ts'
import { mayClose, type CloseAnswer } from './closing.ts'
import { ipcTransport, isFromPage, isPageUrl, type IpcSender, type IpcTransport } from './ipc-transport.ts'
import { menuTemplate } from './menu-template.ts'
import { followTheme, applyTheme, windowColors } from './theme.ts'
import { minimumSize, type WindowPlace } from './window-state.ts'

export interface WindowOptions {
  editor: Editor
  preload: string
  place: WindowPlace
  /** What the window opens first. */
  startup: string | null
  openWindow(): void
  /** The window is about to go, at this place. */
  onClosing(place: WindowPlace): void
}

export class EditorWindow {
  readonly #window: BrowserWindow
  readonly #options: WindowOptions
  #startup: string | null
  #session: EditorSession | null = null
  #transport: IpcTransport | null = null
  #closing: 'no' | 'asking' | 'agreed' = 'no'

  constructor(options: WindowOptions) {
    this.#options = options
    this.#startup = options.startup
    const { bounds, maximized } = options.place
    const isMac = process.platform === 'darwin'
    const { backgroundColor, titleBarOverlay } = windowColors()
    this.#window = new BrowserWindow({
      ...bounds,
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      show: false,
      title: 'Lamina',
      backgroundColor,
      ...(isMac
        ? { titleBarStyle: 'hiddenInset' as const }
        : {
            titleBarStyle: 'hidden' as const,
            titleBarOverlay,
          }),
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    })
    followTheme(this.#window)
    if (maximized) this.#window.maximize()
    this.#window.once('ready-to-show', () => this.#window.show())
    this.#window.on('close', (event) => this.#onClose(event))
    this.#window.on('closed', () => this.#disconnect({ comesBack: false }))
    this.#window.webContents.on('render-process-gone', () => this.#disconnect({ comesBack: true }))
    this.#window.loadURL(`${bridgeOrigin}/`).catch((error: Error) => process.emitWarning(error))
  }

  get native(): BrowserWindow {
    return this.#window
  }

  get isEmpty(): boolean {
    return this.#startup === null && (this.#session?.documents().length ?? 0) === 0
  }

  shows(file: string): boolean {
    return this.#startup === file || (this.#session?.documents().some((document) => document.file === file) ?? false)
  }

  focus(): void {
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.focus()
  }

  /** Asks the page to open the file. */
  open(file: string): void {
    this.#startup = file
    this.#session?.emit('app.openRequested', { name: path.basename(file) })
  }

  /** Whether an IPC event is from this window's own page. */
  isSender(event: IpcSender): boolean {
    return !this.#window.isDestroyed() && isFromPage(event, this.#window.webContents)
  }

  onBegin(event: IpcSender): void {
    if (this.isSender(event)) this.#connect()
  }

  onMessage(event: IpcSender, message: unknown): void {
    if (this.isSender(event)) this.#transport?.receive(message)
  }

  /** A page that was loaded again is a new connection. */
  #connect(): void {
    this.#disconnect({ comesBack: true })
    const { webContents } = this.#window
    const transport = ipcTransport((message) => {
      if (!webContents.isDestroyed()) webContents.send(bridgeChannels.message, message)
    })
    const session = this.#options.editor.connect({
      kind: 'electron',
      window: this.#control(),
      startup: () => this.#startup,
      takeStartup: () => {
        const startup = this.#startup
        this.#startup = null
        return startup
      },
    })
    const connection = serve(transport, session.handlers)
    session.onEvent((event, data) => {
      if (event === 'preferences.changed') applyTheme((data as Preferences).theme)
      connection.emit(event, data)
    })
    this.#transport = transport
    this.#session = session
  }

  #disconnect(options: { comesBack: boolean }): void {
    this.#transport?.close()
    void this.#session?.close(options)
    this.#transport = null
    this.#session = null
  }

  #onClose(event: { preventDefault(): void }): void {
    const session = this.#session
    const dirty = session?.documents().some((document) => document.dirty) ?? false
    if (this.#closing === 'agreed' || !session || !dirty) {
      const bounds = this.#window.getNormalBounds()
      return this.#options.onClosing({ bounds, maximized: this.#window.isMaximized() })
    }
    event.preventDefault()
    if (this.#closing === 'asking') return
    this.#closing = 'asking'
    void mayClose(session, { ask: (name) => this.#ask(name), explain: (error) => this.#explain(error) }).then(
      (agreed) => {
        this.#closing = agreed ? 'agreed' : 'no'
        if (agreed) this.#window.close()
      },
    )
  }

  async #ask(documentName: string): Promise<CloseAnswer> {
    const { response } = await dialog.showMessageBox(this.#window, {
      type: 'question',
      message: `Save changes to ${documentName}?`,
      detail: 'Changes that are not saved are lost.',
      buttons: ['Save', "Don't save", 'Cancel'],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    })
    return (['save', 'discard', 'cancel'] as const)[response]
  }

  async #explain({ message, hint }: { message: string; hint: string }): Promise<void> {
    await dialog.showMessageBox(this.#window, { type: 'error', message, detail: hint, buttons: ['OK'] })
  }

  #control(): WindowControl {
    const window = this.#window
    return {
      async chooseFile() {
        const { canceled, filePaths } = await dialog.showOpenDialog(window, {
          properties: ['openFile'],
          filters: [
            { name: 'Pictures and projects', extensions: ['lproj', ...pictureExtensions] },
            { name: 'All files', extensions: ['*'] },
          ],
        })
        return canceled ? null : (filePaths[0] ?? null)
      },
      async chooseFiles() {
        const { canceled, filePaths } = await dialog.showOpenDialog(window, {
          properties: ['openFile', 'multiSelections'],
        })
        return canceled ? [] : filePaths
      },
      async chooseFolder(title) {
        const properties = ['openDirectory' as const, 'createDirectory' as const]
        const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties })
        return canceled ? null : (filePaths[0] ?? null)
      },
      async chooseTarget(name, extension) {
        const filters = extension === null ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }]
        const defaultPath = extension === null ? `${name} layers` : `${name}.${extension}`
        const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath, filters })
        return canceled || filePath === '' ? null : filePath
      },
      reveal: (file) => shell.showItemInFolder(file),
      setState({ title, dirty }) {
        window.setTitle(title)
        window.setDocumentEdited(dirty)
      },
      setMenu: (menus) => {
        if (process.platform !== 'darwin') return
        const choose = (command: string) => this.#session?.emit('menu.command', { command })
        Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menus, choose)))
      },
      setProgress: (done) => window.setProgressBar(done ?? -1),
      notify(title, body) {
        if (!window.isFocused() && Notification.isSupported()) new Notification({ title, body }).show()
      },
      addRecent: (file) => app.addRecentDocument(file),
      startDrag: (file, icon) =>
        window.webContents.startDrag({ file, icon: nativeImage.createFromBuffer(Buffer.from(icon)) }),
      openWindow: () => this.#options.openWindow(),
      close: () => window.close(),
      toggleFullScreen: () => window.setFullScreen(!window.isFullScreen()),
      quit: () => app.quit(),
    }
  }
}

/** For every page, whoever made it: it stays where it is, opens nothing, embeds nothing. */
export function confine(contents: Electron.WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isPageUrl(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
