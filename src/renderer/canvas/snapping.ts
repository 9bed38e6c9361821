/** Where a dragged box snaps: to edges and middles of the canvas and of other layers, and to guides. */
import type { Region } from '../../shared/compositing/composite.ts'
import type { Guide } from '../store/state.ts'

export type { Guide }

export interface Snap {
  x: number
  y: number
  /** The lines that the box snapped to. */
  guides: Guide[]
}

const linesOf = (from: number, length: number) => [from, from + length / 2, from + length]

/** What a box snaps to. */
export interface SnapTargets {
  boxes: readonly Region[]
  guides: readonly Guide[]
}

/** Lines to snap to along one axis. */
function linesAlong({ boxes, guides }: SnapTargets, axis: 'x' | 'y'): number[] {
  const edges = boxes.flatMap((box) => (axis === 'x' ? linesOf(box.x, box.width) : linesOf(box.y, box.height)))
  return [...guides.flatMap((guide) => (guide.axis === axis ? [guide.at] : [])), ...edges]
}

/**
 * How far the box moves in all, when the pointer moved it by `x`, `y`: to the nearest line within `reach` (document pixels) on each
 * axis, else by the pointer's own way in whole pixels.
 */
export function snap(box: Region, x: number, y: number, targets: SnapTargets, reach: number): Snap {
  const across = snapAxis(linesOf(box.x, box.width), x, linesAlong(targets, 'x'), reach)
  const down = snapAxis(linesOf(box.y, box.height), y, linesAlong(targets, 'y'), reach)
  const guides: Guide[] = []
  if (across.line !== null) guides.push({ axis: 'x', at: across.line })
  if (down.line !== null) guides.push({ axis: 'y', at: down.line })
  return { x: across.by, y: down.by, guides }
}

function snapAxis(
  own: readonly number[],
  by: number,
  lines: readonly number[],
  reach: number,
): { by: number; line: number | null } {
  let best = { by: Math.round(by), line: null as number | null, far: reach }
  for (const line of lines) {
    for (const edge of own) {
      // Layers move by whole pixels: a middle between two pixels is met as nearly as that goes.
      const move = Math.round(line - edge)
      const far = Math.abs(line - edge - by)
      if (far < best.far) best = { by: move, line, far }
    }
  }
  return best
}
