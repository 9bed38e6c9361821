/**
 * Handles around the selected layers: corners and edges scale, edges skew with Ctrl, and outside of the corners, or by the
 * handle above it, the box turns. Fabric takes the presses; handle-math.ts says what they do.
 */
import { Control, Point, Rect, util, type Canvas, type TPointerEvent, type Transform } from 'fabric'
import { boundsUnder, invert, multiply, type Matrix } from '../../../shared/compositing/transform.ts'
import { descendantsOf, getLayer, outermost } from '../../../shared/document/tree.ts'
import type { Editor } from '../../store/editor.ts'
import { viewMatrix } from '../geometry.ts'
import { angleText, sizeText, skewText } from '../readout-text.ts'
import { leanOf, scaled, skewed, turned, type HandleDrag } from './handle-math.ts'
import type { Readout } from './readout.ts'

const COLOR = '#3271e6'
/**
 * From the edge to the handle that turns, and the side of the squares outside of corners that do. CSS pixels: inside of the
 * margin around a canvas that is fitted.
 */
const TURN_DISTANCE = 18
const TURN_ZONE = 20
const isMac = /mac/i.test(navigator.platform)

type Action = 'scale' | 'skew' | 'turn'
const names: Readonly<Record<Action, string>> = { scale: 'Scale', skew: 'Skew', turn: 'Rotate' }

export class Handles {
  readonly #canvas: Canvas
  readonly #editor: Editor
  readonly #readout: Readout
  readonly #box: Rect
  #shown: readonly string[] = []
  #drag: { transform: Transform; action: Action; at: HandleDrag } | null = null

