/** What lies over the picture: a transparent canvas with handles, outlines, frames and the brush; guides, rulers, a readout. */
import { Canvas } from 'fabric'
import type { Editor } from '../../store/editor.ts'
import type { PixelSelection } from '../../store/pixel-selection.ts'
import { viewMatrix } from '../geometry.ts'
import { TextEditor } from '../text/text-editor.ts'
import { noMarks, type Marks } from '../tools/tool.ts'
import { Handles } from './handles.ts'
import { drawMarks, outlineOf } from './marks.ts'
import { guidesOf } from '../../store/guides.ts'
import { GuideLines } from './guide-lines.ts'
import { drawRoughStroke, PickMarks } from './pick-marks.ts'
import { Readout } from './readout.ts'
import { Rulers } from './rulers.ts'

export class Overlay {
  readonly handles: Handles
  readonly text: TextEditor
  readonly guides: GuideLines
  readonly rulers: Rulers
  readonly readout: Readout
  readonly #canvas: Canvas
  readonly #editor: Editor
  #marks: Marks = noMarks
  readonly #pick = new PickMarks()
  #outline: { selection: PixelSelection; path: Path2D } | null = null

  /** `home` has the keyboard focus while the canvas is at work. */
  constructor(element: HTMLElement, editor: Editor, home: HTMLElement, origin: string) {
    const canvas = document.createElement('canvas')
    element.append(canvas)
    this.guides = new GuideLines(element)
    this.rulers = new Rulers(element)
    this.readout = new Readout(element)
    this.#editor = editor
    this.#canvas = new Canvas(canvas, {
      selection: false,
      enablePointerEvents: true,
      preserveObjectStacking: true,
      renderOnAddRemove: false,
      stopContextMenu: false,
      fireRightClick: false,
    })
    this.#canvas.wrapperEl.style.cssText = 'position:absolute;inset:0'
    // Fabric's second canvas only takes events here: what is never painted costs nothing to put on the screen.
    this.#canvas.upperCanvasEl.style.opacity = '0'
    this.handles = new Handles(this.#canvas, editor, this.readout)
    this.text = new TextEditor(this.#canvas, home, editor, origin, () => this.#render())
    this.#canvas.on('before:render', ({ ctx }) => this.handles.drawFrame(ctx))
    this.#canvas.on('after:render', ({ ctx }) => this.#draw(ctx))
  }

  resize(width: number, height: number): void {
    this.#canvas.setDimensions({ width, height })
    this.update()
  }

  mark(marks: Partial<Marks>): void {
    const before = this.#marks
    this.#marks = { ...before, ...marks }
    if (JSON.stringify(before) !== JSON.stringify(this.#marks)) this.#render()
  }

  setCursor(cursor: string): void {
    this.#canvas.defaultCursor = cursor
    this.#canvas.hoverCursor = cursor
    this.#canvas.upperCanvasEl.style.cursor = cursor
  }

  update(): void {
    this.handles.update()
    this.text.update()
    this.#updateLines()
    this.#render()
  }

  /** The pointer moved, and nothing else. */
  movePointer(): void {
    const { session } = this.#editor.state()
    if (session.preferences.rulers) this.#updateLines()
    if (this.#brushSize() !== null || !PickMarks.isBare(this.#editor.state())) this.#render()
  }

  #updateLines(): void {
    const state = this.#editor.state()
    const { session, document } = state
    const isFlat = document.id !== null && session.mode !== 'exploded'
    this.guides.update(session, isFlat && !session.guidesHidden ? guidesOf(state) : [])
    this.rulers.update(session, isFlat && session.preferences.rulers)
  }

  /** Where there is nothing to draw the whole canvas is out of the way: dragging a layer has the screen to itself. */
  #render(): void {
    const isEmpty = !this.handles.isShown && !this.text.isShown && this.#isBare()
    this.#canvas.lowerCanvasEl.style.visibility = isEmpty ? 'hidden' : 'visible'
    if (!isEmpty) this.#canvas.requestRenderAll()
  }

  #isBare(): boolean {
    const state = this.#editor.state()
    const { session } = state
    const { guides, rectangle, path, stroke } = this.#marks
    const paints = this.#brushSize() !== null || stroke !== null || !PickMarks.isBare(state)
    if (paints || session.pixelSelection || session.crop) return false
    return guides.length === 0 && rectangle === null && path.length === 0 && (session.job?.layers.length ?? 0) === 0
  }

  destroy(): void {
    this.text.destroy()
    this.guides.destroy()
    this.rulers.destroy()
    this.readout.destroy()
    void this.#canvas.dispose()
  }

  #draw(context: CanvasRenderingContext2D): void {
    const state = this.#editor.state()
    const { session } = state
    const { pixelSelection } = session
    if (pixelSelection && this.#outline?.selection !== pixelSelection) {
      this.#outline = { selection: pixelSelection, path: outlineOf(pixelSelection) }
    }
    context.save()
    drawMarks(context, state, this.#marks, pixelSelection ? (this.#outline?.path ?? null) : null)
    this.#pick.draw(context, state)
    if (this.#marks.stroke) drawRoughStroke(context, this.#marks.stroke, viewMatrix(session))
    this.#drawBrush(context)
    context.restore()
  }

  /** Of the brush in hand; null: there is none. */
  #brushSize(): number | null {
    const { tool, toolOptions } = this.#editor.session.getState()
    if (tool === 'pick') return toolOptions.pick.mode === 'brush' ? toolOptions.pick.size : null
    return tool === 'brush' || tool === 'eraser' ? toolOptions[tool].size : null
  }

  /** The size of the brush, in black and white, to be seen on any ground. */
  #drawBrush(context: CanvasRenderingContext2D): void {
    const { view, viewport, pointer } = this.#editor.session.getState()
    const size = this.#brushSize()
    if (size === null || !pointer) return
    const zoom = view.zoom / viewport.pixelRatio
    const x = (pointer.x - view.centerX) * zoom + viewport.width / viewport.pixelRatio / 2
    const y = (pointer.y - view.centerY) * zoom + viewport.height / viewport.pixelRatio / 2
    const radius = Math.max(1.5, (size / 2) * zoom)
    for (const [color, grown] of [
      ['#000', 0.5],
      ['#fff', -0.5],
    ] as const) {
      context.beginPath()
      context.arc(x, y, Math.max(1, radius + grown), 0, 2 * Math.PI)
      context.lineWidth = 1
      context.strokeStyle = color
      context.stroke()
    }
  }
}
