/** Worker threads that start from source (.ts under Node's type stripping) and from a bundle alike. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Where a worker's entry lies. `source` is `new URL('./some-worker.ts', import.meta.url)`. In a bundle the source is not
 * there; every worker is an entry of its own and lies, under its base name with .js, beside the importing chunk or one
 * folder up. So base names of workers are unique in the project.
 */
export function workerUrl(source: URL): URL {
  if (existsSync(fileURLToPath(source))) return source
  const name = source.pathname.slice(source.pathname.lastIndexOf('/') + 1).replace(/\.ts$/, '.js')
  const candidates = [new URL(`./${name}`, source), new URL(`../${name}`, source)]
  const found = candidates.find((candidate) => existsSync(fileURLToPath(candidate)))
  if (!found) throw new Error(`Worker ${name} is not there: looked for ${source.href} and the bundle's copies.`)
  return found
}

/** Starts a worker thread; see workerUrl for `source`. */
export function startWorker(source: URL, options: WorkerOptions = {}): Worker {
  return new Worker(workerUrl(source), options)
}
