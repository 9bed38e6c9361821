/** Runs vitest and counts, so that every host of the tests ends with the same line. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface TestCounts {
  passed: number
  failed: number
  skipped: number
}

/** The part of vitest's JSON report that is read. */
interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

/** Runs the tests with extra arguments for vitest. A file that does not load counts as one failed test. */
export function runTests(extra: readonly string[], output: 'inherit' | 'ignore' = 'inherit'): TestCounts {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-test-'))
  const reportFile = join(folder, 'report.json')
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
  const reporting = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  try {
    const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporting, ...extra], {
      stdio: ['ignore', output, output],
    })
    const report = readReport(reportFile)
    const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
    const failed = report.numFailedTests + unloaded.length
    return {
      passed: report.numPassedTests,
      // Errors outside of any test, or a run that was broken off, fail the run too.
      failed: failed === 0 && status !== 0 ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readReport(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }
  }
}

/** `N passed, N failed`, and what was skipped if anything was. */
export function countsLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
