import { describe, expect, it } from 'vitest'
import { partsOf } from '../graphs/parts.ts'
import { groupsOf } from './execution.ts'
import { bestPlan, planMemory, type Job, type Machine } from './plan.ts'
import { realModel } from './real-model.ts'
import { modelSizes, parameters } from './sizes.ts'

const GIB = 1024 ** 3
const job: Job = { layers: 4, area: 640 * 640, steps: 50, guidance: true, caption: true }
const gpu = (gib: number): Machine => ({ memory: gib * GIB, gpu: true, speed: 2e13, disk: 2e9 })

describe('the published model', () => {
  const parts = partsOf(realModel)
  const billions = (wanted: (id: string) => boolean) => parameters(parts, wanted) / 1e9

  it('has the published numbers of parameters', () => {
    expect(billions((id) => id.startsWith('transformer'))).toBeCloseTo(20.43, 1)
    expect(billions((id) => id.startsWith('transformer-modulation'))).toBeCloseTo(6.8, 1)
    expect(billions((id) => id.startsWith('text') || id === 'vision')).toBeCloseTo(8.29, 1)
  })

  it('takes what its table says, in 4 bits', () => {
    const { block, blocks, textLayer, textLayers } = modelSizes(realModel, 'int4')
    // 7.1 GiB with scales of 2 bytes; loaded they take 4.
    expect((block * blocks) / GIB).toBeGreaterThan(7.1)
    expect((block * blocks) / GIB).toBeLessThan(8.2)
    expect((textLayer * textLayers) / GIB).toBeLessThan(4.3)
  })
})

describe('a plan', () => {
  it('keeps all blocks loaded on 12 GB, in 4 bits', () => {
    const plan = bestPlan(realModel, job, gpu(12))
    expect(plan).toMatchObject({ precision: 'int4', residentBlocks: 60, streamedBytes: 0 })
    expect(plan.peakBytes).toBeLessThan(12 * GIB)
  })

  it('takes more bits where there is room', () => {
    expect(bestPlan(realModel, job, gpu(24)).precision).toBe('int8')
    expect(bestPlan(realModel, job, gpu(48)).precision).toBe('float16')
  })

  it('streams some blocks on 8 GB, and stays within it', () => {
    const plan = bestPlan(realModel, job, gpu(8))
    expect(plan.residentBlocks).toBeGreaterThan(0)
    expect(plan.residentBlocks).toBeLessThan(60)
    expect(plan.residentBlocks % plan.blockGroup).toBe(0)
    expect(plan.streamedBytes).toBeGreaterThan(0)
    expect(plan.peakBytes).toBeLessThan(8 * GIB)
  })

  it('counts two groups that take turns, where the next is loaded while one computes', () => {
    const plan = planMemory(realModel, 'int4', job, gpu(8))
    expect(plan.prefetch).toBe(true)
    const { block, ends } = modelSizes(realModel, 'int4')
    const turning = 2 * plan.blockGroup * block
    expect(turning).toBeLessThanOrEqual(GIB)
    expect(plan.peakBytes).toBe(ends + plan.activationBytes + plan.residentBytes + turning)
    // Reading is over before computing is, on a disk of 2 GB a second.
    const slower = planMemory(realModel, 'int4', job, { ...gpu(8), disk: 1e8 })
    expect(slower.secondsPerStep).toBe(plan.streamedBytes / 1e8)
    expect(plan.secondsPerStep).toBeGreaterThan(plan.streamedBytes / 2e9)
  })

  it('loads groups when they are wanted where there is room for one alone, and on the CPU', () => {
    const { block, ends } = modelSizes(realModel, 'int4')
    const { activationBytes } = planMemory(realModel, 'int4', job, gpu(8))
    const oneAndAHalf: Machine = { ...gpu(0), memory: 0.9 * GIB + ends + activationBytes + 1.5 * block }
    for (const machine of [oneAndAHalf, { ...gpu(9), gpu: false }]) {
      const plan = planMemory(realModel, 'int4', job, machine)
      expect(plan).toMatchObject({ prefetch: false, blockGroup: machine.gpu ? 1 : expect.any(Number) })
      expect(plan.peakBytes).toBeLessThan(machine.memory)
      const computing = planMemory(realModel, 'int4', job, { ...gpu(48), speed: machine.speed }).secondsPerStep
      expect(plan.secondsPerStep).toBeCloseTo(computing + plan.streamedBytes / machine.disk)
    }
  })

  it('refuses what cannot work, and says why', () => {
    expect(() => bestPlan(realModel, job, gpu(2))).toThrowError(expect.objectContaining({ code: 'OUT_OF_MEMORY' }))
  })

  it('takes half the time for a step without guidance', () => {
    const step = (guidance: boolean) => planMemory(realModel, 'int4', { ...job, guidance }, gpu(24)).secondsPerStep
    expect(step(true)).toBeCloseTo(2 * step(false))
  })
})

describe('groups', () => {
  it('cover all of the blocks, the last one with what is left', () => {
    expect(groupsOf(7, 3)).toEqual([
      { from: 0, to: 3 },
      { from: 3, to: 6 },
      { from: 6, to: 7 },
    ])
  })
})
