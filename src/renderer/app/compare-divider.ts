/** Where the divider of the comparison stands, between document and viewport. */
import type { View, Viewport } from '../store/state.ts'
import { toDocument, toViewport } from '../store/view.ts'

interface Place {
  view: View
  viewport: Viewport
  /** Of the document, in pixels. */
  width: number
}

/** CSS pixels from the left of the viewport, for a position 0..1 over the document. */
export function dividerAt(position: number, { view, viewport, width }: Place): number {
  const { x } = toViewport(view, viewport, position * width, 0)
  return Math.min(viewport.width, Math.max(0, x)) / viewport.pixelRatio
}

/** The inverse, within 0..1. */
export function positionAt(left: number, { view, viewport, width }: Place): number {
  const { x } = toDocument(view, viewport, left * viewport.pixelRatio, 0)
  return Math.min(1, Math.max(0, x / width))
}

/** Where a key takes it; null: it is no key of the divider. */
export function stepDivider(position: number, key: string, shift: boolean): number | null {
  if (key === 'Home') return 0
  if (key === 'End') return 1
  const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[key]
  if (by === undefined) return null
  return Math.min(1, Math.max(0, Math.round(position * 100 + by * (shift ? 10 : 1)) / 100))
}
