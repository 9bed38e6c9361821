/** Which key presses are commands, by where the focus is. */
import type { KeyPress } from '../store/commands.ts'

/** Where the focus is: in a text field, in a menu or dialog, in the layer tree, on another control, or on the canvas. */
export type KeyPlace = 'text' | 'modal' | 'tree' | 'control' | 'canvas'

const hasMod = (press: KeyPress) => press.ctrlKey || press.metaKey
const isFunctionKey = (press: KeyPress) => /^F\d+$/.test(press.key)
const editsText = new Set(['a', 'c', 'v', 'x', 'y', 'z'])
const navigation = /^(Arrow|Page|Home|End|Delete|Backspace|Enter|Escape|Tab)/
/** What buttons, sliders and lists answer to themselves. */
const ofControls = new Set(['Enter', ' ', 'Home', 'End', 'PageUp', 'PageDown', 'Tab'])

/** Whether the window's commands may have the press. Tab always moves the focus. */
export function isForCommands(press: KeyPress, place: KeyPlace): boolean {
  if (press.key === 'Tab' || place === 'modal') return false
  if (place === 'text') {
    if (isFunctionKey(press)) return true
    if (!hasMod(press)) return false
    return !editsText.has(press.key.toLowerCase()) && !navigation.test(press.key)
  }
  if (place === 'canvas' || hasMod(press)) return true
  if (place === 'control') return !ofControls.has(press.key) && !press.key.startsWith('Arrow')
  // The tree has answered to its own keys already.
  return !press.key.startsWith('Arrow') && press.key !== 'Enter'
}

/** Milliseconds between the two digits of an exact opacity. */
const quickly = 500

/**
 * Opacity by digits: 4 is 40 %, 0 is 100 %, two digits quickly are that many percent. Gives the opacity 0..1 and what to
 * remember for the next digit.
 */
export function opacityOfDigit(
  digit: string,
  before: { digit: string; at: number } | null,
  now: number,
): { opacity: number; next: { digit: string; at: number } | null } {
  if (before && now - before.at <= quickly) return { opacity: Number(before.digit + digit) / 100, next: null }
  return { opacity: digit === '0' ? 1 : Number(digit) / 10, next: { digit, at: now } }
}
