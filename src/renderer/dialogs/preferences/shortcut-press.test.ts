import { describe, expect, it } from 'vitest'
import { matchesShortcut, type KeyPress } from '../../store/commands.ts'
import { shortcutOfPress } from './shortcut-press.ts'

const press = (key: string, code: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

describe('shortcutOfPress', () => {
  const presses: [string, KeyPress][] = [
    ['V', press('v', 'KeyV')],
    ['Mod+S', press('s', 'KeyS', { ctrlKey: true })],
    ['Mod+Alt+Shift+S', press('S', 'KeyS', { ctrlKey: true, altKey: true, shiftKey: true })],
    ['Shift+[', press('{', 'BracketLeft', { shiftKey: true })],
    ['Alt+]', press('‘', 'BracketRight', { altKey: true })],
    ['F7', press('F7', 'F7')],
    ['Shift+ArrowLeft', press('ArrowLeft', 'ArrowLeft', { shiftKey: true })],
    ['Mod+1', press('1', 'Digit1', { ctrlKey: true })],
  ]

  it.each(presses)('records %s, and what is recorded matches the press', (shortcut, pressed) => {
    expect(shortcutOfPress(pressed, false)).toBe(shortcut)
    expect(matchesShortcut(shortcut, pressed, false)).toBe(true)
  })

  it('takes Command on a Mac', () => {
    expect(shortcutOfPress(press('s', 'KeyS', { metaKey: true }), true)).toBe('Mod+S')
    expect(shortcutOfPress(press('s', 'KeyS', { ctrlKey: true }), true)).toBeNull()
  })

  it('refuses modifiers alone and keys of the window', () => {
    expect(shortcutOfPress(press('Control', 'ControlLeft', { ctrlKey: true }), false)).toBeNull()
    expect(shortcutOfPress(press('Tab', 'Tab'), false)).toBeNull()
    expect(shortcutOfPress(press('Escape', 'Escape'), false)).toBeNull()
  })
})
