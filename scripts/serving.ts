/** The browser host as a process: starts it, prints its address, ends it on Ctrl-C. */
import { readServeArguments, runBrowserHost } from '../src/main/hosts/browser/main.ts'
import type { BrowserHostOptions } from '../src/main/hosts/browser/server.ts'
import { errorToData } from '../src/shared/contract/errors.ts'

export interface ServeOptions {
  page: BrowserHostOptions['page']
  token?: string
  /** When Ctrl-C has closed everything. */
  onStop?: () => Promise<void>
}

/** Prints one line with the address and gives it; a failure is one line too, and the exit code. */
export async function serve(args: readonly string[], { page, token, onStop }: ServeOptions): Promise<string | null> {
  try {
    const host = await runBrowserHost(readServeArguments(args), page, { token })
    let stopping = false
    const stop = () => {
      if (stopping) process.exit(1)
      stopping = true
      void host
        .stop()
        .then(onStop)
        .finally(() => process.exit(0))
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    console.log(`Lamina: ${host.url}`)
    return host.url
  } catch (error) {
    explain(error)
    return null
  }
}

export function explain(error: unknown): void {
  const { code, message, hint } = errorToData(error)
  console.error(`error ${code}: ${message} ${hint}`.trim())
  process.exitCode = 1
}
