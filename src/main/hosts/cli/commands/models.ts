/** lamina models: what is there and under which terms; fetching, importing, checking, deleting. */
import type { ModelSummary } from '../../../../shared/contract/schemas.ts'
import type { ModelManager } from '../../../services/services.ts'
import { noPositionals, onlyPositional, readArguments } from '../arguments.ts'
import type { CommandContext } from '../commands.ts'
import { printError, usageError } from '../errors.ts'
import { formatBytes, formatTable } from '../format-text.ts'
import { exitCodes } from '../io.ts'
import { exitCodeOfOutcome, followJob, printEvent } from '../job-output.ts'
import { ProgressLine } from '../progress-line.ts'

const options = {
  json: { type: 'boolean' },
  mirror: { type: 'string' },
  'keep-packed': { type: 'boolean' },
} as const

interface Request {
  positionals: string[]
  json: boolean
  mirror: string | undefined
  keepPacked: boolean
  models: () => Promise<ModelManager>
  context: CommandContext
}

const actions = { add, import: importFrom, verify, remove, move }

export async function runModels(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments('models', args, options)
  const [name, ...rest] = positionals
  const request: Request = {
    positionals: rest,
    json: values.json ?? false,
    mirror: values.mirror,
    keepPacked: values['keep-packed'] ?? false,
    models: async () => (await context.services()).modelManager,
    context,
  }
  if (values.mirror !== undefined && name !== 'add') {
    throw usageError('--mirror says where to fetch from.', 'Give it with `lamina models add ID`.')
  }
  if (request.keepPacked && name !== 'remove') {
    throw usageError('--keep-packed says what to leave.', 'Give it with `lamina models remove ID`.')
  }
  if (name === undefined) return list(request)
  if (!Object.hasOwn(actions, name)) {
    throw usageError(`There is no "models ${name}".`, `Give one of ${Object.keys(actions).join(', ')}, or nothing.`)
  }
  return actions[name as keyof typeof actions](request)
}

async function list({ models, json, context }: Request): Promise<number> {
  return show(await (await models()).list(), json, context)
}

function show(summaries: readonly ModelSummary[], json: boolean, { io }: CommandContext): number {
  io.stdout.write(json ? `${JSON.stringify(summaries, null, 2)}\n` : describeModels(summaries))
  return exitCodes.done
}

async function add({ positionals, json, mirror, models, context }: Request): Promise<number> {
  const id = onlyPositional(positionals, 'model', 'lamina models add migan')
  const { io, signal, debug } = context
  const manager = await models()
  const [terms] = (await manager.list()).filter((model) => model.id === id)
  if (terms && !json) io.stderr.write(`${id}: ${describeTerms(terms)}\n`)
  const token = process.env.HF_TOKEN || undefined
  const onTransfer = json ? (progress: object) => printEvent(io, 'transfer', { model: id, ...progress }) : undefined
  const outcome = await followJob(
    io,
    (onProgress) => manager.add(id, { mirror, token, signal, onProgress, onTransfer }),
    {
      subject: { key: 'model', path: id },
      title: id,
      json,
      debug,
      describe: describeReady,
      cancelled: 'is kept as far as it came; add it again to go on',
    },
  )
  return exitCodeOfOutcome(outcome)
}

async function importFrom({ positionals, json, models, context }: Request): Promise<number> {
  const [id, ...paths] = positionals
  if (id === undefined || paths.length === 0) {
    throw usageError('Files or folders to import are missing.', 'As in `lamina models import lama ~/Downloads`.')
  }
  const { io, signal, debug } = context
  const manager = await models()
  const onTransfer = json ? (progress: object) => printEvent(io, 'transfer', { model: id, ...progress }) : undefined
  const outcome = await followJob(io, (onProgress) => manager.import(id, paths, { signal, onProgress, onTransfer }), {
    subject: { key: 'model', path: id },
    title: id,
    json,
    debug,
    describe: describeReady,
    cancelled: 'is kept as far as it came; import it again to go on',
  })
  return exitCodeOfOutcome(outcome)
}

