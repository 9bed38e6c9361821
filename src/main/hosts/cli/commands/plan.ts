/** lamina plan: how the diffusion engine would run in so much memory. */
import { gpuMemoryByEnvironment } from '../../../services/machine.ts'
import { planDiffusion, precisions, type MemoryPlan, type Precision } from '../../../services/diffusion.ts'
import { noPositionals, readArguments, readNumber, readResolution } from '../arguments.ts'
import type { CommandContext } from '../commands.ts'
import { usageError } from '../errors.ts'
import { formatSeconds, formatTable } from '../format-text.ts'
import { exitCodes } from '../io.ts'

const options = {
  vram: { type: 'string' },
  ram: { type: 'string' },
  precision: { type: 'string' },
  layers: { type: 'string' },
  resolution: { type: 'string' },
  steps: { type: 'string' },
  guidance: { type: 'string' },
  speed: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Blocks of the published model. */
const BLOCKS = 60

export async function runPlan(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments('plan', args, options)
  noPositionals(positionals, 'plan')
  if (values.vram !== undefined && values.ram !== undefined) {
    throw usageError('--vram and --ram are both given.', 'Give the memory of what is to compute: GPU or CPU.')
  }
  const speed = readNumber(values.speed, 'speed', 0.001, { whole: false })
  const vram = readNumber(values.vram, 'vram', 1, { whole: false })
  const known = values.ram === undefined ? gpuMemoryByEnvironment(process.env) : null
  const plan = planDiffusion({
    vram: vram ?? known ?? undefined,
    ram: readNumber(values.ram, 'ram', 1, { whole: false }),
    precision: readPrecision(values.precision),
    speed: speed === undefined ? undefined : speed * 1e12,
    job: {
      layers: readNumber(values.layers, 'layers', 2) ?? 4,
      area: (readResolution(values.resolution) ?? 640) ** 2,
      steps: readNumber(values.steps, 'steps', 1) ?? 50,
      guidance: (readNumber(values.guidance, 'guidance', 1, { whole: false }) ?? 4) > 1,
      caption: true,
    },
  })
  context.io.stdout.write(values.json ? `${JSON.stringify(plan, null, 2)}\n` : describe(plan))
  return exitCodes.done
}

/** Throws USAGE. */
export function readPrecision(text: string | undefined): Precision | undefined {
  const known = precisions.find((precision) => precision === text)
  if (text === undefined || known) return known
  throw usageError(`--precision is "${text}".`, `Give one of ${precisions.join(', ')}.`)
}

function describe(plan: MemoryPlan): string {
  const gib = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`
  const all = plan.residentBlocks === BLOCKS
  const streamed = `${plan.residentBlocks} of ${BLOCKS} stay loaded, ${gib(plan.streamedBytes)} are read in every step`
  const ahead = plan.prefetch ? ', the next ones while they compute' : ''
  const turns = `${plan.blockGroup} at a time${ahead}`
  const rows = [
    ['precision', plan.precision],
    ['on disk', gib(plan.diskBytes)],
    ['text encoder', `${gib(plan.textBytes)}, let go before the transformer is loaded`],
    ['blocks', all ? `all ${BLOCKS} stay loaded` : `${streamed}, ${turns}`],
    ['weights that stay', gib(plan.residentBytes)],
    ['activations', gib(plan.activationBytes)],
    ['at most at once', gib(plan.peakBytes)],
    ['a step', `about ${formatSeconds(plan.secondsPerStep)}`],
    ['in all', `about ${formatSeconds(plan.seconds)}`],
  ]
  return `${formatTable(rows)}\nMemory is counted, times are estimated from the speed (--speed); neither was measured here.\n`
}
