/** Files that the program is told to open by its arguments. */
import path from 'node:path'

/**
 * The file among the arguments, absolute. `argv` begins with the program; where Electron was given the application's
 * folder (`electron . FILE`), that comes next. Chromium adds switches of its own anywhere.
 */
export function fileFromArguments(
  argv: readonly string[],
  workingDirectory: string,
  { isPackaged }: { isPackaged: boolean },
): string | null {
  const given = argv.slice(1).filter((argument) => !argument.startsWith('-'))
  const file = isPackaged ? given[0] : given[1]
  return file === undefined || file === '' ? null : path.resolve(workingDirectory, file)
}
