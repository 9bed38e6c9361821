/** lamina pack: the checkpoint of the diffusion engine into what the engine loads. */
import { packDiffusionModel } from '../../../services/diffusion.ts'
import { readArguments } from '../arguments.ts'
import type { CommandContext } from '../commands.ts'
import { usageError } from '../errors.ts'
import { formatBytes, formatShare } from '../format-text.ts'
import { exitCodes } from '../io.ts'
import { exitCodeOfOutcome, followJob } from '../job-output.ts'
import { readPrecision } from './plan.ts'

const options = { precision: { type: 'string' }, json: { type: 'boolean' } } as const

export async function runPack(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments('pack', args, options)
  const precision = readPrecision(values.precision)
  const json = values.json ?? false
  if (positionals.length === 1) return packInstalled(positionals[0], precision, json, context)
  if (positionals.length !== 2) {
    const hint = 'Name the model, as in `lamina pack qwen-image-layered`, or a checkpoint and where it goes.'
    throw usageError('What to pack is missing.', hint)
  }
  const { stdout, stderr } = context.io
  const summary = await packDiffusionModel(positionals[0], positionals[1], {
    precision: precision ?? 'int4',
    signal: context.signal,
    onProgress: ({ bytes, total, detail }) => {
      if (stderr.isTTY) stderr.write(`\r\x1b[2K${formatShare(bytes / total).padStart(5)}  ${detail}`)
    },
  })
  if (stderr.isTTY) stderr.write('\r\x1b[2K')
  const text = `Packed ${summary.parts} parts in ${summary.precision}, ${formatBytes(summary.bytes)}, in ${summary.folder}\n`
  stdout.write(json ? `${JSON.stringify(summary)}\n` : text)
  return exitCodes.done
}

/** A model that was added, in its own folder. */
async function packInstalled(
  id: string,
  precision: ReturnType<typeof readPrecision>,
  json: boolean,
  { io, signal, debug, services }: CommandContext,
): Promise<number> {
  const { modelManager } = await services()
  // An id that is not in the catalogue is told before anything else.
  await modelManager.list(id)
  const outcome = await followJob(io, (onProgress) => modelManager.pack(id, precision, { signal, onProgress }), {
    subject: { key: 'model', path: id },
    title: id,
    json,
    debug,
    describe: ({ packed }) =>
      `${id}: packed in ${packed?.precision}, ${formatBytes(packed?.bytes ?? 0)}, in ${packed?.folder}`,
    cancelled: 'is packed as far as it came; pack it again to go on',
  })
  return exitCodeOfOutcome(outcome)
}
