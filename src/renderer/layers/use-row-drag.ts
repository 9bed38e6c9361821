import { useCallback, useEffect, useRef, useState, type PointerEvent } from 'react'
import { useEditor } from '../app/editor-context.ts'
import type { LayerRow } from '../store/layer-rows.ts'
import { dropPlace, type DropPlace, type RowPointer } from './drop-place.ts'

/** CSS pixels and milliseconds. */
const threshold = 4
const springDelay = 500
const scrollEdge = 24
const scrollStep = 8

interface Drag {
  ids: readonly string[]
  startX: number
  startY: number
  started: boolean
  duplicate: boolean
}

export interface RowDrag {
  /** Layers that are dragged; empty while none are. */
  ids: readonly string[]
  place: DropPlace | null
}

interface List {
  rows: readonly LayerRow[]
  scroller: () => HTMLElement | null
  pointerAt: (event: { clientY: number }) => RowPointer
}

const noDrag: RowDrag = { ids: [], place: null }

/** Dragging layers to another place in the list: Alt duplicates, Escape aborts, closed groups spring open. */
export function useRowDrag({ rows, scroller, pointerAt }: List) {
  const editor = useEditor()
  const drag = useRef<Drag | null>(null)
  const spring = useRef<{ id: string; timer: ReturnType<typeof setTimeout> } | null>(null)
  const [shown, setShown] = useState<RowDrag>(noDrag)

  const stopSpring = useCallback(() => {
    if (spring.current) clearTimeout(spring.current.timer)
    spring.current = null
  }, [])
  const stop = useCallback(() => {
    drag.current = null
    stopSpring()
    setShown(noDrag)
  }, [stopSpring])

  const springOpen = (place: DropPlace | null) => {
    const into = place?.mark.type === 'into' ? place.mark.id : null
    if (into === (spring.current?.id ?? null)) return
    stopSpring()
    if (into === null || !editor.session.getState().collapsed.has(into)) return
    const timer = setTimeout(() => editor.actions.setCollapsed(into, false), springDelay)
    spring.current = { id: into, timer }
  }
  const start = (event: PointerEvent<HTMLElement>, ids: readonly string[]) => {
    drag.current = { ids, startX: event.clientX, startY: event.clientY, started: false, duplicate: false }
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    const current = drag.current
    if (!current) return
    if (!current.started) {
      const distance = Math.hypot(event.clientX - current.startX, event.clientY - current.startY)
      if (distance < threshold) return
      current.started = true
      event.currentTarget.setPointerCapture(event.pointerId)
    }
    current.duplicate = event.altKey
    scrollAtEdges(scroller(), event.clientY)
    const place = dropPlace(editor.document.getState().records, rows, current.ids, pointerAt(event))
    springOpen(place)
    setShown({ ids: current.ids, place })
  }
  /** Whether it was a drag. */
  const end = (): boolean => {
    const current = drag.current
    const { place } = shown
    stop()
    if (!current?.started) return false
    if (place) {
      const { parent, above } = place
      editor.actions.move(current.ids, { parent, above }, { duplicate: current.duplicate })
    }
    return true
  }

  const dragging = shown.ids.length > 0
  useEffect(() => {
    if (!dragging) return
    const abort = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      stop()
    }
    window.addEventListener('keydown', abort, true)
    return () => window.removeEventListener('keydown', abort, true)
  }, [dragging, stop])

  return { shown, start, move, end, stop }
}

function scrollAtEdges(element: HTMLElement | null, clientY: number): void {
  if (!element) return
  const { top, bottom } = element.getBoundingClientRect()
  if (clientY < top + scrollEdge) element.scrollTop -= scrollStep
  else if (clientY > bottom - scrollEdge) element.scrollTop += scrollStep
}
