import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import styles from './splitter.module.css'

interface SplitterProps {
  label: string
  /** Of what it resizes, in CSS pixels. */
  value: number
  min: number
  max: number
  onPreview(value: number): void
  onCommit(value: number): void
}

/** The edge of a panel at the right: dragged to the left, the panel grows. */
export function Splitter({ label, value, min, max, onPreview, onCommit }: SplitterProps) {
  const drag = useRef<{ x: number; value: number; now: number } | null>(null)
  const fit = (width: number) => Math.round(Math.min(max, Math.max(min, width)))
  const start = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { x: event.clientX, value, now: value }
  }
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (!drag.current) return
    drag.current.now = fit(drag.current.value + drag.current.x - event.clientX)
    onPreview(drag.current.now)
  }
  const end = () => {
    if (drag.current && drag.current.now !== drag.current.value) onCommit(drag.current.now)
    drag.current = null
  }
  const pressKey = (event: KeyboardEvent) => {
    const by = { ArrowLeft: 8, ArrowRight: -8 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    onCommit(fit(value + by))
  }
  return (
    <div
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      className={styles.splitter}
      onPointerDown={start}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      onKeyDown={pressKey}
    />
  )
}
