/** What is drawn over the picture: selections, guides, frames, outlines. CSS pixels. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { getDocument } from '../../../shared/document/tree.ts'
import type { EditorState } from '../../store/commands.ts'
import type { PixelSelection } from '../../store/pixel-selection.ts'
import { viewMatrix } from '../geometry.ts'
import type { Marks } from '../tools/tool.ts'
import { edgesOf } from './selection-edges.ts'

const ACCENT = '#3271e6'
const GUIDE = '#ff3d8b'

export function drawMarks(
  context: CanvasRenderingContext2D,
  { document, session }: EditorState,
  marks: Marks,
  outline: Path2D | null,
): void {
  if (document.id === null || session.mode === 'exploded') return
  const [zoom, , , , left, top] = viewMatrix(session)
  const box = ({ x, y, width, height }: Region) =>
    [left + x * zoom, top + y * zoom, width * zoom, height * zoom] as const
  const { width, height } = getDocument(document.records)
  if (session.pixelSelection && outline) drawAnts(context, scaledPath(outline, zoom, left, top))
  if (session.crop) drawCrop(context, box({ x: 0, y: 0, width, height }), box(session.crop))
  for (const { axis, at } of marks.guides) {
    context.fillStyle = GUIDE
    if (axis === 'x') context.fillRect(Math.round(left + at * zoom), 0, 1, context.canvas.height)
    else context.fillRect(0, Math.round(top + at * zoom), context.canvas.width, 1)
  }
  if (marks.rectangle) {
    const path = new Path2D()
    path.rect(...box(marks.rectangle))
    drawAnts(context, path)
  }
  if (marks.path.length > 3) drawAnts(context, pathOf(marks.path, zoom, left, top))
  context.strokeStyle = ACCENT
  context.lineWidth = 2
  for (const found of session.job?.layers ?? []) context.strokeRect(...box(found.box))
}

/** Black and white dashes, to be seen on any ground. */
export function drawAnts(context: CanvasRenderingContext2D, path: Path2D): void {
  context.lineWidth = 1
  context.setLineDash([])
  context.strokeStyle = '#fff'
  context.stroke(path)
  context.setLineDash([4, 4])
  context.strokeStyle = '#000'
  context.stroke(path)
  context.setLineDash([])
}

type Box = readonly [number, number, number, number]

function drawCrop(context: CanvasRenderingContext2D, canvas: Box, [x, y, width, height]: Box): void {
  const shade = new Path2D()
  shade.rect(...canvas)
  shade.rect(x, y, width, height)
  context.fillStyle = 'rgba(0, 0, 0, 0.5)'
  context.fill(shade, 'evenodd')
  context.lineWidth = 1
  context.strokeStyle = '#fff'
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1)
  context.beginPath()
  for (const third of [1 / 3, 2 / 3]) {
    context.moveTo(x + width * third, y)
    context.lineTo(x + width * third, y + height)
    context.moveTo(x, y + height * third)
    context.lineTo(x + width, y + height * third)
  }
  context.strokeStyle = 'rgba(255, 255, 255, 0.35)'
  context.stroke()
}

function pathOf(points: readonly number[], zoom: number, left: number, top: number): Path2D {
  const path = new Path2D()
  for (let i = 0; i < points.length; i += 2) path.lineTo(left + points[i] * zoom, top + points[i + 1] * zoom)
  return path
}

function scaledPath(path: Path2D, zoom: number, left: number, top: number): Path2D {
  const scaled = new Path2D()
  scaled.addPath(path, { a: zoom, d: zoom, e: left, f: top })
  return scaled
}

/** The edge of what is selected at least by half, along pixels, in document pixels. */
export function outlineOf(selection: PixelSelection): Path2D {
  const path = new Path2D()
  const { x, y, width, height, data } = selection
  if (!data) {
    path.rect(x, y, width, height)
    return path
  }
  for (const [x0, y0, x1, y1] of edgesOf(width, height, data)) {
    path.moveTo(x + x0, y + y0)
    path.lineTo(x + x1, y + y1)
  }
  return path
}
