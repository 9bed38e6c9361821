import { expect, it } from 'vitest'
import { runtimeFacts } from './runtime.ts'

it('knows the version and finds the CPU', async () => {
  const { version, backends, problem } = await runtimeFacts()
  expect(problem).toBe('')
  expect(version).toMatch(/^\d+\.\d+\.\d+/)
  expect(backends).toContainEqual({ name: 'cpu', usable: true, reason: '' })
  for (const backend of backends) expect(backend.usable).toBe(backend.reason === '')
})
