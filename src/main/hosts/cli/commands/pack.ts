/** lamina pack: the checkpoint of the diffusion engine into what the engine loads. */
import { packDiffusionModel, type PackedFolder } from '../../../services/diffusion.ts'
import { readArguments, readNumber } from '../arguments.ts'
import type { CommandContext } from '../commands.ts'
import { usageError } from '../errors.ts'
import { formatBytes, formatShare } from '../format-text.ts'
import { exitCodes } from '../io.ts'
import { exitCodeOfOutcome, followJob } from '../job-output.ts'
import { readPrecision } from './plan.ts'

const options = {
  precision: { type: 'string' },
  gguf: { type: 'string' },
  lora: { type: 'string' },
  'lora-scale': { type: 'string' },
  'lora-steps': { type: 'string' },
  json: { type: 'boolean' },
} as const

export async function runPack(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments('pack', args, options)
  const precision = readPrecision(values.precision)
  const json = values.json ?? false
  const { lora, gguf } = values
  if (positionals.length === 1 && (lora ?? gguf) !== undefined) {
    const hint = 'Name the folder of the checkpoint and the one to pack into.'
    throw usageError('--lora and --gguf are for a checkpoint in a folder.', hint)
  }
  if (positionals.length === 1) return packInstalled(positionals[0], precision, json, context)
  if (positionals.length !== 2) {
    const hint = 'Name the model, as in `lamina pack qwen-image-layered`, or a checkpoint and where it goes.'
    throw usageError('What to pack is missing.', hint)
  }
  if (lora === undefined && (values['lora-scale'] ?? values['lora-steps']) !== undefined) {
    throw usageError('There is no LoRA to scale.', 'Name its file with --lora FILE.')
  }
  const { stdout, stderr } = context.io
  const summary = await packDiffusionModel(positionals[0], positionals[1], {
    precision: precision ?? 'int4',
    gguf,
    lora: lora === undefined ? undefined : { path: lora, ...loraOptions(values) },
    signal: context.signal,
    onProgress: ({ bytes, total, detail }) => {
      if (stderr.isTTY) stderr.write(`\r\x1b[2K${formatShare(bytes / total).padStart(5)}  ${detail}`)
    },
  })
  if (stderr.isTTY) stderr.write('\r\x1b[2K')
  const text = `Packed ${summary.parts} parts in ${summary.precision}, ${formatBytes(summary.bytes)}, in ${summary.folder}\n${describeLora(summary)}`
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

function loraOptions(values: { 'lora-scale'?: string; 'lora-steps'?: string }): { scale?: number; steps?: number } {
  return {
    scale: readNumber(values['lora-scale'], 'lora-scale', 0, { whole: false }),
    steps: readNumber(values['lora-steps'], 'lora-steps', 1),
  }
}

function describeLora({ lora }: PackedFolder): string {
  if (!lora) return ''
  const steps = lora.steps === undefined ? '' : `; ${lora.steps} steps without guidance are the default`
  return `Merged ${lora.path} into ${lora.matrices} matrices${steps}\n`
}
