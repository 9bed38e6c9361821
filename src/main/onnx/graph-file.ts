/** Graphs that are no models of the catalogue: files that their user wrote, run by path in place of an id. */
import { readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { ResolvedModel } from './pool.ts'
import type { Provider } from './providers.ts'

const preferred: readonly Provider[] = ['cuda', 'dml', 'webgpu', 'cpu']

export interface GraphFileOptions {
  /**
   * It is loaded and released many times: its weights are used as they lie in the file. Rearranged they would be
   * quicker, but not all of that memory comes back.
   */
  streamed?: boolean
  /** Weights stay in the type they have in the file; else those that are converted are converted once, and kept. */
  unfolded?: boolean
}

/**
 * The id by which sessions run the ONNX file at `path`, its weights in the files beside it. Whoever runs it releases it:
 * the limit on memory does not.
 */
export function graphFile(path: string, { streamed, unfolded }: GraphFileOptions = {}): string {
  return `graph${streamed ? '+streamed' : ''}${unfolded ? '+unfolded' : ''}:${path}`
}

const pattern = /^graph((?:\+\w+)*):(.+)$/s

/** Whether the id is of a graph by path, not of a model of the catalogue. */
export function isGraphFile(id: string): boolean {
  return pattern.test(id)
}

/** The model that such an id stands for, or undefined for an id of the catalogue. Throws MODEL_MISSING. */
export async function resolveGraphFile(id: string): Promise<ResolvedModel | undefined> {
  const match = pattern.exec(id)
  if (!match) return undefined
  const [, options, path] = match
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new LaminaError('MODEL_MISSING', `There is no graph at ${path}.`, 'Pack the model again.')
  return {
    path,
    folder: dirname(path),
    files: await readdir(dirname(path)),
    sha256: '',
    memoryBytes: 0,
    providers: preferred,
    lasting: true,
    streamed: options.includes('+streamed'),
    unfolded: options.includes('+unfolded'),
  }
}
