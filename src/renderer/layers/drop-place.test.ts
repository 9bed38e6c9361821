import { describe, expect, it } from 'vitest'
import { newDocument, newGroup, newPixelLayer } from '../../shared/document/records.ts'
import type { DocumentRecords } from '../../shared/document/types.ts'
import { layerRows } from '../store/layer-rows.ts'
import { dropPlace } from './drop-place.ts'

/** From the top: Title, Group (Star, Moon), Sky. */
function records(): DocumentRecords {
  const layer = (id: string, parent: string | null, order: string) => ({
    ...newPixelLayer({ id, name: id, kind: 'object', asset: 'a'.repeat(64), width: 1, height: 1 }),
    parent,
    order,
  })
  return {
    document: newDocument({ name: 'd', width: 10, height: 10 }),
    sky: layer('sky', null, 'a'),
    group: { ...newGroup({ id: 'group', name: 'group' }), parent: null, order: 'b' },
    moon: layer('moon', 'group', 'a'),
    star: layer('star', 'group', 'b'),
    title: layer('title', null, 'c'),
  }
}
const all = records()
const rows = layerRows(all, new Set())
const closed = layerRows(all, new Set(['group']))
const at = (index: number, fraction: number) => ({ index, fraction })

describe('dropPlace', () => {
  it('goes by halves of a layer', () => {
    expect(rows.map(({ layer }) => layer.id)).toEqual(['title', 'group', 'star', 'moon', 'sky'])
    expect(dropPlace(all, rows, ['sky'], at(0, 0.2))).toEqual({
      parent: null,
      above: 'title',
      mark: { type: 'line', index: 0, depth: 0 },
    })
    expect(dropPlace(all, rows, ['sky'], at(0, 0.8))).toMatchObject({ parent: null, above: 'group' })
  })

  it('tells the end of a group from the layer below it', () => {
    expect(dropPlace(all, rows, ['title'], at(3, 0.9))).toEqual({
      parent: 'group',
      above: null,
      mark: { type: 'line', index: 4, depth: 1 },
    })
    expect(dropPlace(all, rows, ['title'], at(4, 0.1))).toEqual({
      parent: null,
      above: 'sky',
      mark: { type: 'line', index: 4, depth: 0 },
    })
  })

  it('goes into the middle of a group, to its top', () => {
    expect(dropPlace(all, closed, ['sky'], at(1, 0.5))).toEqual({
      parent: 'group',
      above: 'star',
      mark: { type: 'into', id: 'group' },
    })
    expect(dropPlace(all, rows, ['sky'], at(1, 0.9))).toEqual({
      parent: 'group',
      above: 'star',
      mark: { type: 'line', index: 2, depth: 1 },
    })
    expect(dropPlace(all, closed, ['title'], at(1, 0.9))).toMatchObject({ parent: null, above: 'sky' })
  })

  it('goes to the bottom below all rows', () => {
    expect(dropPlace(all, rows, ['title'], at(9, 0))).toMatchObject({ parent: null, above: null })
  })

  it('never names a layer that moves along', () => {
    expect(dropPlace(all, rows, ['title', 'group'], at(0, 0.2))).toMatchObject({ parent: null, above: 'sky' })
  })

  it('refuses a group in itself', () => {
    expect(dropPlace(all, rows, ['group'], at(2, 0.2))).toBeNull()
    expect(dropPlace(all, rows, ['group'], at(1, 0.5))).toBeNull()
  })
})
