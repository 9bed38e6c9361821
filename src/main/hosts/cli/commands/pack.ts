/** lamina pack: the checkpoint of the diffusion engine into what the engine loads. */
import { packDiffusionModel } from '../../../services/diffusion.ts'
import { readArguments } from '../arguments.ts'
import type { CommandContext } from '../commands.ts'
import { usageError } from '../errors.ts'
import { formatBytes, formatShare } from '../format-text.ts'
import { exitCodes } from '../io.ts'
import { readPrecision } from './plan.ts'

const options = { precision: { type: 'string' }, json: { type: 'boolean' } } as const

export async function runPack(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments('pack', args, options)
  if (positionals.length !== 2) {
    const hint = 'Name the checkpoint and where it goes, as in `lamina pack Qwen-Image-Layered packed`.'
    throw usageError('Two folders are needed.', hint)
  }
  const { stdout, stderr } = context.io
  const summary = await packDiffusionModel(positionals[0], positionals[1], {
    precision: readPrecision(values.precision) ?? 'int4',
    signal: context.signal,
    onProgress: ({ bytes, total, detail }) => {
      if (stderr.isTTY) stderr.write(`\r\x1b[2K${formatShare(bytes / total).padStart(5)}  ${detail}`)
    },
  })
  if (stderr.isTTY) stderr.write('\r\x1b[2K')
  const text = `Packed ${summary.parts} parts in ${summary.precision}, ${formatBytes(summary.bytes)}, in ${summary.folder}\n`
  stdout.write(values.json ? `${JSON.stringify(summary)}\n` : text)
  return exitCodes.done
}
