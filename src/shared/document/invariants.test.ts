import { describe, expect, it } from 'vitest'
import { assetsOf, assetsOfRecord } from './assets.ts'
import { assertDocument, documentProblems } from './invariants.ts'
import { sampleDocument, sampleHash, sampleMask } from './testing.ts'
import type { DocRecord, DocumentRecords, LayerRecord } from './types.ts'

/** The sample with fields of one record changed. */
function changed(id: string, fields: object): DocumentRecords {
  const records = sampleDocument()
  return { ...records, [id]: { ...records[id], ...fields } as DocRecord }
}

describe('documentProblems', () => {
  it('finds nothing in a good document', () => {
    expect(documentProblems(sampleDocument())).toEqual([])
    expect(() => assertDocument(sampleDocument())).not.toThrow()
  })

  const { front, ...withoutFront } = sampleDocument()
  const { document, ...withoutDocument } = sampleDocument()
  it.each<[string, DocumentRecords, RegExp]>([
    ['no document record', withoutDocument, /no record of its own/],
    ['two document records', { ...sampleDocument(), other: { ...document, id: 'other' } as never }, /document record/],
    ['a record under another id', { ...withoutFront, x: front }, /with the id "front"/],
    ['an orphan', changed('back', { parent: 'gone' }), /not there/],
    ['a parent named as a property of every object', changed('back', { parent: 'constructor' }), /not there/],
    ['a parent that is no group', changed('back', { parent: 'front' }), /not a group/],
    ['a group in itself', changed('group', { parent: 'group' }), /inside itself/],
    ['two siblings at one place', changed('back', { order: (front as LayerRecord).order }), /same place/],
    ['a layer that passes through', changed('back', { blendMode: 'pass through' }), /not a group/],
    ['an asset of two sizes', changed('back', { asset: sampleHash(2) }), /denies/],
    ['pixels used as a mask', changed('back', { mask: { ...sampleMask(0), asset: sampleHash(2) } }), /denies/],
  ])('finds %s', (_what, records, problem) => {
    expect(documentProblems(records).join('\n')).toMatch(problem)
    expect(() => assertDocument(records)).toThrow(expect.objectContaining({ code: 'DIFF_INVALID' }))
  })

  it('finds a long cycle', () => {
    const { group } = sampleDocument()
    const first = { ...group, id: 'first', parent: 'second', order: 'V' } as LayerRecord
    const second = { ...group, id: 'second', parent: 'first', order: 'V' } as LayerRecord
    expect(documentProblems({ ...sampleDocument(), first, second }).join()).toMatch(/inside itself/)
  })
})

describe('assets of a document', () => {
  it('are those of pixels, masks, picture fills and the source', () => {
    const { paper, back, document } = sampleDocument()
    const picture = { type: 'picture', asset: sampleHash(9), width: 5, height: 6, fit: 'tile' } as const
    expect(assetsOfRecord({ ...paper, fill: picture } as DocRecord)).toEqual([
      { hash: sampleHash(9), type: 'rgba', size: { width: 5, height: 6 } },
    ])
    expect(assetsOfRecord({ ...back, mask: sampleMask(7) } as DocRecord).map(({ type }) => type)).toEqual([
      'rgba',
      'gray',
    ])
    const source = { fileName: 'a', file: sampleHash(10), pixels: sampleHash(11), convertedFromProfile: null }
    expect(assetsOfRecord({ ...document, source } as DocRecord)).toEqual([
      { hash: sampleHash(10), type: 'file', size: null },
      { hash: sampleHash(11), type: 'rgba', size: null },
    ])
    expect(assetsOf(sampleDocument())).toEqual(new Set([1, 2, 3, 4].map(sampleHash)))
  })
})
