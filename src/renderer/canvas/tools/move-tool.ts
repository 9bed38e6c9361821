/** Selects the layer under the pointer and drags what is selected. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { boundsUnder } from '../../../shared/compositing/transform.ts'
import { descendantsOf, getDocument, getLayer, isInside, layersOf } from '../../../shared/document/tree.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'
import type { Editor } from '../../store/editor.ts'
import { moveText } from '../readout-text.ts'
import { snap } from '../snapping.ts'
import { isClick, type CanvasPointer, type CanvasTool, type ToolContext } from './tool.ts'

/** CSS pixels within which a drag snaps. */
const SNAP_REACH = 6

export const moveTool: CanvasTool = (context, start) => {
  const { editor } = context
  let last = start
  let ended = false
  let ready = false
  let clicked: (() => void) | null = null
  let snapping: ((x: number, y: number) => { x: number; y: number }) | null = null

  const drag = (preview: boolean) => {
    if (isClick(start, last) && editor.document.getState().gesture === null) return
    const ids = editor.session.getState().selection
    if (ids.length === 0) return
    snapping ??= snapper(context, ids)
    const { x, y } = straight(start, last)
    const by = last.mod ? { x, y } : snapping(x, y)
    editor.actions.moveBy(ids, by.x, by.y, { preview })
    if (preview) context.readout(moveText(by.x, by.y), last)
  }
  const finish = () => {
    if (isClick(start, last)) clicked?.()
    drag(false)
    context.mark({ guides: [] })
    context.readout(null)
  }
  void selectAt(context, start).then((onClick) => {
    ready = true
    clicked = onClick
    if (ended) finish()
    else drag(true)
  })
  return {
    move(pointer) {
      last = pointer
      if (ready) drag(true)
    },
    up(pointer) {
      last = pointer
      ended = true
      if (ready) finish()
    },
    cancel() {
      ended = true
      last = start
      editor.actions.cancelGesture()
      context.mark({ guides: [] })
      context.readout(null)
    },
  }
}

/** With Shift along one axis only. */
function straight(start: CanvasPointer, now: CanvasPointer): { x: number; y: number } {
  const x = now.x - start.x
  const y = now.y - start.y
  if (!now.shift) return { x, y }
  return Math.abs(x) > Math.abs(y) ? { x, y: 0 } : { x: 0, y }
}

/**
 * Selects what is under the pointer, unless the tool keeps to what is selected. Gives what is to be done if the press is but
 * a click: with Shift a selected layer is let go then, and not when it is dragged straight.
 */
async function selectAt({ editor, renderer }: ToolContext, pointer: CanvasPointer): Promise<(() => void) | null> {
  const { toolOptions, viewport, selection } = editor.session.getState()
  // Ctrl turns the option round for this once.
  if (toolOptions.move.autoSelect === pointer.mod) return null
  const { pixelRatio } = viewport
  const hit = await renderer.pick(pointer.cssX * pixelRatio, pointer.cssY * pixelRatio)
  if (hit === null) {
    if (!pointer.shift) editor.actions.select([])
    return null
  }
  const { records } = editor.document.getState()
  const id = toolOptions.move.target === 'group' ? outermostGroup(records, hit) : hit
  const isSelected = selection.some((each) => each === id || isInside(records, id, each))
  if (pointer.shift && isSelected) return () => editor.actions.toggleSelected(id)
  if (pointer.shift) editor.actions.toggleSelected(id)
  else if (!isSelected) editor.actions.select([id])
  return null
}

function outermostGroup(records: DocumentRecords, id: string): string {
  let layer = getLayer(records, id)
  while (layer.parent !== null) layer = getLayer(records, layer.parent)
  return layer.id
}

/** How far the selection moves for a way of the pointer; marks what it snaps to. */
function snapper(
  { editor, mark }: ToolContext,
  ids: readonly string[],
): (x: number, y: number) => { x: number; y: number } {
  const { records } = editor.document.getState()
  const moving = new Set(ids.flatMap((id) => [id, ...descendantsOf(records, id).map((layer) => layer.id)]))
  const box = unionOfLayers(records, (id) => moving.has(id))
  const { width, height } = getDocument(records)
  const others = layersOf(records).filter(({ id, visible }) => visible && !moving.has(id))
  const boxes = [{ x: 0, y: 0, width, height }, ...others.flatMap((layer) => boxOf(records, layer.id) ?? [])]
  return (x, y) => {
    const { view, viewport, preferences, guidesHidden } = editor.session.getState()
    if (!box || !preferences.snapping) return { x, y }
    const targets = { boxes, guides: guidesHidden ? [] : getDocument(records).guides }
    const { guides, ...by } = snap(box, x, y, targets, (SNAP_REACH * viewport.pixelRatio) / view.zoom)
    mark({ guides })
    return by
  }
}

function boxOf(records: DocumentRecords, id: string): Region | null {
  const layer = getLayer(records, id)
  return layer.type === 'pixels' ? boundsUnder(layer.width, layer.height, layer.transform) : null
}

function unionOfLayers(records: DocumentRecords, wanted: (id: string) => boolean): Region | null {
  const boxes = layersOf(records).flatMap(({ id }) => (wanted(id) ? (boxOf(records, id) ?? []) : []))
  if (boxes.length === 0) return null
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  return { x, y, width: right - x, height: bottom - y }
}

/** In the exploded view a click selects. */
export async function selectPlane(
  { editor, renderer }: { editor: Editor; renderer: ToolContext['renderer'] },
  pointer: CanvasPointer,
): Promise<void> {
  const { pixelRatio } = editor.session.getState().viewport
  const hit = await renderer.pick(pointer.cssX * pixelRatio, pointer.cssY * pixelRatio)
  if (hit !== null) editor.actions.select([hit])
}
