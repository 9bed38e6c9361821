/** lamina doctor: whether this machine has what Lamina needs. */
import { noPositionals, readArguments } from '../arguments.ts'
import type { CommandContext } from '../commands.ts'
import { formatTable } from '../format-text.ts'
import { exitCodes } from '../io.ts'

const options = { json: { type: 'boolean' } } as const

const marks = { good: 'ok', note: 'note', bad: 'MISSING' } as const

export async function runDoctor(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments('doctor', args, options)
  noPositionals(positionals, 'doctor')
  const services = await context.services()
  const checks = await services.doctor()
  const rows = checks.map(({ name, state, found, advice }) => [
    marks[state],
    name,
    advice === '' ? found : `${found} ${advice}`,
  ])
  context.io.stdout.write(values.json ? `${JSON.stringify(checks, null, 2)}\n` : `${formatTable(rows)}\n`)
  return checks.some(({ state }) => state === 'bad') ? exitCodes.failed : exitCodes.done
}
