import { useEffect } from 'react'
import { focusHome, isTextField, trackFocus } from '../ui/focus.ts'
import { enterList } from './regions.ts'

const panels = '[data-panels]'
/** What opens a menu or a list, which takes the focus itself. */
const openers = '[aria-haspopup], [role="combobox"], [role="menubar"]'

/**
 * Presses of the mouse on panels leave the keyboard to the canvas, so that arrows nudge the layer that was just clicked.
 * Text fields take the focus all the same.
 */
export function usePanelFocus(): void {
  useEffect(() => {
    const stop = trackFocus()
    const inPanel = (target: EventTarget | null): target is Element =>
      target instanceof Element && !!target.closest(panels)
    const press = (event: MouseEvent) => {
      const { target } = event
      if (!inPanel(target) || isTextField(target) || target.closest('label')) return
      if (target instanceof HTMLInputElement) return
      event.preventDefault()
      if (!target.closest(openers)) focusHome()
    }
    const release = ({ target }: PointerEvent) => {
      const active = document.activeElement
      if (!inPanel(target) || !inPanel(active) || isTextField(active) || active.closest(openers)) return
      focusHome()
    }
    // After a press that left the focus where it was, Radix takes the next Tab into a list for a press too.
    const enter = ({ target }: FocusEvent) => enterList(target)
    document.addEventListener('mousedown', press)
    document.addEventListener('pointerup', release)
    document.addEventListener('focusin', enter)
    return () => {
      stop()
      document.removeEventListener('mousedown', press)
      document.removeEventListener('pointerup', release)
      document.removeEventListener('focusin', enter)
    }
  }, [])
}
