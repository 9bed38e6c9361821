/** lamina export: a project as a file or a folder of other programs. */
import { basename } from 'node:path'
import type { ExportResult } from '../../../services/services.ts'
import { onlyPositional, readArguments } from '../arguments.ts'
import type { CommandContext } from '../commands.ts'
import { usageError } from '../errors.ts'
import { exitCodeOfOutcome, followJob } from '../job-output.ts'

const options = { to: { type: 'string' }, json: { type: 'boolean' } } as const

export async function runExport(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments('export', args, options)
  const project = onlyPositional(positionals, 'project', 'lamina export FILE.lproj --to out.psd')
  const to = values.to
  if (to === undefined || to === '') {
    throw usageError(
      '--to is missing.',
      'Name what to write: out.psd, out.png, out.ora, out.pptx, or a folder for PNG layers.',
    )
  }
  const { io, signal, debug } = context
  const services = await context.services()
  const outcome = await followJob(io, (onProgress) => services.exportProject({ project, to }, { signal, onProgress }), {
    subject: { key: 'project', path: project },
    title: basename(project),
    json: values.json ?? false,
    debug,
    describe: describeExport,
  })
  return exitCodeOfOutcome(outcome)
}

function describeExport(result: ExportResult): string {
  return [`${result.project}: written to ${result.to}`, ...result.warnings.map((warning) => `  note: ${warning}`)].join(
    '\n',
  )
}
