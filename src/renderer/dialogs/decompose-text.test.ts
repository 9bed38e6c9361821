import { expect, it } from 'vitest'
import { describeEngine, describeEstimate } from './decompose-text.ts'

it('tells device and terms, once for models on the same terms', () => {
  const free = { code: 'MIT', weights: 'MIT', commercialUse: 'yes' as const, sentence: '' }
  const models = [
    { id: 'a', title: 'Finder', licence: free },
    { id: 'b', title: 'Cutter', licence: { ...free, weights: 'none', commercialUse: 'unclear' as const } },
    { id: 'c', title: 'Reader', licence: free },
  ]
  const rest = {
    id: 'e',
    title: 'E',
    takesPrompt: false,
    ready: true,
    layers: { least: 2, most: 9 },
    qualities: false,
    steps: null,
  }
  expect(describeEngine({ ...rest, device: 'cpu', models })).toEqual([
    'Runs on the CPU.',
    'Finder, Reader: weights MIT. Commercial use: clear.',
    'Cutter: weights none. Commercial use: not settled.',
  ])
})

it('tells time, memory and size, and whether they are only reckoned', () => {
  const figures = { seconds: 41, memory: 5.2 * 2 ** 30, memoryTotal: 8 * 2 ** 30, bytes: 120 * 2 ** 20 }
  expect(describeEstimate({ ...figures, basis: 'measured', device: 'gpu' })).toBe(
    'About 40 s, 5.2 of 8 GB GPU memory, 120 MB result',
  )
  expect(describeEstimate({ ...figures, basis: 'rough', device: 'cpu' })).toBe(
    'About 40 s, 5.2 of 8 GB memory, 120 MB result (rough)',
  )
  expect(describeEstimate(null)).toBe('Working it out')
})
