/** Mouse, pen and wheel on the canvas: to the tool in use, to the handles, or to the view. */
import { canEdit, PAINTING } from '../store/commands.ts'
import type { Editor } from '../store/editor.ts'
import type { Guide, SessionSlice, Tool } from '../store/state.ts'
import { isPicking } from '../store/pick-state.ts'
import { documentPoint } from './geometry.ts'
import type { Overlay } from './overlay/overlay.ts'
import type { RenderClient } from './render/render-client.ts'
import { brushTool } from './tools/brush-tool.ts'
import { dragGuide } from './tools/guide-tool.ts'
import { cropTool } from './tools/crop-tool.ts'
import { moveTool, selectPlane } from './tools/move-tool.ts'
import { pickTool } from './tools/pick-tool.ts'
import { lassoTool, marqueeTool } from './tools/select-tools.ts'
import { textTool } from './tools/text-tool.ts'
import type { CanvasPointer, CanvasTool, Drag, ToolContext } from './tools/tool.ts'
import { handTool, zoomTool } from './tools/view-tools.ts'

const tools: Readonly<Record<Tool, CanvasTool>> = {
  move: moveTool,
  marquee: marqueeTool,
  lasso: lassoTool,
  pick: pickTool,
  brush: brushTool,
  eraser: brushTool,
  text: textTool,
  crop: cropTool,
  hand: handTool,
  zoom: zoomTool,
}

const cursors: Readonly<Record<Tool, string>> = {
  move: 'default',
  marquee: 'crosshair',
  lasso: 'crosshair',
  pick: 'crosshair',
  brush: 'none',
  eraser: 'none',
  text: 'text',
  crop: 'crosshair',
  hand: 'grab',
  zoom: 'zoom-in',
}

/** Tools that edit wait while something works on the document. */
const lookingTools: readonly Tool[] = ['hand', 'zoom']
const strokeTools: readonly Tool[] = ['brush', 'eraser']

/** While something is tried out, presses move the view. */
function onlyLooks({ refine, variations, tool }: SessionSlice): boolean {
  return (refine !== null || variations !== null) && tool !== 'zoom'
}

/** Wheel steps in lines, in CSS pixels. */
const LINE = 16

export class PointerInput {
  readonly #element: HTMLElement
  readonly #editor: Editor
  readonly #overlay: Overlay
  readonly #context: ToolContext
  readonly #ends: (() => void)[] = []
  #drag: { drag: Drag; pointer: number } | null = null
  #space = false
  #overGuide = false

