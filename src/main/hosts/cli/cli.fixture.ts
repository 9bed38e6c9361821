/** The program in the tests' own process: what it writes is kept, Ctrl-C is a function. */
import type { Services } from '../../services/services.ts'
import type { CliIo } from './io.ts'
import { main } from './main.ts'

export interface Run {
  code: number
  stdout: string
  stderr: string
  /** Codes of exitNow, in order. */
  exits: number[]
}

export interface RunOptions {
  services?: () => Services
  isTTY?: boolean
  /** Called with each piece of output; gives a way to press Ctrl-C. */
  onOutput?: (text: string, interrupt: () => void) => void
}

/** Runs `lamina ARGUMENTS...` to its end. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const run: Run = { code: -1, stdout: '', stderr: '', exits: [] }
  const listeners = new Set<() => void>()
  const interrupt = () => listeners.forEach((listener) => listener())
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: options.isTTY ?? false,
    columns: 100,
    write(text: string) {
      run[name] += text
      options.onOutput?.(text, interrupt)
    },
  })
  const io: CliIo = {
    stdout: output('stdout'),
    stderr: output('stderr'),
    onInterrupt(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    exitNow: (code) => void run.exits.push(code),
  }
  run.code = await main(args, io, async () => {
    if (!options.services) throw new Error('This command should not have opened the services.')
    return options.services()
  })
  return run
}

/** The JSON events of a run's output. */
export function eventsOf({ stdout }: Run): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
