import { describe, expect, it } from 'vitest'
import { chooseProviders, examineBackends, requestedProviders } from './providers.ts'

const backends = [
  { name: 'cpu', usable: true, reason: '' },
  { name: 'webgpu', usable: true, reason: '' },
  { name: 'cuda', usable: false, reason: 'its libraries are not installed' },
]

describe('providers', () => {
  it('takes what is usable in the order of preference, the CPU last', () => {
    expect(chooseProviders(['cuda', 'coreml', 'webgpu', 'cpu'], backends)).toEqual({
      order: ['webgpu', 'cpu'],
      reasons: ['cuda: its libraries are not installed'],
    })
  })

  it('asks for nothing else where the CPU is preferred', () => {
    expect(chooseProviders(['cpu', 'webgpu'], backends)).toEqual({ order: ['cpu'], reasons: [] })
    expect(chooseProviders([], backends)).toEqual({ order: ['cpu'], reasons: [] })
  })

  it('tries what a person names, if this build knows it', () => {
    const { order, reasons } = chooseProviders(['cuda', 'coreml'], backends, true)
    expect(order).toEqual(['cuda', 'cpu'])
    expect(reasons).toEqual([expect.stringContaining('coreml: not in ONNX Runtime')])
  })

  it('counts a backend that is not brought along as missing', () => {
    const examined = examineBackends([
      { name: 'cpu', bundled: true },
      { name: 'tensorrt', bundled: false },
    ])
    expect(examined.map(({ name, usable }) => [name, usable])).toEqual([
      ['cpu', true],
      ['tensorrt', false],
    ])
  })

  it('reads the names a person asks for', () => {
    expect(requestedProviders({ LAMINA_PROVIDERS: 'webgpu, cpu,abacus' })).toEqual(['webgpu', 'cpu'])
    expect(requestedProviders({})).toBeUndefined()
  })
})
