/** Shortcuts as text (`Mod+Shift+S`): matching key events, and writing them for people and for native menus. */

/** What of a KeyboardEvent counts. */
export interface KeyPress {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

interface Parts {
  mod: boolean
  alt: boolean
  shift: boolean
  key: string
}

function parse(shortcut: string): Parts {
  // The key itself may be a plus.
  const names = shortcut.endsWith('+') ? [...shortcut.slice(0, -2).split('+'), '+'] : shortcut.split('+')
  const key = names.at(-1) ?? ''
  return { mod: names.includes('Mod'), alt: names.includes('Alt'), shift: names.includes('Shift'), key }
}

/** Keys by their place, for layouts and modifiers that give another character: Alt+], Ctrl+Shift+[. */
const codes: Readonly<Record<string, string>> = {
  '[': 'BracketLeft',
  ']': 'BracketRight',
  '\\': 'Backslash',
  '/': 'Slash',
  ',': 'Comma',
  ';': 'Semicolon',
  '-': 'Minus',
  '=': 'Equal',
  '+': 'Equal',
  Space: 'Space',
}

function codeOf(key: string): string {
  if (/^[A-Z]$/.test(key)) return `Key${key}`
  if (/^[0-9]$/.test(key)) return `Digit${key}`
  return codes[key] ?? key
}

/** Whether the key press is the shortcut: by the character first, then by the key's place. */
export function matchesShortcut(shortcut: string, press: KeyPress, mac: boolean): boolean {
  const { mod, alt, shift, key } = parse(shortcut)
  const pressedMod = mac ? press.metaKey : press.ctrlKey
  const otherMod = mac ? press.ctrlKey : press.metaKey
  if (pressedMod !== mod || otherMod || press.altKey !== alt) return false
  const byKey = press.key.length === 1 ? press.key.toUpperCase() === key.toUpperCase() : press.key === key
  // Characters such as + and { need Shift on many layouts: there Shift is part of the character.
  const shiftFits = press.shiftKey === shift || (key === '+' && byKey && !shift)
  if (!shiftFits) return false
  return byKey || press.code === codeOf(key)
}

/** A letter, a digit or a bracket without Mod or Alt: may be switched off in the preferences. */
export function isSingleKey(shortcut: string): boolean {
  const { mod, alt, key } = parse(shortcut)
  return !mod && !alt && key.length === 1
}

/** Shortcuts that a browser keeps for itself. */
export function isReservedByBrowser(shortcut: string): boolean {
  return ['Mod+N', 'Mod+T', 'Mod+W', 'Mod+Shift+N', 'Mod+Q'].includes(shortcut)
}

const macSigns: Readonly<Record<string, string>> = { Enter: '↩', Delete: '⌦', Backspace: '⌫', Escape: '⎋' }
const arrowSigns: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' }

/** For menus and tooltips: Ctrl+Shift+S, or ⇧⌘S on a Mac. */
export function formatShortcut(shortcut: string, mac: boolean): string {
  const { mod, alt, shift, key } = parse(shortcut)
  const sign = arrowSigns[key] ?? (mac ? (macSigns[key] ?? key) : key)
  if (mac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${sign}`
  return [mod && 'Ctrl', alt && 'Alt', shift && 'Shift', sign].filter(Boolean).join('+')
}

/** For aria-keyshortcuts. */
export function ariaShortcut(shortcut: string, mac: boolean): string {
  const { mod, alt, shift, key } = parse(shortcut)
  return [mod && (mac ? 'Meta' : 'Control'), alt && 'Alt', shift && 'Shift', key === '+' ? 'Plus' : key]
    .filter(Boolean)
    .join('+')
}

/** As Electron's menus want it. */
export function acceleratorOf(shortcut: string): string {
  const { mod, alt, shift, key } = parse(shortcut)
  const name = key.startsWith('Arrow') ? key.slice('Arrow'.length) : key === '+' ? 'Plus' : key
  return [mod && 'CommandOrControl', alt && 'Alt', shift && 'Shift', name].filter(Boolean).join('+')
}
