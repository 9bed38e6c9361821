import { describe, expect, it } from 'vitest'
import { newDocument, newGroup } from './records.ts'
import { sampleDocument } from './testing.ts'
import { childrenOf, descendantsOf, getDocument, getLayer, isInside, outermost, walk } from './tree.ts'
import type { DocRecord } from './types.ts'

const names = (layers: { id: string }[]) => layers.map(({ id }) => id)

describe('the layer tree', () => {
  const records = sampleDocument()

  it('sorts children from the bottom to the top', () => {
    expect(names(childrenOf(records, null))).toEqual(['back', 'group', 'front', 'paper'])
    expect(names(childrenOf(records, 'group'))).toEqual(['low', 'high'])
    expect(childrenOf(records, 'back')).toEqual([])
  })

  it('walks a group before what is in it', () => {
    const steps = [...walk(records)].map(({ layer, depth }) => `${depth} ${layer.id}`)
    expect(steps).toEqual(['0 back', '0 group', '1 low', '1 high', '0 front', '0 paper'])
    expect(names(descendantsOf(records, 'group'))).toEqual(['low', 'high'])
  })

  it('knows what is inside what', () => {
    expect(isInside(records, 'low', 'group')).toBe(true)
    expect(isInside(records, 'group', 'group')).toBe(false)
    expect(isInside(records, 'back', 'group')).toBe(false)
    expect(names(outermost(records, ['high', 'front', 'group', 'back', 'back']))).toEqual(['back', 'group', 'front'])
  })

  it('says which layer is missing', () => {
    for (const id of ['gone', 'constructor', 'document']) {
      expect(() => getLayer(records, id)).toThrow(expect.objectContaining({ code: 'LAYER_NOT_FOUND' }))
    }
    expect(() => getDocument({})).toThrow(expect.objectContaining({ code: 'DIFF_INVALID' }))
  })

  it('walks 20,000 nested groups', () => {
    const deep: Record<string, DocRecord> = { document: newDocument({ name: 'Deep', width: 1, height: 1 }) }
    for (let index = 0; index < 20_000; index++) {
      const id = `g${index}`
      deep[id] = { ...newGroup({ id, name: id }), parent: index === 0 ? null : `g${index - 1}`, order: 'V' }
    }
    expect([...walk(deep)].at(-1)?.depth).toBe(19_999)
  })
})
