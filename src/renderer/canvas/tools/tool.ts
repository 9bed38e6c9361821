/** What a tool of the canvas is. */
import type { Editor } from '../../store/editor.ts'
import type { RenderClient } from '../render/render-client.ts'
import type { Guide } from '../snapping.ts'

export interface CanvasPointer {
  /** Document pixels. */
  x: number
  y: number
  /** CSS pixels from the corner of the viewport. */
  cssX: number
  cssY: number
  shift: boolean
  alt: boolean
  mod: boolean
}

/** What tools show over the picture while they work. */
export interface Marks {
  /** Document pixels. */
  guides: readonly Guide[]
  rectangle: { x: number; y: number; width: number; height: number } | null
  /** x, y, x, y... */
  path: readonly number[]
  /** A rough stroke under way. */
  stroke: { points: readonly number[]; size: number; color?: string } | null
}

export interface ToolContext {
  editor: Editor
  renderer: RenderClient
  mark(marks: Partial<Marks>): void
  /** Says something beside the pointer; null: nothing any more. */
  readout(text: string | null, at?: { cssX: number; cssY: number }): void
}

/** One press of the pointer, from down to up. */
export interface Drag {
  move(pointer: CanvasPointer): void
  up(pointer: CanvasPointer): void
  cancel(): void
}

/** Begins a drag; null: the press was all. */
export type CanvasTool = (context: ToolContext, pointer: CanvasPointer) => Drag | null

export const noMarks: Marks = { guides: [], rectangle: null, path: [], stroke: null }

/** Presses that move less than this many CSS pixels are clicks. */
export const CLICK_REACH = 3

/** The points of a stroke that is drawn, x, y, x, y...: those closer to the one before than `spacing` are left out. */
export function strokeFrom(start: CanvasPointer, spacing: number, show: () => void) {
  const points = [start.x, start.y]
  const move = ({ x, y }: CanvasPointer) => {
    if (Math.hypot(x - points[points.length - 2], y - points[points.length - 1]) < spacing) return
    points.push(x, y)
    show()
  }
  return { points, move }
}

export function isClick(one: CanvasPointer, other: CanvasPointer): boolean {
  return Math.hypot(one.cssX - other.cssX, one.cssY - other.cssY) < CLICK_REACH
}
