/** lamina split: pictures into layers, or a layer of a project once more. */
import { basename, extname } from 'node:path'
import type { FileParams } from '../../../../shared/contract/file-api.ts'
import type { JobOptions } from '../../../../shared/contract/schemas.ts'
import type { PictureResult, SplitResult } from '../../../services/services.ts'
import { readArguments, readFormats, readLayers, readNumber, readQuality, readResolution } from '../arguments.ts'
import type { CommandContext } from '../commands.ts'
import { usageError } from '../errors.ts'
import { formatSeconds } from '../format-text.ts'
import { exitCodes } from '../io.ts'
import { exitCodeOfOutcome, followJob, printEvent } from '../job-output.ts'

const options = {
  out: { type: 'string' },
  layers: { type: 'string' },
  formats: { type: 'string' },
  engine: { type: 'string' },
  layer: { type: 'string' },
  quality: { type: 'string' },
  prompt: { type: 'string' },
  seed: { type: 'string' },
  steps: { type: 'string' },
  resolution: { type: 'string' },
  guidance: { type: 'string' },
  downscale: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

export async function runSplit(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments('split', args, options)
  const engineOptions: JobOptions = {
    engine: values.engine ?? 'peel',
    layers: readLayers(values.layers),
    quality: readQuality(values.quality),
    prompt: values.prompt,
    seed: readNumber(values.seed, 'seed', 0),
    diffusion: diffusionOptions(values),
  }
  const formats = readFormats(values.formats)
  const json = values.json ?? false
  if (positionals.length === 0)
    throw usageError('No picture is given.', 'Name at least one, as in `lamina split a.png --out DIR`.')
  if (values.layer !== undefined) {
    if (positionals.length > 1) throw usageError('--layer takes one project.', 'Give a single FILE.lproj.')
    if (values.out !== undefined || values.formats !== undefined || values.downscale !== undefined) {
      throw usageError(
        'With --layer the project itself is changed.',
        'Leave --out, --formats and --downscale out; `lamina export` writes files.',
      )
    }
    return splitLayer(positionals[0], values.layer, engineOptions, json, context)
  }
  const project = positionals.find((path) => extname(path).toLowerCase() === '.lproj')
  if (project !== undefined) {
    throw usageError(
      `${project} is a project.`,
      'Say which layer with --layer NAME_OR_ID; `lamina inspect` lists them.',
    )
  }
  if (values.out === undefined)
    throw usageError('--out is missing.', 'Name the folder for the layers, as in --out layers.')
  const request = { output: values.out, formats, options: engineOptions, downscale: values.downscale ?? false }
  return splitPictures(positionals, request, json, context)
}

/** Undefined where nothing of it is said. */
function diffusionOptions(values: { steps?: string; resolution?: string; guidance?: string }): JobOptions['diffusion'] {
  const { steps, resolution, guidance } = values
  if (steps === undefined && resolution === undefined && guidance === undefined) return undefined
  return {
    steps: readNumber(steps, 'steps', 1),
    resolution: readResolution(resolution),
    guidance: readNumber(guidance, 'guidance', 1, { whole: false }),
  }
}

async function splitPictures(
  pictures: readonly string[],
  request: Omit<FileParams<'decompose.start'>, 'picture'>,
  json: boolean,
  context: CommandContext,
): Promise<number> {
  const { io, signal, debug } = context
  const services = await context.services()
  services.checkEngine(request.options.engine)
  let done = 0
  let failed = 0
  for (const [index, picture] of pictures.entries()) {
    if (signal.aborted) break
    const count = pictures.length > 1 ? `[${index + 1}/${pictures.length}] ` : ''
    const outcome = await followJob(
      io,
      (onProgress) => services.splitPicture({ ...request, picture }, { signal, onProgress }),
      {
        subject: { key: 'picture', path: picture },
        title: count + basename(picture),
        json,
        debug,
        describe: describePicture,
      },
    )
    if (outcome.status === 'done') done++
    if (outcome.status === 'failed') failed++
  }
  if (json) printEvent(io, 'end', { done, failed, cancelled: pictures.length - done - failed })
  if (signal.aborted && done + failed < pictures.length) return exitCodes.cancelled
  return failed > 0 ? exitCodes.failed : exitCodes.done
}

async function splitLayer(
  project: string,
  layer: string,
  engineOptions: JobOptions,
  json: boolean,
  context: CommandContext,
): Promise<number> {
  const { io, signal, debug } = context
  const services = await context.services()
  services.checkEngine(engineOptions.engine)
  const outcome = await followJob(
    io,
    (onProgress) => services.splitLayer({ project, layer, options: engineOptions }, { signal, onProgress }),
    { subject: { key: 'project', path: project }, title: basename(project), json, debug, describe: describeSplit },
  )
  return exitCodeOfOutcome(outcome)
}

function describePicture(result: PictureResult): string {
  const lines = [
    `${result.picture}: ${result.layers.length} layers in ${formatSeconds(result.seconds)}, exact, in ${result.folder}`,
    ...result.layers.map(({ name }) => `  ${name}`).reverse(),
    ...result.notes.map((note) => `  note: ${note}`),
  ]
  return lines.join('\n')
}

function describeSplit(result: SplitResult): string {
  return [
    `${result.project}: "${result.name}" is now a group of ${result.layers.length} layers (${formatSeconds(result.seconds)}, exact)`,
    ...result.layers.map(({ name }) => `  ${name}`).reverse(),
    ...result.notes.map((note) => `  note: ${note}`),
  ].join('\n')
}
