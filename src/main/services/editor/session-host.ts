/** What a window needs of its host. */
import type { MenuEntry } from '../../../shared/contract/api.ts'

export interface WindowState {
  title: string
  document: string | null
  dirty: boolean
}

/** What a native window can do. */
export interface WindowControl {
  /** Path of the file the person chose; null when the dialog was dismissed. */
  chooseFile(): Promise<string | null>
  /** Paths of any files; none when the dialog was dismissed. */
  chooseFiles(): Promise<string[]>
  /** Path of a folder; null when the dialog was dismissed. */
  chooseFolder(title: string): Promise<string | null>
  /** Path to write. `extension` is without a dot; null for a folder. */
  chooseTarget(suggestedName: string, extension: string | null): Promise<string | null>
  reveal(path: string): void
  setState(state: WindowState): void
  setMenu(menus: readonly MenuEntry[]): void
  /** 0..1, or null where no job is under way. */
  setProgress(done: number | null): void
  /** A job ended: told by the system where the person is looking elsewhere. */
  notify(title: string, text: string): void
  /** The system's own list of recent documents. */
  addRecent(path: string): void
  /** The person drags a file out of the window. `icon` is a PNG. */
  startDrag(path: string, icon: Uint8Array): void
  openWindow(): void
  close(): void
  toggleFullScreen(): void
  quit(): void
}

export interface SessionHost {
  kind: 'electron' | 'browser'
  /** null in a browser. */
  window: WindowControl | null
  /** Path of what this window was asked to open; null where there is nothing, or it was taken. */
  startup(): string | null
  /** The same, for opening it. */
  takeStartup(): string | null
}