  constructor(canvas: Canvas, editor: Editor, readout: Readout) {
    this.#canvas = canvas
    this.#editor = editor
    this.#readout = readout
    this.#box = new Rect({
      fill: 'transparent',
      strokeWidth: 0,
      objectCaching: false,
      originX: 'center',
      originY: 'center',
      lockMovementX: true,
      lockMovementY: true,
      hoverCursor: 'default',
      // Fabric's is upright: see drawFrame.
      hasBorders: false,
      cornerColor: '#ffffff',
      cornerStrokeColor: COLOR,
      transparentCorners: false,
      cornerSize: 9,
      touchCornerSize: 24,
    })
    this.#box.controls = this.#controls()
    this.#box.on('modified', () => this.#end())
  }

  /** Whether a handle is under a point of the viewport (CSS pixels). */
  isOnHandle(x: number, y: number): boolean {
    return this.#shown.length > 0 && this.#box.findControl(new Point(x, y)) !== undefined
  }

  get isShown(): boolean {
    return this.#shown.length > 0
  }

  get isDragging(): boolean {
    return this.#drag !== null
  }

  /** Puts the box around what is selected; takes it away where nothing is, while it moves, or where the tool has no handles. */
  update(): void {
    if (this.#drag) return
    const { document, session } = this.#editor.state()
    const wanted =
      document.id !== null &&
      !session.job?.document &&
      document.gesture === null &&
      session.tool === 'move' &&
      session.toolOptions.move.controls &&
      session.refine === null &&
      session.variations === null &&
      session.mode === 'layers'
    const ids = wanted ? session.selection.filter((id) => hasPixels(document.records, id)) : []
    this.#shown = ids
    if (ids.length === 0) {
      if (this.#canvas.contains(this.#box)) this.#canvas.remove(this.#box)
      return
    }
    const { matrix, width, height } = frameOf(document.records, ids)
    this.#box.set({ width, height })
    this.#place(multiply(viewMatrix(session), multiply(matrix, [1, 0, 0, 1, width / 2, height / 2])))
    if (!this.#canvas.contains(this.#box)) this.#canvas.add(this.#box)
    this.#canvas.setActiveObject(this.#box)
  }

  /** The box's outline, as it leans, and the line to the handle above it. */
  drawFrame(context: CanvasRenderingContext2D): void {
    if (!this.isShown) return
    context.save()
    context.strokeStyle = COLOR
    context.lineWidth = 1.5
    context.beginPath()
    for (const [x, y] of [
      [-0.5, -0.5],
      [0.5, -0.5],
      [0.5, 0.5],
      [-0.5, 0.5],
    ] as const) {
      const corner = this.#point(x, y)
      context.lineTo(corner.x, corner.y)
    }
    context.closePath()
    const [edge, handle] = [this.#point(0, -0.5), this.#point(0, -0.5, 0, -TURN_DISTANCE)]
    context.moveTo(edge.x, edge.y)
    context.lineTo(handle.x, handle.y)
    context.stroke()
    context.restore()
  }

  cancel(): void {
    if (!this.#drag) return
    this.#drag = null
    this.#canvas.endCurrentTransform()
    this.#readout.show(null)
    this.#editor.actions.cancelGesture()
    this.update()
  }

  #controls(): Record<string, Control> {
    const controls: Record<string, Control> = {}
    // What is named later lies above: the squares that turn give way to the handles.
    for (const y of [-0.5, 0.5]) for (const x of [-0.5, 0.5]) controls[`turn${x}${y}`] = this.#turnZone(x, y)
    for (const y of [-0.5, 0, 0.5]) {
      for (const x of [-0.5, 0, 0.5]) if (x !== 0 || y !== 0) controls[`scale${x}${y}`] = this.#scaleHandle(x, y)
    }
    controls.turn = this.#control(0, -0.5, { offsetY: -TURN_DISTANCE, cursorStyle: 'crosshair' }, () => 'turn')
    return controls
  }

  #turnZone(x: number, y: number): Control {
    const far = TURN_ZONE / 2 + 4
    const options = { offsetX: 2 * x * far, offsetY: 2 * y * far, sizeX: TURN_ZONE, sizeY: TURN_ZONE }
    return this.#control(x, y, { ...options, cursorStyle: 'crosshair', render: () => {} }, () => 'turn')
  }

  #scaleHandle(x: number, y: number): Control {
    const isEdge = x === 0 || y === 0
    return this.#control(x, y, { cursorStyleHandler: () => this.#cursor(x, y) }, (event) =>
      isEdge && (isMac ? event.metaKey : event.ctrlKey) ? 'skew' : 'scale',
    )
  }

  #control(x: number, y: number, options: Partial<Control>, actionOf: (event: TPointerEvent) => Action): Control {
    const { offsetX = 0, offsetY = 0 } = options
    return new Control({
      ...options,
      x,
      y,
      positionHandler: () => this.#point(x, y, offsetX, offsetY),
      actionHandler: (event, transform, px, py) => this.#move(event, transform, { x, y }, { x: px, y: py }, actionOf),
    })
  }

  /** A point of the box, 0 in its middle and 0.5 at its edges, and CSS pixels from there along its axes. */
  #point(x: number, y: number, offsetX = 0, offsetY = 0): Point {
    const [a, b, c, d, e, f] = this.#matrix()
    const [across, down] = [offsetX / Math.hypot(a, b), offsetY / Math.hypot(c, d)]
    const px = x * this.#box.width + across
    const py = y * this.#box.height + down
    return new Point(a * px + c * py + e, b * px + d * py + f)
  }

  #matrix(): Matrix {
    return this.#box.calcTransformMatrix()
  }

  #place(matrix: Matrix): void {
    const { translateX, translateY, angle, scaleX, scaleY, skewX } = util.qrDecompose(matrix)
    this.#box.set({ angle, scaleX, scaleY, skewX, skewY: 0, flipX: false, flipY: false })
    this.#box.setPositionByOrigin(new Point(translateX, translateY), 'center', 'center')
    this.#box.setCoords()
  }

  /** The arrow that fits the way of the handle on the screen. */
  #cursor(x: number, y: number): string {
    const [a, b, c, d] = this.#matrix()
    const angle = Math.atan2(
      b * x * this.#box.width + d * y * this.#box.height,
      a * x * this.#box.width + c * y * this.#box.height,
    )
    return ['ew', 'nwse', 'ns', 'nesw'][Math.round((angle / Math.PI) * 4 + 8) % 4] + '-resize'
  }

  #move(
    event: TPointerEvent,
    transform: Transform,
    handle: { x: number; y: number },
    pointer: { x: number; y: number },
    actionOf: (event: TPointerEvent) => Action,
  ): boolean {
    if (this.#drag?.transform !== transform) {
      const { width, height } = this.#box
      const at = { start: this.#matrix(), width, height, handle, grab: { x: transform.ex, y: transform.ey } }
      this.#drag = { transform, action: actionOf(event), at }
    }
    const { at } = this.#drag
    const action = (this.#drag.action = actionOf(event))
    const keys = { shift: event.shiftKey, alt: event.altKey }
    this.#place(
      action === 'turn'
        ? turned(at, pointer, keys)
        : action === 'skew'
          ? skewed(at, pointer, keys)
          : scaled(at, pointer, keys),
    )
    this.#transform(true)
    this.#tell(action, pointer)
    return true
  }

  #end(): void {
    if (!this.#drag) return
    this.#transform(false)
    this.#drag = null
    this.#readout.show(null)
    this.update()
  }

  #transform(preview: boolean): void {
    if (!this.#drag) return
    const view = viewMatrix(this.#editor.session.getState())
    const [back, unview] = [invert(this.#drag.at.start), invert(view)]
    if (!back || !unview || this.#shown.length === 0) return
    const matrix = onWholePixels(multiply(unview, multiply(multiply(this.#matrix(), back), view)))
    this.#editor.actions.transform(this.#shown, matrix, { preview, name: names[this.#drag.action] })
  }

  /** The size or the angle beside the pointer. */
  #tell(action: Action, { x, y }: { x: number; y: number }): void {
    if (!this.#drag) return
    const { start, width, height, handle } = this.#drag.at
    const now = this.#matrix()
    const [a, b, c, d] = now
    const [zoom] = viewMatrix(this.#editor.session.getState())
    const axis = handle.x === 0 ? 'x' : 'y'
    const text =
      action === 'turn'
        ? angleText((Math.atan2(b, a) * 180) / Math.PI)
        : action === 'skew'
          ? skewText(axis, leanOf(axis, start, now))
          : sizeText((width * Math.hypot(a, b)) / zoom, (height * Math.hypot(c, d)) / zoom)
    this.#readout.show(text, { cssX: x, cssY: y })
  }
}

/** Quarter turns and mirrors keep pixels as they are: then the move is by whole ones. */
function onWholePixels([a, b, c, d, e, f]: Matrix): Matrix {
  const parts = [a, b, c, d].map((value) => Math.round(value))
  const isWhole = [a, b, c, d].every((value, index) => Math.abs(value - parts[index]) < 1e-9)
  if (!isWhole || Math.abs(parts[0] * parts[3] - parts[1] * parts[2]) !== 1) return [a, b, c, d, e, f]
  return [parts[0], parts[1], parts[2], parts[3], Math.round(e), Math.round(f)]
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
