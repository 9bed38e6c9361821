/** Brings the models that peel needs, with a progress line: the first step of the demo and the tests. */
import { errorToData } from '../src/shared/contract/errors.ts'
import { createModelStore, type PrepareProgress } from '../src/main/models/store.ts'

export const MEGABYTE = 1e6

/** Shows progress on one line of a terminal, or a line at every tenth where the output is a file. */
function progressLine(output: NodeJS.WriteStream): (progress: PrepareProgress) => void {
  let shown = ''
  return ({ stage, models, bytes, total, bytesPerSecond }) => {
    const share = Math.floor((100 * bytes) / total)
    const text = `models: ${stage} ${models.join(', ')}: ${(bytes / MEGABYTE).toFixed(0)} of ${(total / MEGABYTE).toFixed(0)} MB`
    if (output.isTTY) {
      output.write(`\r\x1b[2K${text} (${share} %, ${(bytesPerSecond / MEGABYTE).toFixed(1)} MB/s)`)
      return
    }
    const tenth = `${stage} ${Math.floor(share / 10)}`
    if (tenth !== shown) output.write(`${text} (${share} %)\n`)
    shown = tenth
  }
}

/** Fetches what is missing and says where it lies. Throws LaminaError. */
export async function prepare(output: NodeJS.WriteStream = process.stderr): Promise<void> {
  const store = createModelStore()
  let fetched = false
  const show = progressLine(output)
  try {
    await store.prepareModels(undefined, {
      onProgress(progress) {
        fetched = true
        show(progress)
      },
    })
  } finally {
    if (fetched && output.isTTY) output.write('\n')
  }
  if (fetched) output.write(`models: ready in ${store.folder}\n`)
}

/** The same for scripts: a failure becomes one line. Gives whether it went well. */
export async function prepareOrExplain(): Promise<boolean> {
  try {
    await prepare()
    return true
  } catch (error) {
    const { code, message, hint } = errorToData(error)
    console.error(`error ${code}: ${message} ${hint}`.trim())
    return false
  }
}
