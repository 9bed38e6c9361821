/** Where the window was, for the next start. */
import { z } from 'zod'

export interface Bounds {
  x: number
  y: number
  width: number
  height: number
}

const stateSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }),
  maximized: z.boolean(),
})
export type WindowPlace = z.infer<typeof stateSchema>

export const minimumSize = { width: 1024, height: 640 }
const usualSize = { width: 1440, height: 900 }
/** Pixels of the title bar that have to be on a display, so that the window can be moved. */
const reachable = { width: 120, height: 32 }

/**
 * What was kept, made to fit the displays that there are now (their work areas, the main one first); a window that
 * nobody could reach goes to the middle of the first.
 */
export function fittingPlace(kept: unknown, displays: readonly Bounds[]): WindowPlace {
  const [main] = displays
  const state = stateSchema.safeParse(kept)
  const width = Math.max(minimumSize.width, Math.min(state.data?.bounds.width ?? usualSize.width, main.width))
  const height = Math.max(minimumSize.height, Math.min(state.data?.bounds.height ?? usualSize.height, main.height))
  const maximized = state.data?.maximized ?? false
  const { x, y } = state.data?.bounds ?? { x: NaN, y: NaN }
  if (displays.some((display) => isReachable({ x, y, width, height }, display))) {
    return { bounds: { x, y, width, height }, maximized }
  }
  const middle = {
    x: main.x + Math.round((main.width - width) / 2),
    y: main.y + Math.round((main.height - height) / 2),
  }
  return { bounds: { ...middle, width, height }, maximized }
}

/** Enough of the title bar is on the display. */
function isReachable({ x, y, width }: Bounds, display: Bounds): boolean {
  const across = Math.min(x + width, display.x + display.width) - Math.max(x, display.x)
  return across >= reachable.width && y >= display.y && y + reachable.height <= display.y + display.height
}

/** A second window does not cover the first. */
export function beside({ bounds, maximized }: WindowPlace, windows: number): WindowPlace {
  const offset = 28 * (windows % 8)
  return { bounds: { ...bounds, x: bounds.x + offset, y: bounds.y + offset }, maximized: maximized && windows === 0 }
}
