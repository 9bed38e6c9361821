/** Where a dragged box snaps: to edges and middles of the canvas and of other layers. */
import type { Region } from '../../shared/compositing/composite.ts'

/** A line that the box snapped to, in document pixels. */
export interface Guide {
  axis: 'x' | 'y'
  at: number
}

export interface Snap {
  x: number
  y: number
  guides: Guide[]
}

const linesOf = (from: number, length: number) => [from, from + length / 2, from + length]

/** Lines that boxes offer along one axis. */
function targets(boxes: readonly Region[], axis: 'x' | 'y'): number[] {
  return boxes.flatMap((box) => (axis === 'x' ? linesOf(box.x, box.width) : linesOf(box.y, box.height)))
}

/**
 * How far the box moves in all, when the pointer moved it by `x`, `y`: to the nearest line within `reach` (document pixels) on each
 * axis, else by the pointer's own way in whole pixels.
 */
export function snap(box: Region, x: number, y: number, boxes: readonly Region[], reach: number): Snap {
  const across = snapAxis(linesOf(box.x, box.width), x, targets(boxes, 'x'), reach)
  const down = snapAxis(linesOf(box.y, box.height), y, targets(boxes, 'y'), reach)
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
