import { useEffect } from 'react'
import { focusHome, isTextField, trackFocus } from '../ui/focus.ts'

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
    document.addEventListener('mousedown', press)
    document.addEventListener('pointerup', release)
    return () => {
      stop()
      document.removeEventListener('mousedown', press)
      document.removeEventListener('pointerup', release)
    }
  }, [])
}
