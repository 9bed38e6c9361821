/** `npm run test:electron`: the built program under the real Electron; without its binary it says so and runs nothing. */
import { ensureBuilt } from './building.ts'
import { electronBinary, howToInstallElectron } from './electron.ts'
import { countsLine, runTests } from './testing.ts'

const binary = electronBinary()
if (binary === null) {
  console.log(`Nothing was run: Electron's binary is not installed. ${howToInstallElectron}`)
} else {
  await ensureBuilt('everything')
  process.env.LAMINA_ELECTRON = binary
  const counts = runTests(['test/electron', 'test/e2e', ...process.argv.slice(2)])
  console.log(countsLine(counts))
  process.exitCode = counts.failed === 0 ? 0 : 1
}