async function verify({ positionals, json, models, context }: Request): Promise<number> {
  if (positionals.length > 1) noPositionals(positionals.slice(1), 'models')
  const { io, signal, debug } = context
  const manager = await models()
  const asked = positionals.length > 0
  const checked: ModelSummary[] = []
  let bad = false
  for (const { id } of await manager.list(positionals[0])) {
    const line = new ProgressLine(io.stderr, id)
    const job = manager.verify(id, { signal, onProgress: (progress) => line.show(progress) })
    const outcome = await job.outcome
    line.clear()
    if (outcome.status === 'cancelled') return exitCodes.cancelled
    if (outcome.status === 'failed') printError(io, job.cause(), { debug, where: id })
    const [model] = outcome.status === 'done' ? outcome.result.models : await manager.list(id)
    checked.push(model)
    bad ||= outcome.status === 'failed' || model.state === 'damaged' || (asked && !isThere(model))
  }
  if (json) show(checked, json, context)
  else io.stdout.write(`${formatTable(checked.map((model) => [model.id, stateOf(model), formatBytes(model.bytes)]))}\n`)
  return bad ? exitCodes.failed : exitCodes.done
}

async function remove({ positionals, json, keepPacked, models, context }: Request): Promise<number> {
  const id = onlyPositional(positionals, 'model', 'lamina models remove lama')
  const removed = await (await models()).remove(id, { keepPacked })
  if (json) printEvent(context.io, removed ? 'removed' : 'absent', { model: id })
  else context.io.stdout.write(removed ? `${id}: deleted\n` : `${id}: was not there\n`)
  return exitCodes.done
}

async function move({ positionals, json, models, context }: Request): Promise<number> {
  const to = onlyPositional(positionals, 'folder', 'lamina models move /disk/lamina-models')
  const { io, signal, debug } = context
  const manager = await models()
  const outcome = await followJob(io, (onProgress) => manager.move(to, { signal, onProgress }), {
    subject: { key: 'folder', path: to },
    title: 'models',
    json,
    debug,
    describe: ({ folder }) => `The models are in ${folder}`,
    cancelled: 'got nothing: the models are where they were',
  })
  if (outcome.status === 'done' && process.env.LAMINA_MODELS) {
    io.stderr.write('Set LAMINA_MODELS to that folder: it goes before.\n')
  }
  return exitCodeOfOutcome(outcome)
}

/** Downloaded, or packed without the download. */
function isThere({ state, packed }: ModelSummary): boolean {
  return state !== 'missing' || packed?.state === 'ready'
}

function stateOf({ state, packed }: ModelSummary): string {
  if (!packed) return state
  return packed.state === 'ready' ? `${state}, packed in ${packed.precision}` : `${state}, packed: ${packed.state}`
}

function describeReady({ id, folder, bytes, packed }: ModelSummary): string {
  const ready = `${id}: ready, ${formatBytes(bytes)} in ${folder}`
  return packed && packed.state !== 'ready' ? `${ready}\nNext: lamina pack ${id}` : ready
}

function describeTerms({ licence: { weights, commercialUse, sentence } }: ModelSummary): string {
  return `weights ${weights}; commercial use: ${commercialUse}. ${sentence}`
}

function describeModels(models: readonly ModelSummary[]): string {
  return models
    .map((model) => {
      const { code, weights, commercialUse, sentence } = model.licence
      const rows = [
        ['  state', model.folder === null ? stateOf(model) : `${stateOf(model)}, in ${model.folder}`],
        ['  for', model.purpose],
        [
          '  size',
          model.begun > 0
            ? `${formatBytes(model.bytes)}, ${formatBytes(model.begun)} are here`
            : formatBytes(model.bytes),
        ],
        ['  memory', formatBytes(model.needs.memoryBytes)],
        ['  sha256', model.sha256 || describeHashes(model)],
        ['  from', `${model.source}, ${model.link}`],
        ['  licence', `code ${code}; weights ${weights}`],
        ['  commercial use', commercialUse],
        ['', sentence],
      ]
      return `${model.id}: ${model.title}\n${formatTable(rows)}\n`
    })
    .join('\n')
}

/** Whose word the hashes of a model of many files are. */
function describeHashes({ hashes }: ModelSummary): string {
  if (hashes === 'import') return 'of each file, as they were imported'
  return hashes === 'hub' ? 'of each file, as the hub gave it' : 'of each file, as the hub will give it'
}
