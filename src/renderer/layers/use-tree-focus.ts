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

  useLayoutEffect(() => {
    const here = document.activeElement
    if (focused === null || !scroller.current?.contains(here) || isTextField(here)) return
    scroller.current.querySelector<HTMLElement>(`[data-layer="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
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
