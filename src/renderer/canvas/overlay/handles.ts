/** Handles around the selected layers: scale, turn, skew (Shift on the middle handles). */
import { Point, Rect, util, type Canvas } from 'fabric'
import { boundsUnder, invert, multiply, type Matrix } from '../../../shared/compositing/transform.ts'
import { descendantsOf, getLayer, outermost } from '../../../shared/document/tree.ts'
import type { Editor } from '../../store/editor.ts'
import { viewMatrix } from '../geometry.ts'

const names: Readonly<Record<string, string>> = { rotate: 'Rotate', skewX: 'Skew', skewY: 'Skew' }

export class Handles {
  readonly #canvas: Canvas
  readonly #editor: Editor
  readonly #box: Rect
  /** The box's matrix when it was last put in its place. */
  #start: Matrix = [1, 0, 0, 1, 0, 0]
  #shown: readonly string[] = []
  #dragging = false

  constructor(canvas: Canvas, editor: Editor) {
    this.#canvas = canvas
    this.#editor = editor
    this.#box = new Rect({
      fill: 'transparent',
      strokeWidth: 0,
      objectCaching: false,
      originX: 'center',
      originY: 'center',
      lockMovementX: true,
      lockMovementY: true,
      hoverCursor: 'default',
      borderColor: '#3271e6',
      cornerColor: '#ffffff',
      cornerStrokeColor: '#3271e6',
      transparentCorners: false,
      cornerSize: 9,
      touchCornerSize: 24,
      borderScaleFactor: 1.5,
    })
    const change = ({ transform }: { transform: { action?: string } }) => this.#changed(transform.action ?? '', true)
    this.#box.on('scaling', change)
    this.#box.on('rotating', change)
    this.#box.on('skewing', change)
    this.#box.on('modified', ({ action }) => this.#changed(action ?? '', false))
  }

  /** Whether a handle is under a point of the viewport (CSS pixels). */
  isOnHandle(x: number, y: number): boolean {
    return this.#shown.length > 0 && this.#box.findControl(new Point(x, y)) !== undefined
  }

  get isShown(): boolean {
    return this.#shown.length > 0
  }

  get isDragging(): boolean {
    return this.#dragging
  }

  /** Puts the box around what is selected; takes it away where nothing is, while it moves, or where the tool has no handles. */
  update(): void {
    if (this.#dragging) return
    const { document, session } = this.#editor.state()
    const wanted =
      document.id !== null &&
      !session.job?.document &&
      document.gesture === null &&
      session.tool === 'move' &&
      session.toolOptions.move.controls &&
      session.mode === 'layers'
    const ids = wanted ? session.selection.filter((id) => hasPixels(document.records, id)) : []
    this.#shown = ids
    if (ids.length === 0) {
      if (this.#canvas.contains(this.#box)) this.#canvas.remove(this.#box)
      return
    }
    const { matrix, width, height } = frameOf(document.records, ids)
    const placed = multiply(viewMatrix(session), multiply(matrix, [1, 0, 0, 1, width / 2, height / 2]))
    const { translateX, translateY, angle, scaleX, scaleY, skewX } = util.qrDecompose(placed)
    this.#box.set({ width, height, angle, scaleX, scaleY, skewX, skewY: 0, flipX: false, flipY: false })
    this.#box.setPositionByOrigin(new Point(translateX, translateY), 'center', 'center')
    this.#box.setCoords()
    this.#start = this.#box.calcTransformMatrix()
    if (!this.#canvas.contains(this.#box)) this.#canvas.add(this.#box)
    this.#canvas.setActiveObject(this.#box)
  }

  cancel(): void {
    if (!this.#dragging) return
    this.#dragging = false
    this.#editor.actions.cancelGesture()
    this.update()
  }

  #changed(action: string, preview: boolean): void {
    const view = viewMatrix(this.#editor.session.getState())
    const [back, unview] = [invert(this.#start), invert(view)]
    this.#dragging = preview
    if (!back || !unview || this.#shown.length === 0) return
    const now: Matrix = this.#box.calcTransformMatrix()
    const matrix = multiply(unview, multiply(multiply(now, back), view))
    this.#editor.actions.transform(this.#shown, matrix, { preview, name: names[action] ?? 'Scale' })
    if (!preview) this.update()
  }
}

type Records = Parameters<typeof getLayer>[0]

function hasPixels(records: Records, id: string): boolean {
  if (!Object.hasOwn(records, id)) return false
  return [getLayer(records, id), ...descendantsOf(records, id)].some(({ type }) => type === 'pixels')
}

/** One layer's own corners; for several the box around them. */
function frameOf(records: Records, ids: readonly string[]): { matrix: Matrix; width: number; height: number } {
  const layers = outermost(records, ids).flatMap((layer) => [layer, ...descendantsOf(records, layer.id)])
  const pixels = layers.filter((layer) => layer.type === 'pixels')
  if (pixels.length === 1) return { matrix: pixels[0].transform, width: pixels[0].width, height: pixels[0].height }
  const boxes = pixels.map(({ width, height, transform }) => boundsUnder(width, height, transform))
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - x
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - y
  return { matrix: [1, 0, 0, 1, x, y], width, height }
}
