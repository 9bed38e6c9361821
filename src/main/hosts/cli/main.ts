/** The command line program, apart from the process it runs in. */
import { isCancelled } from '../../../shared/contract/errors.ts'
import type { Services } from '../../services/services.ts'
import { commands, generalHelp, type Command } from './commands.ts'
import { exitCodeOf, printError, usageError } from './errors.ts'
import { exitCodes, type CliIo } from './io.ts'

/** Longest wait for a job to end after Ctrl-C; what still runs then is left to the end of the process. */
const cancelMilliseconds = 1700

/**
 * Runs the program with its arguments (without node and script) and gives the exit code. `openServices` is called only
 * by commands that need them, and the services are closed at the end.
 */
export async function main(argv: readonly string[], io: CliIo, openServices: () => Promise<Services>): Promise<number> {
  const debug = argv.includes('--debug')
  const args = argv.filter((argument) => argument !== '--debug')
  try {
    return await dispatch(args, io, openServices, debug)
  } catch (error) {
    if (!isCancelled(error)) printError(io, error, { debug })
    return exitCodeOf(error)
  }
}

async function dispatch(
  args: readonly string[],
  io: CliIo,
  openServices: () => Promise<Services>,
  debug: boolean,
): Promise<number> {
  const [first, ...rest] = args
  if (first === '--version' || first === '-v') {
    const { laminaVersion } = await import('../../services/version.ts')
    io.stdout.write(`lamina ${laminaVersion()}\n`)
    return exitCodes.done
  }
  const help = args.some((argument) => argument === '--help' || argument === '-h') || first === 'help'
  const name = first === 'help' ? rest[0] : first
  if (help) {
    const text = name === undefined || name.startsWith('-') ? generalHelp() : (await findCommand(name)).help
    io.stdout.write(text)
    return exitCodes.done
  }
  if (first === undefined) {
    io.stderr.write(generalHelp())
    return exitCodes.usage
  }
  const command = await findCommand(first)
  return runCommand(command, rest, io, openServices, debug)
}

async function findCommand(name: string): Promise<Command> {
  const command = commands.find((candidate) => candidate.name === name)
  if (command) return command
  const { nearNames } = await import('../../../shared/near-names.ts')
  const [near] = nearNames(
    name,
    commands.map((candidate) => candidate.name),
  )
  throw usageError(
    `There is no command "${name}".`,
    near === undefined ? '`lamina --help` lists the commands.' : `Did you mean "${near}"?`,
  )
}

async function runCommand(
  command: Command,
  args: readonly string[],
  io: CliIo,
  openServices: () => Promise<Services>,
  debug: boolean,
): Promise<number> {
  const interrupt = new AbortController()
  let opened: Promise<Services> | undefined
  let giveUp: NodeJS.Timeout | undefined
  const stop = async () => {
    await opened?.then((services) => services.abandon()).catch(() => {})
    io.exitNow(exitCodes.cancelled)
  }
  const removeListener = io.onInterrupt(() => {
    if (interrupt.signal.aborted) return void stop()
    interrupt.abort()
    giveUp = setTimeout(() => void stop(), cancelMilliseconds)
  })
  try {
    const run = await command.load()
    return await run(args, { io, services: () => (opened ??= openServices()), signal: interrupt.signal, debug })
  } finally {
    removeListener()
    clearTimeout(giveUp)
    // After a cancellation a model may still be in a run that cannot be stopped: the process ends without it.
    if (!interrupt.signal.aborted) await opened?.then((services) => services.close())
  }
}
