/** `npm test [-- ARGUMENTS FOR VITEST]`: models, tests, and a last line with the counts. */
import { prepareOrExplain } from './preparation.ts'
import { countsLine, runTests } from './testing.ts'

const prepared = await prepareOrExplain()
const counts = runTests(process.argv.slice(2))
console.log(countsLine(counts))
process.exitCode = prepared && counts.failed === 0 ? 0 : 1
