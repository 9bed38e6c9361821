/** Graphs that are no models of the catalogue: files that their user wrote, run by path in place of an id. */
import { readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { ResolvedModel } from './pool.ts'
import type { Provider } from './providers.ts'

const LASTING = 'graph:'
const STREAMED = 'graph-once:'

const preferred: readonly Provider[] = ['cuda', 'dml', 'webgpu', 'cpu']

/**
 * The id by which sessions run the ONNX file at `path`, its weights in the files beside it. Whoever runs it releases it:
 * the limit on memory does not. A `streamed` one is loaded and released many times: its weights are used as they lie in
 * the file (rearranged, they would be quicker, but not all of that memory comes back).
 */
export function graphFile(path: string, options: { streamed?: boolean } = {}): string {
  return `${options.streamed ? STREAMED : LASTING}${path}`
}

/** The model that such an id stands for, or undefined for an id of the catalogue. Throws MODEL_MISSING. */
export async function resolveGraphFile(id: string): Promise<ResolvedModel | undefined> {
  const prefix = [LASTING, STREAMED].find((each) => id.startsWith(each))
  if (prefix === undefined) return undefined
  const path = id.slice(prefix.length)
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
    streamed: prefix === STREAMED,
  }
}
