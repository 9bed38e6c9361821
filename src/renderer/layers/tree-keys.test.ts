import { describe, expect, it } from 'vitest'
import { newGroup } from '../../shared/document/records.ts'
import type { LayerRow } from '../store/layer-rows.ts'
import { pressTreeKey, type TreeKey } from './tree-keys.ts'

const row = (id: string, depth: number, parent: string | null, open: boolean): LayerRow => ({
  layer: { ...newGroup({ id, name: id }), parent, order: 'a' },
  depth,
  open,
  position: 1,
  siblings: 1,
})
const rows = [row('outer', 0, null, true), row('inner', 1, 'outer', false), row('last', 0, null, false)]

function press(key: string, focused: string | null, held: Partial<TreeKey> = {}) {
  const calls: unknown[][] = []
  const note =
    (name: string) =>
    (...given: unknown[]) =>
      void calls.push([name, ...given])
  const handled = pressTreeKey({ key, mod: false, shift: false, alt: false, ...held }, rows, focused, {
    select: note('select'),
    selectNeighbour: note('selectNeighbour'),
    selectEnd: note('selectEnd'),
    toggleSelected: note('toggleSelected'),
    focus: note('focus'),
    setCollapsed: note('setCollapsed'),
    startRename: note('startRename'),
  })
  return { handled, calls }
}

describe('pressTreeKey', () => {
  it('selects with arrows, extends with Shift, moves the focus alone with Mod', () => {
    expect(press('ArrowDown', 'outer').calls).toEqual([['selectNeighbour', 'down', { extend: false }]])
    expect(press('ArrowUp', 'inner', { shift: true }).calls).toEqual([['selectNeighbour', 'up', { extend: true }]])
    expect(press('ArrowDown', 'outer', { mod: true }).calls).toEqual([['focus', 'inner']])
    expect(press('ArrowDown', 'last', { mod: true })).toEqual({ handled: true, calls: [] })
  })

  it('opens, enters, closes and leaves groups', () => {
    expect(press('ArrowRight', 'inner').calls).toEqual([['setCollapsed', 'inner', false]])
    expect(press('ArrowRight', 'outer').calls).toEqual([['select', ['inner']]])
    expect(press('ArrowLeft', 'outer').calls).toEqual([['setCollapsed', 'outer', true]])
    expect(press('ArrowLeft', 'inner').calls).toEqual([['select', ['outer']]])
  })

  it('renames, toggles and jumps', () => {
    expect(press('Enter', 'inner').calls).toEqual([['startRename', 'inner']])
    expect(press(' ', 'inner').calls).toEqual([['toggleSelected', 'inner']])
    expect(press('End', null).calls).toEqual([['selectEnd', 'bottom']])
  })

  it('leaves letters and commands alone', () => {
    expect(press('v', 'inner').handled).toBe(false)
    expect(press(']', 'inner', { mod: true }).handled).toBe(false)
    expect(press('ArrowUp', 'inner', { alt: true }).handled).toBe(false)
  })
})
