import { describe, expect, it } from 'vitest'
import { applyDiff, isEmptyDiff } from '../diff.ts'
import { assertDocument } from '../invariants.ts'
import { countingIds, sampleDocument, sampleHash, sampleMask, samplePixels } from '../testing.ts'
import { childrenOf, getLayer, walk } from '../tree.ts'
import type { DocumentRecords, PixelLayer, RecordsDiff } from '../types.ts'
import { topOf } from './placement.ts'
import * as properties from './properties.ts'
import * as structure from './structure.ts'

const records = sampleDocument()

function after(diff: RecordsDiff, before: DocumentRecords = records): DocumentRecords {
  const result = applyDiff(before, diff)
  assertDocument(result)
  return result
}

/** The stack as text, bottom to top: "back group(low high) front paper". */
function stack(of: DocumentRecords, parent: string | null = null): string {
  return childrenOf(of, parent)
    .map(({ id, type }) => (type === 'group' ? `${id}(${stack(of, id)})` : id))
    .join(' ')
}

const code = (expected: string) => expect.objectContaining({ code: expected })

describe('commands on properties', () => {
  it('change the one thing they are for', () => {
    const ids = ['back', 'low']
    expect(after(properties.renameLayer(records, { id: 'back', name: 'Sky' })).back).toMatchObject({ name: 'Sky' })
    expect(after(properties.setVisible(records, { ids, visible: false })).low).toMatchObject({ visible: false })
    expect(after(properties.setOpacity(records, { ids, opacity: 7 })).low).toMatchObject({ opacity: 1 })
    expect(after(properties.setOpacity(records, { ids, opacity: 0.25 })).back).toMatchObject({ opacity: 0.25 })
    expect(after(properties.setKind(records, { ids, kind: 'shadow' })).back).toMatchObject({ kind: 'shadow' })
    expect(after(properties.setLabel(records, { ids, label: 'red' })).back).toMatchObject({ label: 'red' })
    expect(after(properties.setClipping(records, { ids, clipping: true })).low).toMatchObject({ clipping: true })
    expect(after(properties.setCollapsed(records, { ids: ['group'], collapsed: true })).group).toMatchObject({
      collapsed: true,
    })
    expect(after(properties.setLocks(records, { ids, locks: { pixels: true } })).back).toMatchObject({
      locks: { transparency: false, pixels: true, position: false },
    })
    expect(after(properties.updateDocument(records, { name: 'Poster' })).document).toMatchObject({ name: 'Poster' })
  })

  it('place, replace and fill', () => {
    const transform: PixelLayer['transform'] = [2, 0, 0, 2, 5, 6]
    const pixels = { asset: sampleHash(77), width: 7, height: 8, transform }
    expect(after(properties.setTransform(records, { id: 'back', transform })).back).toMatchObject({
      transform,
      width: 11,
    })
    expect(after(properties.replacePixels(records, { id: 'back', ...pixels })).back).toMatchObject(pixels)
    const fill = { type: 'color', color: [9, 9, 9] } as const
    expect(
      after(properties.setFill(records, { id: 'paper', fill: { ...fill, color: [9, 9, 9] } })).paper,
    ).toMatchObject({
      fill,
    })
    expect(() => properties.setTransform(records, { id: 'paper', transform })).toThrow(code('DIFF_INVALID'))
    expect(() => properties.setFill(records, { id: 'back', fill: { type: 'color', color: [9, 9, 9] } })).toThrow(
      code('DIFF_INVALID'),
    )
  })

  it('set, switch and remove masks', () => {
    const masked = after(properties.setMask(records, { id: 'back', mask: sampleMask(1) }))
    const off = after(properties.setMaskEnabled(masked, { ids: ['back', 'front'], enabled: false }), masked)
    expect(off.back).toMatchObject({ mask: { enabled: false } })
    expect(off.front).toBe(masked.front)
    expect(after(properties.setMask(off, { id: 'back', mask: null }), off)).toEqual(records)
  })

  it('are empty when nothing would change', () => {
    expect(isEmptyDiff(properties.setVisible(records, { ids: ['back', 'low'], visible: true }))).toBe(true)
    expect(isEmptyDiff(properties.renameLayer(records, { id: 'back', name: 'Layer back' }))).toBe(true)
  })

  it('let only groups pass through, and miss no layer silently', () => {
    expect(() => properties.setBlendMode(records, { ids: ['back'], blendMode: 'pass through' })).toThrow(
      code('DIFF_INVALID'),
    )
    const isolated = after(properties.setBlendMode(records, { ids: ['group'], blendMode: 'multiply' }))
    expect(after(properties.setBlendMode(isolated, { ids: ['group'], blendMode: 'pass through' }), isolated)).toEqual(
      records,
    )
    expect(() => properties.setVisible(records, { ids: ['gone'], visible: true })).toThrow(code('LAYER_NOT_FOUND'))
  })
})

