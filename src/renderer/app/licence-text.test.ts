import { expect, it } from 'vitest'
import { describeLicence } from './licence-text.ts'

it.each([
  ['MIT (a/weights)', 'MIT (b/code)', 'MIT'],
  ['Apache-2.0 (a); the package lists MIT', 'Apache-2.0', 'Apache-2.0'],
  ['not settled: listed as MIT', 'Apache-2.0 (b)', 'weights not settled, code Apache-2.0'],
])('terms of %s and %s are put shortly', (weights, code, brief) => {
  expect(describeLicence({ weights, code })).toBe(brief)
})
