#!/usr/bin/env node
/** Starts the command line program in this process. Loads little: `lamina --help` has to be there at once. */
import { main } from './main.ts'
import { processIo } from './process-io.ts'

const io = processIo()
const code = await main(process.argv.slice(2), io, async () => {
  const [{ openServices }, { userFolders }] = await Promise.all([
    import('../../services/services.ts'),
    import('../../services/user-folders.ts'),
  ])
  return openServices({ settingsFolder: userFolders().settings })
})
if (code === 130) io.exitNow(code)
process.exitCode = code
