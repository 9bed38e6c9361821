/** lamina models: what is there, and under which terms. */
import type { ModelSummary } from '../../../../shared/contract/schemas.ts'
import { noPositionals, readArguments } from '../arguments.ts'
import type { CommandContext } from '../commands.ts'
import { formatBytes, formatTable } from '../format-text.ts'
import { exitCodes } from '../io.ts'

const options = { json: { type: 'boolean' } } as const

export async function runModels(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments('models', args, options)
  noPositionals(positionals, 'models')
  const services = await context.services()
  const models = await services.models()
  context.io.stdout.write(values.json ? `${JSON.stringify(models, null, 2)}\n` : describeModels(models))
  return exitCodes.done
}

function describeModels(models: readonly ModelSummary[]): string {
  return models
    .map((model) => {
      const { code, weights, commercialUse, sentence } = model.licence
      const rows = [
        ['  state', model.folder === null ? model.state : `${model.state}, in ${model.folder}`],
        ['  for', model.purpose],
        ['  size', formatBytes(model.bytes)],
        ['  sha256', model.sha256],
        ['  from', `${model.source}, ${model.link}`],
        ['  licence', `code ${code}; weights ${weights}`],
        ['  commercial use', commercialUse],
        ['', sentence],
      ]
      return `${model.id}: ${model.title}\n${formatTable(rows)}\n`
    })
    .join('\n')
}
