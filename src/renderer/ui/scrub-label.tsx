import { useRef, type PointerEvent, type ReactNode } from 'react'
import styles from './scrub-label.module.css'

interface ScrubLabelProps {
  text: ReactNode
  value: number
  min: number
  max: number
  /** By how much a pixel of the drag changes the value; with Shift ten times as much. */
  perPixel?: number
  onPreview(value: number): void
  onCommit(value: number): void
  disabled?: boolean
}

/** A label that is dragged sideways to change the number beside it; the field is the way by keyboard. */
export function ScrubLabel({ text, value, min, max, perPixel = 1, onPreview, onCommit, disabled }: ScrubLabelProps) {
  const drag = useRef<{ x: number; value: number; moved: boolean } | null>(null)
  const start = (event: PointerEvent<HTMLSpanElement>) => {
    if (disabled || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { x: event.clientX, value, moved: false }
  }
  const move = (event: PointerEvent<HTMLSpanElement>) => {
    const current = drag.current
    if (!current) return
    const by = (event.clientX - current.x) * perPixel * (event.shiftKey ? 10 : 1)
    if (by === 0) return
    current.x = event.clientX
    current.value = Math.min(max, Math.max(min, current.value + by))
    current.moved = true
    onPreview(current.value)
  }
  const end = () => {
    if (drag.current?.moved) onCommit(drag.current.value)
    drag.current = null
  }
  return (
    <span
      className={styles.label}
      data-disabled={disabled || undefined}
      aria-hidden
      onPointerDown={start}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {text}
    </span>
  )
}
