import { describe, expect, it } from 'vitest'
import type { ModelListing } from '../models/store.ts'
import { examine, type DoctorFacts } from './doctor.ts'

const model = { id: 'isnet', title: 'ISNet', embedded: true, present: true, verified: true } as ModelListing
const facts: DoctorFacts = {
  nodeVersion: '24.1.0',
  platform: 'linux x64',
  processors: 2,
  totalMemory: 8e9,
  freeMemory: 6e9,
  runtime: { version: '1.30.0', backends: [{ name: 'cpu', usable: true, reason: '' }], problem: '' },
  models: [model],
  modelsFolder: '/models',
}

/** Names of the checks that are not good, with their state. */
const troubles = (change: Partial<DoctorFacts>) =>
  examine({ ...facts, ...change })
    .filter(({ state }) => state !== 'good')
    .map(({ name, state }) => `${name}: ${state}`)

describe('examine', () => {
  it('finds nothing where all is well', () => {
    expect(troubles({})).toEqual([])
  })

  it('finds what is missing', () => {
    expect(troubles({ nodeVersion: '22.17.9' })).toEqual(['Node: bad'])
    expect(troubles({ nodeVersion: '22.18.0' })).toEqual([])
    expect(troubles({ freeMemory: 1e9 })).toEqual(['memory: note'])
    expect(troubles({ runtime: { version: '', backends: [], problem: 'no binary' } })).toEqual(['ONNX Runtime: bad'])
    expect(troubles({ models: [{ ...model, verified: false }] })).toEqual(['model isnet: bad'])
    expect(troubles({ models: [{ ...model, embedded: false, present: false, verified: false }] })).toEqual([
      'model isnet: note',
    ])
  })

  it('says why a backend cannot be used', () => {
    const backends = [{ name: 'cuda', usable: false, reason: 'no NVIDIA device' }]
    expect(examine({ ...facts, runtime: { ...facts.runtime, backends } })).toContainEqual({
      name: 'backend cuda',
      state: 'note',
      found: 'no NVIDIA device',
      advice: '',
    })
  })
})
