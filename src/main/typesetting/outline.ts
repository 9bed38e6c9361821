/** Glyph outlines: compact, and put into a Coverage under a matrix. */
import { mapPoint, type Matrix } from '../../shared/compositing/transform.ts'
import type { Coverage } from './coverage.ts'

/** In font units, y upwards. `ops` are M, L, Q, C and Z; `points` are the coordinates that they take, in order. */
export interface Outline {
  ops: string
  points: Float64Array
  /** Of all points, those that steer curves included; null where there is nothing to fill. */
  box: { left: number; bottom: number; right: number; top: number } | null
}

export function outlineOf(commands: readonly { type: string; values: readonly number[] }[]): Outline {
  const points = Float64Array.from(commands.flatMap(({ values }) => values))
  let box: Outline['box'] = null
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]]
    box ??= { left: x, bottom: y, right: x, top: y }
    box.left = Math.min(box.left, x)
    box.right = Math.max(box.right, x)
    box.bottom = Math.min(box.bottom, y)
    box.top = Math.max(box.top, y)
  }
  return { ops: commands.map(({ type }) => type).join(''), points, box }
}

/** The corners of the outline's box under the matrix; none where there is nothing to fill. */
export function cornersUnder({ box }: Outline, matrix: Matrix): [x: number, y: number][] {
  if (!box) return []
  const { left, right, top, bottom } = box
  return [
    mapPoint(matrix, left, top),
    mapPoint(matrix, right, top),
    mapPoint(matrix, left, bottom),
    mapPoint(matrix, right, bottom),
  ]
}

/** `matrix` leads from font units to pixels of the coverage. */
export function fillOutline({ ops, points }: Outline, [a, b, c, d, e, f]: Matrix, coverage: Coverage): void {
  let at = 0
  // The points of the next command, mapped.
  const next = () => {
    const x = points[at++]
    const y = points[at++]
    return [a * x + c * y + e, b * x + d * y + f] as const
  }
  let [startX, startY] = [0, 0]
  let [x, y] = [0, 0]
  const close = () => coverage.line(x, y, startX, startY)
  for (const op of ops) {
    if (op === 'M') {
      close()
      ;[startX, startY] = [x, y] = next()
    } else if (op === 'L') {
      const [toX, toY] = next()
      coverage.line(x, y, toX, toY)
      ;[x, y] = [toX, toY]
    } else if (op === 'Q') {
      const [byX, byY] = next()
      const [toX, toY] = next()
      coverage.quadratic(x, y, byX, byY, toX, toY)
      ;[x, y] = [toX, toY]
    } else if (op === 'C') {
      const [byX, byY] = next()
      const [andX, andY] = next()
      const [toX, toY] = next()
      coverage.cubic(x, y, byX, byY, andX, andY, toX, toY)
      ;[x, y] = [toX, toY]
    } else if (op === 'Z') {
      close()
      ;[x, y] = [startX, startY]
    }
  }
  close()
}
