/** What the store needs of the browser around it; transport/browser-platform.ts is the real one. */
export interface Platform {
  /** Asks the person for a picture or project file; null where the dialog was dismissed. */
  chooseFile(accept: string): Promise<File | null>
  /** Several files, or all that are in a folder and below it; empty where the dialog was dismissed. */
  chooseFiles(options: { accept: string; folder: boolean }): Promise<readonly File[]>
  /** Lets the browser download what lies under the URL path. */
  download(path: string): void
  writeClipboard(png: Blob): Promise<void>
  /** The picture on the clipboard; null where there is none. Throws NOT_ALLOWED where the browser refuses. */
  readClipboard(): Promise<Blob | null>
  toggleFullScreen(): void
  reducedMotion(): boolean
}
