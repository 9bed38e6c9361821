/** What is picked, drawn over the picture: a tint with an outline in black and white, the hints, the crosshair. CSS pixels. */
import type { PickHint } from '../../../shared/contract/api.ts'
import type { EditorState } from '../../store/commands.ts'
import { isPicking, type ShownMatte } from '../../store/pick-state.ts'
import { viewMatrix } from '../geometry.ts'
import { drawAnts, outlineOf } from './marks.ts'

/** The accent, and how dense it lies on what is picked and on what a click would take. */
const TINT = [50, 113, 230] as const
const PICKED = 0.45
const POINTED = 0.2
/** Of a hint's mark. */
const RADIUS = 7

interface Drawn {
  matte: ShownMatte
  tint: OffscreenCanvas
  /** In the matte's own pixels. */
  outline: Path2D
}

/** Mattes as they are drawn, made once. */
export class PickMarks {
  #picked: Drawn | null = null
  #pointed: Drawn | null = null

  /** Whether there is anything to draw. */
  static isBare(state: EditorState): boolean {
    const { hints, matte, hover, cursor } = state.session.pick
    return !isPicking(state) || (hints.length === 0 && !matte && !hover && !cursor)
  }

  draw(context: CanvasRenderingContext2D, state: EditorState): void {
    if (!isPicking(state)) return
    const { matte, hover, hints, cursor } = state.session.pick
    const view = viewMatrix(state.session)
    if (matte) drawMatte(context, (this.#picked = drawn(this.#picked, matte, PICKED)), view)
    else if (hover) drawMatte(context, (this.#pointed = drawn(this.#pointed, hover, POINTED)), view)
    for (const hint of hints) drawHint(context, hint, view)
    if (cursor) drawCrosshair(context, cursor, view)
  }
}

function drawn(before: Drawn | null, matte: ShownMatte, density: number): Drawn {
  if (before?.matte === matte) return before
  const { width, height, data } = matte
  const tint = new OffscreenCanvas(width, height)
  const pixels = new ImageData(width, height)
  for (let i = 0; i < data.length; i++) {
    pixels.data.set(TINT, i * 4)
    pixels.data[i * 4 + 3] = Math.round(density * data[i])
  }
  tint.getContext('2d')?.putImageData(pixels, 0, 0)
  return { matte, tint, outline: outlineOf({ x: 0, y: 0, width, height, data }) }
}

type View = ReturnType<typeof viewMatrix>

function drawMatte(context: CanvasRenderingContext2D, { matte, tint, outline }: Drawn, view: View): void {
  const [zoom, , , , left, top] = view
  const { box, width, height } = matte
  const [x, y, w, h] = [left + box.x * zoom, top + box.y * zoom, box.width * zoom, box.height * zoom]
  context.drawImage(tint, x, y, w, h)
  const path = new Path2D()
  path.addPath(outline, { a: w / width, d: h / height, e: x, f: y })
  drawAnts(context, path)
}

function drawHint(context: CanvasRenderingContext2D, hint: PickHint, view: View): void {
  const [zoom, , , , left, top] = view
  if (hint.kind === 'box') {
    const path = new Path2D()
    path.rect(left + hint.x * zoom, top + hint.y * zoom, hint.width * zoom, hint.height * zoom)
    drawAnts(context, path)
    return drawSign(context, left + hint.x * zoom, top + hint.y * zoom, hint.inside)
  }
  if (hint.kind === 'point') return drawSign(context, left + hint.x * zoom, top + hint.y * zoom, hint.inside)
  const path = new Path2D()
  const { points } = hint
  for (let i = 0; i < points.length; i += 2) path.lineTo(left + points[i] * zoom, top + points[i + 1] * zoom)
  drawAnts(context, path)
  drawSign(context, left + points[0] * zoom, top + points[1] * zoom, hint.inside)
}

/** Plus or minus in a disc: the shape says it, not the colour. */
function drawSign(context: CanvasRenderingContext2D, x: number, y: number, inside: boolean): void {
  context.beginPath()
  context.arc(x, y, RADIUS, 0, 2 * Math.PI)
  context.fillStyle = inside ? '#fff' : '#000'
  context.fill()
  context.lineWidth = 1.5
  context.strokeStyle = inside ? '#000' : '#fff'
  context.stroke()
  context.beginPath()
  context.moveTo(x - 3.5, y)
  context.lineTo(x + 3.5, y)
  if (inside) {
    context.moveTo(x, y - 3.5)
    context.lineTo(x, y + 3.5)
  }
  context.stroke()
}

function drawCrosshair(context: CanvasRenderingContext2D, cursor: { x: number; y: number }, view: View): void {
  const [zoom, , , , left, top] = view
  const x = left + (cursor.x + 0.5) * zoom
  const y = top + (cursor.y + 0.5) * zoom
  for (const [color, width] of [
    ['#000', 3],
    ['#fff', 1],
  ] as const) {
    context.lineWidth = width
    context.strokeStyle = color
    context.beginPath()
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      context.moveTo(x + 4 * dx, y + 4 * dy)
      context.lineTo(x + 14 * dx, y + 14 * dy)
    }
    context.stroke()
  }
}

/** A stroke under way, as wide as its brush. */
export function drawRoughStroke(
  context: CanvasRenderingContext2D,
  { points, size, color }: { points: readonly number[]; size: number; color?: string },
  view: View,
): void {
  const [zoom, , , , left, top] = view
  context.beginPath()
  for (let i = 0; i < points.length; i += 2) context.lineTo(left + points[i] * zoom, top + points[i + 1] * zoom)
  // A stroke of one point is a dot.
  context.lineTo(left + points[points.length - 2] * zoom + 0.01, top + points[points.length - 1] * zoom)
  context.lineWidth = size * zoom
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.globalAlpha = PICKED
  context.strokeStyle = color ?? `rgb(${TINT.join(' ')})`
  context.stroke()
  context.globalAlpha = 1
  context.lineCap = 'butt'
}
