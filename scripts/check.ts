/** `npm run check`: format, lint, types and tests, all of them even if one fails. The last line counts each as one more. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { prepareOrExplain } from './preparation.ts'
import { countsLine, runTests } from './testing.ts'

const require = createRequire(import.meta.url)

/** The program a development package brings, without the shell. */
function program(name: string, file: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), file)
}

const checks = [
  { name: 'format', command: [program('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: [program('eslint', 'bin/eslint.js'), '--max-warnings', '0', '.'] },
  { name: 'types', command: [program('typescript', 'bin/tsc'), '-p', '.'] },
  { name: 'types of the page', command: [program('typescript', 'bin/tsc'), '-p', 'tsconfig.web.json'] },
  { name: 'types of the tests in the page', command: [program('typescript', 'bin/tsc'), '-p', 'tsconfig.e2e.json'] },
]

let passed = 0
let failed = 0

function count(name: string, good: boolean): void {
  console.log(`${name}: ${good ? 'passed' : 'FAILED'}`)
  if (good) passed++
  else failed++
}

for (const { name, command } of checks) {
  const { status } = spawnSync(process.execPath, command, { stdio: ['ignore', 'inherit', 'inherit'] })
  count(name, status === 0)
}
count('models', await prepareOrExplain())
const tests = runTests(process.argv.slice(2))
console.log(countsLine({ passed: passed + tests.passed, failed: failed + tests.failed, skipped: tests.skipped }))
process.exitCode = failed + tests.failed === 0 ? 0 : 1
