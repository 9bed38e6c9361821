import { describe, expect, it } from 'vitest'
import type { ModelActivity, ModelSummary } from '../../../shared/contract/api.ts'
import { viewModel } from './model-view.ts'

const MB = 2 ** 20
const model: ModelSummary = {
  id: 'lama',
  title: 'LaMa',
  purpose: 'Fills.',
  embedded: false,
  state: 'missing',
  bytes: 198 * MB,
  begun: 0,
  sha256: '',
  hashes: 'catalogue',
  licence: { code: '', weights: '', commercialUse: 'yes', sentence: '' },
  link: '',
  source: '',
  folder: null,
  needs: { memoryBytes: 0, providers: [] },
  packed: null,
  problem: null,
}
const packed: NonNullable<ModelSummary['packed']> = {
  state: 'missing',
  precision: null,
  bytes: 0,
  folder: null,
  advised: 'int4',
  refusal: null,
}
const ready = { ...packed, state: 'ready', precision: 'int4', bytes: 12 * 1024 * MB } as const

const statusOf = (change: Partial<ModelSummary>, precision: 'int4' | 'int8' = 'int4') => {
  const { status, main } = viewModel({ ...model, ...change }, undefined, precision)
  return [status, main]
}

describe('a model at rest', () => {
  it.each<[Partial<ModelSummary>, string, string | null]>([
    [{}, 'Not installed', 'download'],
    [{ begun: 20 * MB }, '20 of 198 MB downloaded', 'resume'],
    [{ state: 'ready' }, 'Installed', null],
    [{ state: 'damaged' }, 'Damaged', 'download'],
    [{ packed }, 'Not installed', 'download'],
    [{ state: 'ready', packed }, 'Not packed yet', 'pack'],
    [{ state: 'ready', packed: { ...packed, state: 'damaged' } }, 'Packed data is damaged', 'pack'],
    [{ state: 'ready', packed: ready }, 'Packed in int4, 12 GB', null],
    [{ state: 'missing', packed: ready }, 'Packed in int4, 12 GB, download removed', null],
  ])('%#: says what it is and what to do next', (change, status, main) => {
    expect(statusOf(change)).toEqual([status, main])
  })

  it('can be packed at another precision', () => {
    expect(statusOf({ state: 'ready', packed: ready }, 'int8')).toEqual(['Packed in int4, 12 GB', 'pack'])
  })
})

describe('a model that is worked on', () => {
  const activity: ModelActivity = {
    model: 'lama',
    kind: 'download',
    paused: false,
    bytes: 20 * MB,
    total: 198 * MB,
    bytesPerSecond: 3 * MB,
    secondsLeft: 59,
  }
  const viewOf = (change: Partial<ModelActivity>) => viewModel(model, { ...activity, ...change }, 'int4')

  it('says how far it is, how fast, and how long it will take', () => {
    expect(viewOf({})).toMatchObject({ status: 'Downloading', main: 'pause' })
    expect(viewOf({}).progress?.text).toBe('20 of 198 MB · 3 MB/s · about 60 s left')
    expect(viewOf({}).progress?.value).toBeCloseTo(0.101)
  })

  it('says what there is to say and no more', () => {
    expect(viewOf({ total: 0, bytes: 0 }).progress).toEqual({ value: null, text: 'Starting' })
    expect(viewOf({ paused: true })).toMatchObject({
      status: 'Paused',
      main: 'resume',
      progress: { text: '20 of 198 MB' },
    })
    expect(viewOf({ kind: 'pack', bytesPerSecond: 0, secondsLeft: null })).toMatchObject({
      status: 'Packing',
      main: 'cancel',
      progress: { text: '20 of 198 MB' },
    })
  })
})
