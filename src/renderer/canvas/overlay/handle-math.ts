/** What dragging a handle does to the box around layers. Points in CSS pixels of the viewport; nothing here knows Fabric. */
import { invert, mapPoint, multiply, type Matrix } from '../../../shared/compositing/transform.ts'

interface Point {
  x: number
  y: number
}

export interface HandleDrag {
  /** From the box, its middle at (0, 0), to the viewport, when the drag began. */
  start: Matrix
  width: number
  height: number
  /** Which handle: −0.5, 0 or 0.5 of the width and of the height from the middle. */
  handle: Point
  /** Where it was pressed. */
  grab: Point
}

/** `shift`: corners scale freely, turns go in steps. `alt`: the middle stays, not the other side. */
export interface DragKeys {
  shift: boolean
  alt: boolean
}

/** Turns with Shift, in degrees. */
const TURN_STEP = 15

/** The box scaled: a corner keeps proportions unless Shift is held, an edge scales along one axis. */
export function scaled(drag: HandleDrag, pointer: Point, { shift, alt }: DragKeys): Matrix {
  const { start, width, height, handle } = drag
  const [h, anchor] = ends(drag, alt)
  const d = localWay(drag, pointer)
  let across = handle.x === 0 ? 1 : (h.x + d.x - anchor.x) / (h.x - anchor.x)
  let down = handle.y === 0 ? 1 : (h.y + d.y - anchor.y) / (h.y - anchor.y)
  if (handle.x !== 0 && handle.y !== 0 && !shift) across = down = along(start, h, anchor, d)
  // A pixel of the screen is left of it, on whichever side of the anchor it is.
  across = atLeast(across, 1 / (width * Math.hypot(start[0], start[1])))
  down = atLeast(down, 1 / (height * Math.hypot(start[2], start[3])))
  return multiply(start, [across, 0, 0, down, anchor.x * (1 - across), anchor.y * (1 - down)])
}

/** The box skewed: the edge that was taken moves along itself. */
export function skewed(drag: HandleDrag, pointer: Point, { alt }: Pick<DragKeys, 'alt'>): Matrix {
  const [h, anchor] = ends(drag, alt)
  const d = localWay(drag, pointer)
  const upright = drag.handle.x !== 0
  const share = upright ? d.y / (h.x - anchor.x) : d.x / (h.y - anchor.y)
  return multiply(drag.start, upright ? [1, share, 0, 1, 0, -share * anchor.x] : [1, 0, share, 1, -share * anchor.y, 0])
}

/** The box turned around its middle; with Shift to a multiple of 15°. */
export function turned({ start, grab }: HandleDrag, pointer: Point, { shift }: Pick<DragKeys, 'shift'>): Matrix {
  const [, , , , cx, cy] = start
  const before = Math.atan2(start[1], start[0])
  const way = Math.atan2(pointer.y - cy, pointer.x - cx) - Math.atan2(grab.y - cy, grab.x - cx)
  const step = (TURN_STEP * Math.PI) / 180
  const angle = shift ? Math.round((before + way) / step) * step - before : way
  const [cos, sin] = [wholeIfNear(Math.cos(angle)), wholeIfNear(Math.sin(angle))]
  return multiply([cos, sin, -sin, cos, cx - cos * cx + sin * cy, cy - sin * cx - cos * cy], start)
}

/** Degrees that the box leans, across (`x`) or down (`y`), when it was `start`. */
export function leanOf(axis: 'x' | 'y', start: Matrix, now: Matrix): number {
  const back = invert(start)
  if (!back) return 0
  const [, b, c] = multiply(back, now)
  const ratio = Math.hypot(start[2], start[3]) / Math.hypot(start[0], start[1])
  return (Math.atan(axis === 'y' ? b * ratio : c / ratio) * 180) / Math.PI
}

/** The handle and what stays, in the box. */
function ends({ width, height, handle }: HandleDrag, alt: boolean): [handle: Point, anchor: Point] {
  const h = { x: handle.x * width, y: handle.y * height }
  return [h, alt ? { x: 0, y: 0 } : { x: -h.x, y: -h.y }]
}

/** The pointer's way in the box. */
function localWay({ start, grab }: HandleDrag, pointer: Point): Point {
  const back = invert([start[0], start[1], start[2], start[3], 0, 0])
  const [x, y] = back ? mapPoint(back, pointer.x - grab.x, pointer.y - grab.y) : [0, 0]
  return { x, y }
}

/** How far along the line from the anchor to the handle the pointer is, as it is seen on the screen. */
function along(start: Matrix, h: Point, anchor: Point, d: Point): number {
  const seen = ({ x, y }: Point) => [start[0] * x + start[2] * y, start[1] * x + start[3] * y]
  const [vx, vy] = seen({ x: h.x - anchor.x, y: h.y - anchor.y })
  const [dx, dy] = seen(d)
  return 1 + (dx * vx + dy * vy) / (vx * vx + vy * vy)
}

function atLeast(scale: number, least: number): number {
  return Math.abs(scale) >= least ? scale : scale < 0 ? -least : least
}

function wholeIfNear(value: number): number {
  const whole = Math.round(value)
  return Math.abs(value - whole) < 1e-12 ? whole : value
}
