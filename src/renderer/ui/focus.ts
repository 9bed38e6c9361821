/**
 * Where the focus goes back to. Menus, lists and dialogs take the focus for a while; when they close, it returns to what
 * had it before, or to the element marked `data-focus-home` (the canvas).
 */

const passing = '[role="menu"], [role="menubar"], [role="listbox"], [role="dialog"], [role="alertdialog"]'
const home = '[data-focus-home]'

let last: HTMLElement | null = null

/**
 * Follows the focus; gives what stops it. Marks on the page whether it came by keys or by the pointer: a ring that appears
 * around the canvas after a click on a panel would only irritate.
 */
export function trackFocus(): () => void {
  let input = 'keys'
  const note = (event: FocusEvent) => {
    document.documentElement.dataset.focusBy = input
    if (event.target instanceof HTMLElement && !event.target.closest(passing)) last = event.target
  }
  const byKeys = () => (input = 'keys')
  const byPointer = () => (input = 'pointer')
  document.addEventListener('focusin', note)
  window.addEventListener('keydown', byKeys, true)
  window.addEventListener('pointerdown', byPointer, true)
  return () => {
    document.removeEventListener('focusin', note)
    window.removeEventListener('keydown', byKeys, true)
    window.removeEventListener('pointerdown', byPointer, true)
  }
}

export function focusHome(): void {
  document.querySelector<HTMLElement>(home)?.focus({ preventScroll: true })
}

/** For `onCloseAutoFocus`: leaves the focus where it is when something else has taken it already. */
export function restoreFocus(event: Event): void {
  event.preventDefault()
  const active = document.activeElement
  if (active && active !== document.body && !active.closest(passing)) return
  if (last?.isConnected) last.focus({ preventScroll: true })
  else focusHome()
}

/** Whether typing goes into the element. */
export function isTextField(element: Element | null): boolean {
  if (element instanceof HTMLTextAreaElement) return true
  if (element instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'range', 'color'].includes(element.type)
  return element instanceof HTMLElement && element.isContentEditable
}

/** For `onOpenAutoFocus`: where a dialog names the element to begin with, by `data-initial-focus`. */
export function focusInitially(event: Event): void {
  const initial =
    event.target instanceof Element ? event.target.querySelector<HTMLElement>('[data-initial-focus]') : null
  if (!initial) return
  event.preventDefault()
  initial.focus({ preventScroll: true })
}
