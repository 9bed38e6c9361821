/** What is used of yazl, which brings no types. */
declare module 'yazl' {
  import type { Readable } from 'node:stream'

  export class ZipFile {
    readonly outputStream: Readable
    addFile(path: string, nameInside: string, options?: { compress?: boolean; mtime?: Date }): void
    end(): void
  }
}
