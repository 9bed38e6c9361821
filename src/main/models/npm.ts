/** Packages through the person's own npm: its registry, its credentials, its proxy. */
import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { LaminaError } from '../../shared/contract/errors.ts'

/** A tarball being read, and its size where it is known. */
export interface Tarball {
  stream: Readable
  bytes?: number
}

export interface NpmContext {
  environment: NodeJS.ProcessEnv
  signal?: AbortSignal
  /** For what npm has to put down. */
  temporary: string
}

/** A server that sends nothing for this long is given up. */
const STALL_MILLISECONDS = 60_000

/** Runs npm and gives its standard output. Under npm scripts the npm that runs them is used. */
async function npm(parameters: string[], { environment, signal, temporary }: NpmContext): Promise<string> {
  const script = environment.npm_execpath
  const [command, prefix] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []]
  // npm is a .cmd file on Windows, which needs a shell; the parameters are the catalogue's, without spaces or quotes.
  const shell = command === 'npm' && process.platform === 'win32'
  return new Promise((resolve, reject) => {
    const options = { cwd: temporary, env: environment, signal, shell, maxBuffer: 1 << 24 }
    execFile(command, [...prefix, ...parameters], options, (error, stdout, stderr) => {
      if (error) reject(new Error(npmProblem(stderr) || error.message, { cause: error }))
      else resolve(stdout)
    })
  })
}

/** The lines of npm's complaint that say what is wrong. */
function npmProblem(stderr: string): string {
  const lines = stderr
    .split('\n')
    .filter((line) => /^npm error /.test(line) && !/complete log|^npm error *$/.test(line))
  return lines
    .map((line) => line.replace(/^npm error /, '').trim())
    .slice(0, 3)
    .join('; ')
}

const distSchema = z.object({ tarball: z.url() })

/** Streams the package's tarball from where npm says it is; what npm alone can reach, it is asked to fetch. */
export async function openTarball(name: string, version: string, context: NpmContext): Promise<Tarball> {
  try {
    const dist = await npm(['view', '--json', `${name}@${version}`, 'dist'], context)
    return await fetchTarball(distSchema.parse(JSON.parse(dist)).tarball, context.signal)
  } catch (direct) {
    if (context.signal?.aborted) throw direct
    return packTarball(name, version, context)
  }
}

async function fetchTarball(url: string, signal: AbortSignal | undefined): Promise<Tarball> {
  const stall = new AbortController()
  const timer = setTimeout(() => stall.abort(new Error('The server stopped sending.')), STALL_MILLISECONDS)
  const signals = signal ? [signal, stall.signal] : [stall.signal]
  const response = await fetch(url, { signal: AbortSignal.any(signals) }).catch((error) => {
    clearTimeout(timer)
    throw error
  })
  if (!response.ok || !response.body) {
    clearTimeout(timer)
    await response.body?.cancel()
    throw new Error(`The registry answered ${response.status}.`)
  }
  const stream = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
  stream.on('data', () => timer.refresh())
  stream.once('close', () => clearTimeout(timer))
  stream.pause()
  return { stream, bytes: Number(response.headers.get('content-length')) || undefined }
}

async function packTarball(name: string, version: string, context: NpmContext): Promise<Tarball> {
  try {
    await npm(['pack', `${name}@${version}`, '--pack-destination', '.'], context)
  } catch (error) {
    if (context.signal?.aborted) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const hint = 'Connect to the network, or set up npm’s registry and proxy, and try again.'
    throw new LaminaError('MODEL_MISSING', `npm could not fetch ${name}@${version}: ${reason}`, hint, { cause: error })
  }
  const file = (await readdir(context.temporary)).find((entry) => entry.endsWith('.tgz'))
  if (!file) throw new LaminaError('MODEL_MISSING', `npm gave no tarball of ${name}@${version}.`)
  const path = join(context.temporary, file)
  return { stream: createReadStream(path), bytes: (await stat(path)).size }
}
