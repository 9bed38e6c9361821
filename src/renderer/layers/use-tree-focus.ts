import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { useEditor } from '../app/editor-context.ts'
import { isTextField } from '../ui/focus.ts'

interface TreeFocus {
  scroller: RefObject<HTMLElement | null>
  /** The layer that has the focus in the tree, and its row. */
  focused: string | null
  index: number
  virtualizer: Virtualizer<HTMLDivElement, Element>
}

/** Keeps the focused row in sight, and the keyboard on it while it is in the tree. */
export function useTreeFocus({ scroller, focused, index, virtualizer }: TreeFocus): void {
  const editor = useEditor()

  // Only when another layer is to be seen: not when rows come and go above it.
  const seen = useRef<string | null>(null)
  useEffect(() => {
    if (focused !== seen.current && index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' })
    seen.current = focused
  }, [focused, index, virtualizer])

  // A row that has the focus may go: the focus then falls to the page, and belongs to the next row.
  const inside = useRef(false)
  useEffect(() => {
    const note = ({ target }: Event) => {
      inside.current = target instanceof Node && scroller.current?.contains(target) === true
    }
    document.addEventListener('focusin', note)
    document.addEventListener('pointerdown', note)
    return () => {
      document.removeEventListener('focusin', note)
      document.removeEventListener('pointerdown', note)
    }
  }, [scroller])

  useLayoutEffect(() => {
    const here = document.activeElement
    const lost = here === document.body && inside.current
    if (focused === null || isTextField(here) || !(lost || scroller.current?.contains(here))) return
    scroller.current
      ?.querySelector<HTMLElement>(`[data-layer="${CSS.escape(focused)}"]`)
      ?.focus({ preventScroll: true })
  }, [scroller, focused])

  // The focus goes back to where it was before a name was edited, unless it went elsewhere meanwhile.
  useEffect(() => {
    let before: Element | null = null
    return editor.session.subscribe(({ renaming }, { renaming: previous }) => {
      if (renaming !== null && previous === null) before = document.activeElement
      if (renaming !== null || previous === null) return
      setTimeout(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement)
          before.focus({ preventScroll: true })
      })
    })
  }, [editor])
}