  constructor(element: HTMLElement, editor: Editor, renderer: RenderClient, overlay: Overlay) {
    this.#element = element
    this.#editor = editor
    this.#overlay = overlay
    this.#context = {
      editor,
      renderer,
      mark: (marks) => overlay.mark(marks),
      readout: (text, at) => overlay.readout.show(text, at),
    }
    // Before Fabric sees them: it is given only what is on a handle.
    this.#listen('pointerdown', (event) => this.#down(event))
    // A press of the mouse would take the focus from the text under the caret.
    this.#listen('mousedown', (event) => {
      if (editor.session.getState().textEdit) event.preventDefault()
    })
    this.#listen('pointermove', (event) => this.#move(event))
    this.#listen('pointerup', (event) => this.#up(event))
    this.#listen('pointercancel', () => this.cancel())
    this.#listen('pointerleave', () => {
      editor.actions.setPointer(null)
      editor.actions.hoverPick(null)
    })
    this.#listen('wheel', (event) => this.#wheel(event))
    this.#listen('keydown', (event) => this.#key(event, true))
    this.#listen('keyup', (event) => this.#key(event, false))
    this.#listen('blur', () => this.#holdSpace(false))
  }

  updateCursor(): void {
    const session = this.#editor.session.getState()
    const { tool } = session
    this.#overlay.setCursor(this.#space || onlyLooks(session) ? (this.#drag ? 'grabbing' : 'grab') : cursors[tool])
  }

  /** Gives up the drag under way. */
  cancel(): void {
    this.#drag?.drag.cancel()
    this.#drag = null
    this.#overlay.handles.cancel()
  }

  destroy(): void {
    this.cancel()
    for (const end of this.#ends) end()
  }

  #listen<K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void): void {
    const options = { capture: true, passive: false }
    this.#element.addEventListener(type, listener, options)
    this.#ends.push(() => this.#element.removeEventListener(type, listener, options))
  }

  #pointer(event: MouseEvent): CanvasPointer {
    const { left, top } = this.#element.getBoundingClientRect()
    const cssX = event.clientX - left
    const cssY = event.clientY - top
    const point = documentPoint(this.#editor.session.getState(), cssX, cssY)
    return { ...point, cssX, cssY, shift: event.shiftKey, alt: event.altKey, mod: event.ctrlKey || event.metaKey }
  }

  #down(event: PointerEvent): void {
    const { document, session } = this.#editor.state()
    if (document.id === null || this.#drag) return
    const pointer = this.#pointer(event)
    const pans = this.#space || event.button === 1 || session.tool === 'hand' || onlyLooks(session)
    if (!pans && event.button !== 0) return
    if (!pans && this.#overlay.text.contains(pointer.cssX, pointer.cssY)) return
    this.#element.focus({ preventScroll: true })
    const guide = pans ? null : this.#guideDrag(pointer)
    if (!pans && !guide && this.#overlay.handles.isOnHandle(pointer.cssX, pointer.cssY)) return
    event.stopPropagation()
    if (guide) return this.#begin(event, guide)
    if (!pans && session.mode === 'exploded') return void selectPlane(this.#context, pointer)
    // A stroke may follow another that is still being stored.
    const goesOn = session.busy === PAINTING && strokeTools.includes(session.tool)
    const busy = !canEdit({ document, session }) && !goesOn
    if (busy && !pans && !lookingTools.includes(session.tool)) return
    const drag = (pans ? handTool : tools[session.tool])(this.#context, pointer)
    if (drag) this.#begin(event, drag)
  }

  #begin(event: PointerEvent, drag: Drag): void {
    this.#element.setPointerCapture(event.pointerId)
    this.#drag = { drag, pointer: event.pointerId }
    this.updateCursor()
  }

  /** A press on a ruler pulls out a guide; with the move tool a guide itself can be taken. */
  #guideDrag({ cssX, cssY }: CanvasPointer): Drag | null {
    const { rulers } = this.#overlay
    const axis = rulers.guideAxis(cssX, cssY)
    const guide = axis ? null : this.#guideAt(cssX, cssY)
    const taken = axis ?? guide?.axis
    if (!taken) return null
    return dragGuide(this.#context, guide, taken, (pointer) => rulers.guideAxis(pointer.cssX, pointer.cssY) !== null)
  }

  #guideAt(x: number, y: number): Guide | null {
    const { tool, guidesLocked } = this.#editor.session.getState()
    if (tool !== 'move' || guidesLocked || this.#overlay.handles.isOnHandle(x, y)) return null
    return this.#overlay.guides.at(x, y)
  }

  #move(event: PointerEvent): void {
    if (this.#editor.document.getState().id === null) return
    const pointer = this.#pointer(event)
    this.#editor.actions.setPointer({ x: pointer.x, y: pointer.y })
    if (this.#drag?.pointer === event.pointerId) {
      event.stopPropagation()
      return this.#drag.drag.move(pointer)
    }
    const { mode, toolOptions } = this.#editor.session.getState()
    if (mode === 'exploded') return void this.#hover(pointer)
    const guide = this.#guideAt(pointer.cssX, pointer.cssY)
    if (guide) this.#overlay.setCursor(guide.axis === 'x' ? 'ew-resize' : 'ns-resize')
    else if (this.#overGuide) this.updateCursor()
    this.#overGuide = guide !== null
    if (isPicking(this.#editor.state()) && toolOptions.pick.mode === 'click') this.#editor.actions.hoverPick(pointer)
  }

  async #hover({ cssX, cssY }: CanvasPointer): Promise<void> {
    const { pixelRatio } = this.#editor.session.getState().viewport
    this.#editor.actions.hover(await this.#context.renderer.pick(cssX * pixelRatio, cssY * pixelRatio))
  }

  #up(event: PointerEvent): void {
    if (this.#drag?.pointer !== event.pointerId) return
    event.stopPropagation()
    const { drag } = this.#drag
    this.#drag = null
    drag.up(this.#pointer(event))
    this.updateCursor()
  }

  #wheel(event: WheelEvent): void {
    const { session, document } = this.#editor.state()
    if (document.id === null || session.mode === 'exploded') return
    event.preventDefault()
    event.stopPropagation()
    const { view, viewport } = session
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1
    const dx = (event.shiftKey ? event.deltaY : event.deltaX) * unit
    const dy = (event.shiftKey ? 0 : event.deltaY) * unit
    if (event.ctrlKey || event.metaKey || event.altKey) {
      const { cssX, cssY } = this.#pointer(event)
      const at = { x: cssX * viewport.pixelRatio, y: cssY * viewport.pixelRatio }
      return this.#editor.actions.zoomTo(view.zoom * 2 ** (-dy / 240), at)
    }
    const share = viewport.pixelRatio / view.zoom
    this.#editor.actions.setView({ centerX: view.centerX + dx * share, centerY: view.centerY + dy * share })
  }

  #key(event: KeyboardEvent, down: boolean): void {
    if (event.key === ' ' && event.target === this.#element) {
      event.preventDefault()
      this.#holdSpace(down)
    }
    if (down && event.key === 'Escape' && (this.#drag || this.#overlay.handles.isDragging)) {
      event.stopPropagation()
      this.cancel()
    }
  }

  #holdSpace(held: boolean): void {
    if (held === this.#space) return
    this.#space = held
    this.updateCursor()
  }
}
