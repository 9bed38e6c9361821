import { describe, expect, it } from 'vitest'
import { newDocument, newGroup } from '../../shared/document/records.ts'
import type { EditorState } from '../store/commands.ts'
import { noDocument } from '../store/document-model.ts'
import { newSession } from '../store/session.ts'
import { describeCanvas, formatBytes, formatDuration, formatMatch, formatTransfer, formatZoom } from './describe.ts'
import { primaryStep } from './primary-step.ts'

function state(layers: string[], selection: string[] = []): EditorState {
  const records = {
    document: newDocument({ name: 'poster', width: 300, height: 200 }),
    ...Object.fromEntries(
      layers.map((id) => [id, { ...newGroup({ id, name: id.toUpperCase() }), parent: null, order: id }]),
    ),
  }
  return {
    document: { ...noDocument, id: 'document-1', name: 'poster', records },
    session: { ...newSession(), selection },
  }
}

describe('describeCanvas', () => {
  it('tells file, selection and zoom', () => {
    expect(describeCanvas({ document: noDocument, session: newSession() })).toBe('No document is open')
    const of = (selection: string[]) => describeCanvas(state(['a', 'b'], selection))
    expect(of([])).toBe('poster, 300 by 200 pixels, no layer selected, zoom 100%')
    expect(of(['b'])).toContain('layer B selected')
    expect(of(['a', 'b'])).toContain('2 layers selected')
  })
})

describe('primaryStep', () => {
  it('leads from opening over decomposing to exporting', () => {
    expect(primaryStep({ document: noDocument, session: newSession() })).toBe('open')
    expect(primaryStep(state(['a']))).toBe('decompose')
    expect(primaryStep(state(['a', 'b']))).toBe('export')
  })
})

describe('numbers in words', () => {
  it('writes zoom', () => {
    expect([0.0625, 0.333, 1, 32].map(formatZoom)).toEqual(['6.3%', '33%', '100%', '3200%'])
  })

  it('says that all matches only where all does', () => {
    expect([1, 0.9999999, 0.98761, 0].map(formatMatch)).toEqual([
      '100% match',
      '99.99% match',
      '98.76% match',
      '0.00% match',
    ])
  })

  it('writes bytes', () => {
    expect([0, 900, 1536, 5_242_880, 120 * 2 ** 20, 3 * 2 ** 30].map(formatBytes)).toEqual([
      '0 B',
      '900 B',
      '1.5 KB',
      '5 MB',
      '120 MB',
      '3 GB',
    ])
  })

  it('writes transfers', () => {
    expect(formatTransfer(34 * 2 ** 20, 88 * 2 ** 20)).toBe('34 of 88 MB')
    expect(formatTransfer(900 * 2 ** 20, 54 * 2 ** 30)).toBe('900 MB of 54 GB')
  })

  it('rounds times so that they do not flicker', () => {
    expect([0.2, 7.4, 12, 58, 95, 610].map(formatDuration)).toEqual(['1 s', '7 s', '10 s', '60 s', '1.5 min', '10 min'])
    expect([5000, 32_000, 4e5].map(formatDuration)).toEqual(['83 min', '9 h', '5 days'])
  })
})
