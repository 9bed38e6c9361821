/**
 * As much of Electron's main module as the program uses, without windows or Chromium: what was asked of it is kept, and a
 * test plays the system and the person. Pages are played by pages.ts.
 */
import { EventEmitter } from 'node:events'
import { openPage, type FakePage } from './pages.ts'

/** What a test looks at, and what it decides. */
export const system = {
  /** Another instance is running already. */
  secondInstance: false,
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  windows: [] as BrowserWindow[],
  recent: [] as string[],
  revealed: [] as string[],
  notifications: [] as { title: string; body: string }[],
  menu: undefined as unknown,
  messages: [] as { message: string; buttons: string[] }[],
  /** Answers of dialogs, in order. */
  answers: { messageBox: [] as number[], open: [] as string[], save: [] as (string | null)[] },
  exitCode: undefined as number | undefined,
  quitting: false,
}

class App extends EventEmitter {
  readonly isPackaged = false
  requestSingleInstanceLock = () => !system.secondInstance
  whenReady = async () => {}
  addRecentDocument = (file: string) => void system.recent.push(file)
  exit = (code: number) => void (system.exitCode = code)
  /** Closes the windows, as Electron does; one that stays keeps the program. */
  quit(): void {
    system.quitting = true
    for (const window of [...system.windows]) window.close()
    if (system.windows.length > 0) return
    let prevented = false
    this.emit('will-quit', { preventDefault: () => (prevented = true) })
    if (!prevented) system.exitCode = 0
  }
}
export const app = new App()

class WebContents extends EventEmitter {
  mainFrame = { url: '', parent: null }
  page: FakePage | undefined
  openHandler: ((details: { url: string }) => { action: string }) | undefined
  dragged: { file: string } | undefined
  isDestroyed = () => false
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
  send(channel: string, message: unknown): void {
    const copy: unknown = structuredClone(message)
    setImmediate(() => this.page?.receive(channel, copy))
  }
  startDrag(item: { file: string }): void {
    this.dragged = item
  }
}

interface WindowOptions {
  x: number
  y: number
  width: number
  height: number
  webPreferences: Record<string, unknown> & { preload: string }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents()
  readonly options: WindowOptions
  title = ''
  edited = false
  progress = -1
  overlay: { color: string } | undefined
  focused = false
  url = ''

  constructor(options: WindowOptions) {
    super()
    this.options = options
    system.windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  async loadURL(url: string): Promise<void> {
    this.url = url
    this.load()
  }
  /** What happens when a page is loaded, the first time or again. */
  load(url = this.url): void {
    this.webContents.mainFrame = { url, parent: null }
    this.webContents.page = openPage(this.options.webPreferences.preload, this.webContents, ipcMain)
    setImmediate(() => this.emit('ready-to-show'))
  }
  close(): void {
    let prevented = false
    this.emit('close', { preventDefault: () => (prevented = true) })
    if (prevented) return
    system.windows.splice(system.windows.indexOf(this), 1)
    this.emit('closed')
    if (system.windows.length === 0) app.emit('window-all-closed')
  }
  show(): void {}
  maximize(): void {}
  restore(): void {}
  focus(): void {
    this.focused = true
  }
  isMinimized = () => false
  isMaximized = () => false
  isFocused = () => this.focused
  isDestroyed = () => false
  isFullScreen = () => false
  setFullScreen(): void {}
  getNormalBounds = () => ({
    x: this.options.x,
    y: this.options.y,
    width: this.options.width,
    height: this.options.height,
  })
  setTitle(title: string): void {
    this.title = title
  }
  setDocumentEdited(edited: boolean): void {
    this.edited = edited
  }
  setProgressBar(progress: number): void {
    this.progress = progress
  }
  setBackgroundColor(): void {}
  setTitleBarOverlay(overlay: { color: string }): void {
    this.overlay = overlay
  }
}

class NativeTheme extends EventEmitter {
  #source = 'system'
  shouldUseDarkColors = true
  get themeSource(): string {
    return this.#source
  }
  set themeSource(source: string) {
    this.#source = source
    this.shouldUseDarkColors = source !== 'light'
    this.emit('updated')
  }
}
export const nativeTheme = new NativeTheme()

class IpcMain extends EventEmitter {
  readonly invoked = new Map<string, (event: unknown, ...given: unknown[]) => unknown>()
  handle(channel: string, handler: (event: unknown, ...given: unknown[]) => unknown): void {
    this.invoked.set(channel, handler)
  }
}
export const ipcMain = new IpcMain()

export const protocol = {
  registerSchemesAsPrivileged: (schemes: typeof system.schemes) => void system.schemes.push(...schemes),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
    void system.handlers.set(scheme, handler),
}

export const permissions = {
  request: undefined as ((contents: unknown, permission: string, done: (granted: boolean) => void) => void) | undefined,
  check: undefined as ((contents: unknown, permission: string) => boolean) | undefined,
}
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: typeof permissions.request) => void (permissions.request = handler),
    setPermissionCheckHandler: (handler: typeof permissions.check) => void (permissions.check = handler),
  },
}

export const Menu = {
  setApplicationMenu: (menu: unknown) => void (system.menu = menu),
  buildFromTemplate: (template: unknown) => template,
}

export const dialog = {
  async showMessageBox(_window: unknown, { message, buttons }: { message: string; buttons: string[] }) {
    system.messages.push({ message, buttons })
    return { response: system.answers.messageBox.shift() ?? 0 }
  },
  async showOpenDialog() {
    const file = system.answers.open.shift()
    return { canceled: file === undefined, filePaths: file === undefined ? [] : [file] }
  },
  async showSaveDialog() {
    const file = system.answers.save.shift() ?? null
    return { canceled: file === null, filePath: file ?? '' }
  },
  showErrorBox: (title: string, message: string) =>
    void system.messages.push({ message: `${title}: ${message}`, buttons: [] }),
}

/** As a keyring would: what is kept is not what was given. */
export const safeStorage = {
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptString: (text: string) => Buffer.from(text).map((byte) => byte ^ 0x55),
  decryptString: (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x55)).toString(),
}

const workArea = { x: 0, y: 0, width: 1920, height: 1040 }
export const screen = { getPrimaryDisplay: () => ({ workArea }), getAllDisplays: () => [{ workArea }] }
export const shell = { showItemInFolder: (file: string) => void system.revealed.push(file) }
export const nativeImage = { createFromBuffer: (buffer: Buffer) => buffer }

export class Notification {
  static isSupported = () => true
  readonly #content: { title: string; body: string }
  constructor(content: { title: string; body: string }) {
    this.#content = content
  }
  show(): void {
    system.notifications.push(this.#content)
  }
}
