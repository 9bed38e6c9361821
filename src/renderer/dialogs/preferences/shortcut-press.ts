/** Shortcuts as a person records them: the inverse of matching a key press. */
import type { Command, EditorState, KeyPress } from '../../store/commands.ts'
import { shortcutsOf } from '../../store/commands.ts'

const modifiers = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead'])
/** Keys by their place, where Alt or Shift make another character of them. */
const keysOfCodes: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Slash: '/',
  Comma: ',',
  Semicolon: ';',
  Minus: '-',
  Equal: '=',
  Space: 'Space',
}
/** These move the focus, close, or press what has the focus. */
const kept = new Set(['Tab', 'Escape', 'F6', 'F10'])

/** null: modifiers alone, or a key that cannot be one. */
export function shortcutOfPress(press: KeyPress, mac: boolean): string | null {
  if (modifiers.has(press.key) || kept.has(press.key)) return null
  if (mac ? press.ctrlKey : press.metaKey) return null
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1] ?? /^Digit([0-9])$/.exec(press.code)?.[1]
  const typed = press.key.length === 1 && !press.altKey && !press.shiftKey ? press.key.toUpperCase() : null
  const key = (press.key === ' ' ? 'Space' : typed) ?? letter ?? keysOfCodes[press.code] ?? press.key.toUpperCase()
  const name = press.key.length > 1 ? press.key : key
  const mod = mac ? press.metaKey : press.ctrlKey
  return [mod && 'Mod', press.altKey && 'Alt', press.shiftKey && 'Shift', name].filter(Boolean).join('+')
}

/** Another command that has the shortcut already. */
export function commandWith(
  shortcut: string,
  except: Command,
  all: readonly Command[],
  state: EditorState,
): Command | undefined {
  return all.find((command) => command.id !== except.id && shortcutsOf(command, state).includes(shortcut))
}