describe('commands on the tree', () => {
  it('insert above a layer, on top and at the bottom', () => {
    const layers = [samplePixels('a', 50), samplePixels('b', 51)]
    const put = (parent: string | null, above: string | null) =>
      stack(after(structure.insertLayers(records, { layers, at: { parent, above } })))
    expect(put(null, 'back')).toBe('back a b group(low high) front paper')
    expect(put(null, null)).toBe('a b back group(low high) front paper')
    expect(put('group', 'low')).toBe('back group(low a b high) front paper')
    expect(stack(after(structure.insertLayers(records, { layers, at: topOf(records, 'group') })))).toBe(
      'back group(low high a b) front paper',
    )
    expect(() => put('front', null)).toThrow(code('DIFF_INVALID'))
    expect(() => put('group', 'back')).toThrow(code('DIFF_INVALID'))
    expect(() => put('gone', null)).toThrow(code('LAYER_NOT_FOUND'))
    const taken = [samplePixels('back', 50)]
    expect(() => structure.insertLayers(records, { layers: taken, at: topOf(records, null) })).toThrow(
      code('DIFF_INVALID'),
    )
    const twice = [samplePixels('a', 50), samplePixels('a', 50)]
    expect(() => structure.insertLayers(records, { layers: twice, at: topOf(records, null) })).toThrow(
      code('DIFF_INVALID'),
    )
  })

  it.each<[string[], string | null, string | null, string]>([
    [['front'], null, null, 'front back group(low high) paper'],
    [['back'], null, 'front', 'group(low high) front back paper'],
    [['paper', 'back'], 'group', 'low', 'group(low back paper high) front'],
    [['low'], null, 'paper', 'back group(high) front paper low'],
    [['group', 'low'], null, 'front', 'back front group(low high) paper'],
    [['back', 'front'], null, 'back', 'back front group(low high) paper'],
  ])('move %j into %s above %s', (ids, parent, above, expected) => {
    expect(stack(after(structure.moveLayers(records, { ids, to: { parent, above } })))).toBe(expected)
  })

  it('change one record a layer moved, and none when it is there already', () => {
    const move = (ids: string[], parent: string | null, above: string | null) =>
      structure.moveLayers(records, { ids, to: { parent, above } })
    expect(Object.keys(move(['front'], null, null).updated)).toEqual(['front'])
    expect(isEmptyDiff(move(['front'], null, 'group'))).toBe(true)
    expect(isEmptyDiff(move(['group', 'front'], null, 'back'))).toBe(true)
    expect(isEmptyDiff(move(['group', 'front'], null, 'front'))).toBe(true)
    expect(isEmptyDiff(move([], null, 'front'))).toBe(true)
  })

  it('never move a group into itself', () => {
    const nested = after(structure.groupLayers(records, { ids: ['low'], group: { id: 'inner', name: 'Inner' } }))
    for (const parent of ['group', 'inner']) {
      const to = { parent, above: null }
      expect(() => structure.moveLayers(nested, { ids: ['group'], to })).toThrow(code('DIFF_INVALID'))
    }
  })

  it('group in the place of the topmost, and ungroup to the same stack', () => {
    const group = { id: 'new', name: 'New' }
    const grouped = after(structure.groupLayers(records, { ids: ['front', 'back'], group }))
    expect(stack(grouped)).toBe('group(low high) new(back front) paper')
    expect(stack(after(structure.ungroupLayers(grouped, { id: 'new' }), grouped))).toBe(
      'group(low high) back front paper',
    )
    expect(stack(after(structure.ungroupLayers(records, { id: 'group' })))).toBe('back low high front paper')
    expect(() => structure.groupLayers(records, { ids: [], group })).toThrow(code('DIFF_INVALID'))
    expect(() => structure.groupLayers(records, { ids: ['back'], group: { id: 'front', name: '' } })).toThrow(
      code('DIFF_INVALID'),
    )
    expect(() => structure.ungroupLayers(records, { id: 'back' })).toThrow(code('DIFF_INVALID'))
  })

  it('duplicate groups with what is in them', () => {
    const copied = after(structure.duplicateLayers(records, { ids: ['back', 'group', 'low'], newId: countingIds() }))
    expect(stack(copied)).toBe('back n1 group(low high) n2(n3 n4) front paper')
    expect(copied.n2).toMatchObject({ name: 'Group copy' })
    expect(copied.n3).toMatchObject({ name: 'Layer low', asset: sampleHash(3) })
    expect(() => structure.duplicateLayers(records, { ids: ['back'], newId: () => 'front' })).toThrow(
      code('DIFF_INVALID'),
    )
  })

  it('remove groups with what is in them', () => {
    expect(stack(after(structure.removeLayers(records, { ids: ['low', 'group', 'paper'] })))).toBe('back front')
  })

  it('split: a group in the place of the layer, with its looks, and no other record touched', () => {
    const look = { opacity: 0.5, blendMode: 'multiply', visible: false } as const
    const before = after({
      added: {},
      removed: {},
      updated: { back: [records.back, { ...records.back, ...look } as never] },
    })
    const layers = [samplePixels('a', 50), samplePixels('b', 51)]
    const diff = structure.replaceLayerWithGroup(before, { id: 'back', groupId: 'split', layers })
    const result = after(diff, before)
    expect(stack(result)).toBe('split(a b) group(low high) front paper')
    expect(getLayer(result, 'split')).toMatchObject({ ...look, name: 'Layer back' })
    expect(diff.updated).toEqual({})
    expect(Object.keys(diff.removed)).toEqual(['back'])
  })

  it('merge: one layer in the place of the topmost', () => {
    const layer = samplePixels('merged', 50)
    const merged = after(structure.replaceLayersWithLayer(records, { ids: ['back', 'group'], layer }))
    expect(stack(merged)).toBe('merged front paper')
    expect([...walk(merged)]).toHaveLength(3)
    expect(() => structure.replaceLayersWithLayer(records, { ids: [], layer })).toThrow(code('DIFF_INVALID'))
  })
})
