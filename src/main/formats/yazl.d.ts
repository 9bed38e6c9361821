/** What is used of yazl, which brings no types. */
declare module 'yazl' {
  import type { Readable } from 'node:stream'

  export interface EntryOptions {
    /** false: stored as it is. */
    compress?: boolean
    mtime?: Date
    /** No extra field with a time of another kind. */
    forceDosTimestamp?: boolean
  }

  export class ZipFile {
    readonly outputStream: Readable
    addFile(path: string, nameInside: string, options?: EntryOptions): void
    addBuffer(content: Buffer, nameInside: string, options?: EntryOptions): void
    end(): void
    on(event: 'error', listener: (error: Error) => void): void
  }
}
