/** From the document to the viewport and back. Device pixels throughout. */
import type { View, Viewport } from './state.ts'

export const MOST_ZOOM = 32
export const LEAST_ZOOM = 0.01

/** The steps of zooming in and out. */
const steps = [
  0.01, 0.02, 0.03, 0.05, 0.0667, 0.1, 0.125, 0.1667, 0.25, 0.3333, 0.5, 0.6667, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 32,
]

/** Room around a canvas that is fitted. */
const MARGIN = 24

export function clampZoom(zoom: number): number {
  return Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom))
}

export function nextZoom(zoom: number, direction: 1 | -1): number {
  if (direction > 0) return steps.find((step) => step > zoom * 1.001) ?? MOST_ZOOM
  return steps.findLast((step) => step < zoom * 0.999) ?? LEAST_ZOOM
}

/** All of the canvas, no larger than its own size. */
export function fitted(document: { width: number; height: number }, viewport: Viewport): View {
  const margin = MARGIN * viewport.pixelRatio * 2
  const zoom = Math.min((viewport.width - margin) / document.width, (viewport.height - margin) / document.height, 1)
  return { zoom: clampZoom(zoom), centerX: document.width / 2, centerY: document.height / 2, fit: true }
}

export function toDocument(view: View, viewport: Viewport, x: number, y: number): { x: number; y: number } {
  return {
    x: view.centerX + (x - viewport.width / 2) / view.zoom,
    y: view.centerY + (y - viewport.height / 2) / view.zoom,
  }
}

export function toViewport(view: View, viewport: Viewport, x: number, y: number): { x: number; y: number } {
  return {
    x: (x - view.centerX) * view.zoom + viewport.width / 2,
    y: (y - view.centerY) * view.zoom + viewport.height / 2,
  }
}
