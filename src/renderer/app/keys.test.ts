import { describe, expect, it } from 'vitest'
import type { KeyPress } from '../store/commands.ts'
import { isForCommands, opacityOfDigit, type KeyPlace } from './keys.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

describe('isForCommands', () => {
  it('leaves typing to text fields', () => {
    for (const key of ['v', 'B', '[', 'Delete', 'ArrowLeft', 'Enter', 'Escape']) {
      expect(isForCommands(press(key), 'text')).toBe(false)
    }
    for (const key of ['z', 'a', 'v', 'ArrowLeft'])
      expect(isForCommands(press(key, { ctrlKey: true }), 'text')).toBe(false)
    expect(isForCommands(press('s', { ctrlKey: true }), 'text')).toBe(true)
    expect(isForCommands(press('F7'), 'text')).toBe(true)
  })

  it('leaves everything to menus and dialogs', () => {
    expect(isForCommands(press('s', { ctrlKey: true }), 'modal')).toBe(false)
  })

  it('leaves arrows and Enter to controls and to the tree', () => {
    for (const place of ['control', 'tree'] as const) {
      expect(isForCommands(press('ArrowUp'), place)).toBe(false)
      expect(isForCommands(press('Enter'), place)).toBe(false)
      expect(isForCommands(press('v'), place)).toBe(true)
    }
    expect(isForCommands(press('Delete'), 'tree')).toBe(true)
    expect(isForCommands(press(']', { ctrlKey: true }), 'tree')).toBe(true)
    expect(isForCommands(press(' '), 'control')).toBe(false)
  })

  it('never takes Tab', () => {
    const places: KeyPlace[] = ['text', 'modal', 'tree', 'control', 'canvas']
    for (const place of places) expect(isForCommands(press('Tab'), place)).toBe(false)
    expect(isForCommands(press('ArrowUp'), 'canvas')).toBe(true)
  })
})

describe('opacityOfDigit', () => {
  it('takes one digit as tens, and two quick ones as they are', () => {
    expect(opacityOfDigit('0', null, 0).opacity).toBe(1)
    const first = opacityOfDigit('4', null, 1000)
    expect(first.opacity).toBe(0.4)
    expect(opacityOfDigit('5', first.next, 1300)).toEqual({ opacity: 0.45, next: null })
    expect(opacityOfDigit('5', first.next, 2000).opacity).toBe(0.5)
    expect(opacityOfDigit('0', opacityOfDigit('0', null, 0).next, 100).opacity).toBe(0)
  })
})
