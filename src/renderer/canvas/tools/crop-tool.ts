/** The crop frame: drawn anew, moved from inside, resized at its edges. Enter applies it. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { getDocument } from '../../../shared/document/tree.ts'
import { sizeText } from '../readout-text.ts'
import { isClick, type CanvasPointer, type CanvasTool } from './tool.ts'

/** CSS pixels within which an edge is taken. */
const EDGE_REACH = 8

export interface Edges {
  left: boolean
  right: boolean
  top: boolean
  bottom: boolean
}

export const cropTool: CanvasTool = ({ editor, readout }, start) => {
  const { crop, view, viewport, toolOptions } = editor.session.getState()
  const { width, height } = getDocument(editor.document.getState().records)
  const frame = crop ?? { x: 0, y: 0, width, height }
  const reach = (EDGE_REACH * viewport.pixelRatio) / view.zoom
  const edges = edgesAt(frame, start, reach)
  const resizes = edges.left || edges.right || edges.top || edges.bottom
  const moves = crop !== null && !resizes && isIn(crop, start)
  const { ratio } = toolOptions.crop
  const frameAt = (pointer: CanvasPointer): Region => {
    const dx = pointer.x - start.x
    const dy = pointer.y - start.y
    if (moves) return whole({ ...frame, x: frame.x + dx, y: frame.y + dy })
    if (resizes) return whole(resized(frame, edges, dx, dy))
    const tall = ratio === null ? dy : (Math.sign(dy) || 1) * Math.abs(dx / ratio)
    return whole({
      x: Math.min(start.x, start.x + dx),
      y: Math.min(start.y, start.y + tall),
      width: Math.abs(dx),
      height: Math.abs(tall),
    })
  }
  return {
    move(pointer) {
      const now = frameAt(pointer)
      editor.actions.setCrop(now)
      readout(sizeText(now.width, now.height), pointer)
    },
    up(pointer) {
      editor.actions.setCrop(isClick(start, pointer) ? crop : frameAt(pointer))
      readout(null)
    },
    cancel() {
      editor.actions.setCrop(crop)
      readout(null)
    },
  }
}

export function edgesAt(frame: Region, { x, y }: { x: number; y: number }, reach: number): Edges {
  const beside = x > frame.x - reach && x < frame.x + frame.width + reach
  const level = y > frame.y - reach && y < frame.y + frame.height + reach
  return {
    left: level && Math.abs(x - frame.x) < reach,
    right: level && Math.abs(x - frame.x - frame.width) < reach,
    top: beside && Math.abs(y - frame.y) < reach,
    bottom: beside && Math.abs(y - frame.y - frame.height) < reach,
  }
}

function resized(frame: Region, edges: Edges, dx: number, dy: number): Region {
  const left = frame.x + (edges.left ? dx : 0)
  const right = frame.x + frame.width + (edges.right ? dx : 0)
  const top = frame.y + (edges.top ? dy : 0)
  const bottom = frame.y + frame.height + (edges.bottom ? dy : 0)
  return {
    x: Math.min(left, right),
    y: Math.min(top, bottom),
    width: Math.abs(right - left),
    height: Math.abs(bottom - top),
  }
}

function whole({ x, y, width, height }: Region): Region {
  const left = Math.round(x)
  const top = Math.round(y)
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.round(x + width) - left),
    height: Math.max(1, Math.round(y + height) - top),
  }
}

function isIn(frame: Region, { x, y }: { x: number; y: number }): boolean {
  return x >= frame.x && y >= frame.y && x < frame.x + frame.width && y < frame.y + frame.height
}
