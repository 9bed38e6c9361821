/** The program as the tests drive it: under Electron where `npm run test:electron` says so, else in a browser. */
import { startInBrowser } from './browser-program.ts'
import { startUnderElectron } from './electron-program.ts'
import type { EditorWindow } from './editor-window.ts'

export interface StartOptions {
  /** Folder for preferences, recent files and unsaved work. */
  home: string
  /** What the first window opens. */
  file?: string
}

export interface Program {
  readonly host: 'browser' | 'electron'
  /** A window that has just come up: a page of its own in a browser, the one window under Electron, loaded anew. */
  window(): Promise<EditorWindow>
  /** As a crash does. */
  kill(): Promise<void>
  /** Ends it as a person does, and asks for nothing. */
  stop(): Promise<void>
}

export const underElectron = process.env.LAMINA_ELECTRON !== undefined

export function startProgram(options: StartOptions): Promise<Program> {
  return underElectron ? startUnderElectron(options) : startInBrowser(options)
}
