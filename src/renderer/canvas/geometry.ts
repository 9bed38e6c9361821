/** Between document, device and CSS pixels. */
import type { Matrix } from '../../shared/compositing/transform.ts'
import type { SessionSlice } from '../store/state.ts'

type Placed = Pick<SessionSlice, 'view' | 'viewport'>

/** Where the canvas begins in the viewport: whole device pixels, so that pixels of both meet. */
export function canvasOffset({ view, viewport }: Placed): { x: number; y: number } {
  return {
    x: Math.round(viewport.width / 2 - view.centerX * view.zoom),
    y: Math.round(viewport.height / 2 - view.centerY * view.zoom),
  }
}

/** Document pixels to CSS pixels of the viewport. */
export function viewMatrix(session: Placed): Matrix {
  const { x, y } = canvasOffset(session)
  const ratio = session.viewport.pixelRatio
  const zoom = session.view.zoom / ratio
  return [zoom, 0, 0, zoom, x / ratio, y / ratio]
}

/** A point of the viewport in CSS pixels, in document pixels. */
export function documentPoint(session: Placed, cssX: number, cssY: number): { x: number; y: number } {
  const { x, y } = canvasOffset(session)
  const { pixelRatio } = session.viewport
  return { x: (cssX * pixelRatio - x) / session.view.zoom, y: (cssY * pixelRatio - y) / session.view.zoom }
}
