/** `lamina` in a browser: arguments, starting and ending. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { findSamples } from '../../services/samples.ts'
import { openServices, type ServicesOptions } from '../../services/services.ts'
import { userFolders } from '../../services/user-folders.ts'
import { startBrowserHost, type BrowserHost, type BrowserHostOptions } from './server.ts'

export interface ServeArguments {
  /** Absolute path of what to open first. */
  startup: string | undefined
  port: number | undefined
}

export const serveUsage = 'npm run serve -- [FILE] [--port N]'

/** Reads `[FILE] [--port N]`. Throws USAGE. */
export function readServeArguments(args: readonly string[]): ServeArguments {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options: { port: { type: 'string' } }, allowPositionals: true })
  } catch (error) {
    throw new LaminaError('USAGE', `${(error as Error).message.split('. ')[0]}.`, `Use: ${serveUsage}`)
  }
  const { values, positionals } = parsed
  if (positionals.length > 1) throw new LaminaError('USAGE', 'One file can be opened.', `Use: ${serveUsage}`)
  const port = values.port === undefined ? undefined : Number(values.port)
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new LaminaError('USAGE', `There is no port ${values.port}.`, 'Choose one from 1024 to 65535.')
  }
  return { startup: positionals[0] === undefined ? undefined : path.resolve(positionals[0]), port }
}

export interface RunningHost extends BrowserHost {
  /** Stops listening, closes documents (unsaved ones are kept for the next start) and the services. */
  stop(): Promise<void>
}

/** Opens the services and starts the host over them. */
export async function runBrowserHost(
  args: ServeArguments,
  page: BrowserHostOptions['page'],
  options: { token?: string; services?: ServicesOptions } = {},
): Promise<RunningHost> {
  const services = openServices(options.services)
  const editor = await services.editor({ folders: userFolders(), samples: findSamples() })
  const host = await startBrowserHost({ editor, page, token: options.token, ...args })
  return {
    ...host,
    async stop() {
      await host.close()
      await services.close()
    },
  }
}
