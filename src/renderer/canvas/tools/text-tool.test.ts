import { expect, it } from 'vitest'
import { topOf } from '../../../shared/document/commands/placement.ts'
import { insertLayers } from '../../../shared/document/commands/structure.ts'
import { applyDiff } from '../../../shared/document/diff.ts'
import { newDocument, newPixelLayer, translation } from '../../../shared/document/records.ts'
import { sampleHash } from '../../../shared/document/testing.ts'
import type { DocumentRecords, TextRun } from '../../../shared/document/types.ts'
import { textAt } from './text-tool.ts'

const read: TextRun = { string: 'A', box: { x: 0, y: 0, width: 1, height: 1 }, confidence: 1, color: [0, 0, 0] }

function layer(id: string, x: number, y: number, more: Partial<Parameters<typeof newPixelLayer>[0]> = {}) {
  const size = { asset: sampleHash(1), width: 20, height: 10 }
  return newPixelLayer({ id, name: id, kind: 'text', ...size, transform: translation(x, y), texts: [read], ...more })
}

function documentOf(...layers: ReturnType<typeof layer>[]): DocumentRecords {
  const records: DocumentRecords = { document: newDocument({ name: 'a', width: 100, height: 100 }) }
  return applyDiff(records, insertLayers(records, { layers, at: topOf(records, null) }))
}

it('finds the topmost text at a point, the gaps between its letters included', () => {
  const records = documentOf(layer('low', 10, 10), layer('high', 20, 10))
  expect(textAt(records, 12, 12, 0)).toBe('low')
  expect(textAt(records, 25, 12, 0)).toBe('high')
  expect(textAt(records, 45, 12, 0)).toBe(null)
  expect(textAt(records, 42, 12, 3)).toBe('high')
})

it('looks neither at hidden layers nor at those without text, and follows turned ones', () => {
  const records = documentOf(
    layer('turned', 0, 0, { transform: [0, 1, -1, 0, 50, 10] }),
    layer('hidden', 40, 10, { visible: false }),
    layer('picture', 40, 10, { texts: [] }),
  )
  expect(textAt(records, 45, 28, 0)).toBe('turned')
  expect(textAt(records, 55, 12, 0)).toBe(null)
})
