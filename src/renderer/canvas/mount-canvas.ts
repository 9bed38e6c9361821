/** Puts the canvas of an editor into an element. */
import type { DocumentRecords } from '../../shared/document/types.ts'
import type { Editor } from '../store/editor.ts'
import { originOf } from '../transport/assets.ts'
import { canvasOffset } from './geometry.ts'
import { Overlay } from './overlay/overlay.ts'
import { PointerInput } from './pointer-input.ts'
import type { SmallPicture } from './render/small-picture.ts'
import { RenderClient } from './render/render-client.ts'

/** Bytes of source pixels that the drawing thread keeps at least where the preferences name no limit. */
const LEAST_MEMORY = 400 * 2 ** 20
/** Else this share of the machine's memory, as far as the browser tells. */
const MEMORY_SHARE = 0.1

export interface MountedCanvas {
  /** Frames drawn since the start. */
  readonly frames: number
  /** A small picture of an asset; null where its pixels cannot be had. */
  small(hash: string, side: number): Promise<SmallPicture | null>
  destroy(): void
}

/** The element keeps its size, and is where the keyboard focus goes. */
export function mountCanvas(element: HTMLElement, editor: Editor): MountedCanvas {
  const surface = document.createElement('div')
  surface.style.cssText = 'position:absolute;inset:0;overflow:hidden;touch-action:none'
  const canvas = document.createElement('canvas')
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%'
  surface.append(canvas)
  element.append(surface)

  const { memoryLimit } = editor.session.getState().preferences
  const renderer = new RenderClient(
    canvas,
    originOf(editor.assets),
    memoryLimit === null ? usualMemory() : memoryLimit * 2 ** 20,
    (hash) => editor.assets.peek(hash),
    {
      drawn: ({ frames, settled, memory, match }) => {
        // For tests and measurements: the drawing itself is in a thread that they cannot see.
        canvas.dataset.frames = String(frames)
        canvas.dataset.settled = String(settled)
        const shown = editor.session.getState()
        if (memory !== shown.memory || match !== shown.match) editor.session.setState({ memory, match })
        if (settled) overlay.text.settled()
      },
      sent: () => (canvas.dataset.settled = 'false'),
      failed: (message) =>
        editor.actions.toast({ tone: 'error', message, hint: 'Open the document again.', error: null, actions: [] }),
    },
  )
  const overlay = new Overlay(surface, editor, element, originOf(editor.assets))
  const input = new PointerInput(element, editor, renderer, overlay)

  const sendView = () => {
    const session = editor.session.getState()
    const { view, viewport, mode, comparePosition, spread, preferences, original, hovered, refine } = session
    const shownMask = refine?.view === 'mask' && refine.edge ? refine.layer : session.shownMask
    const { x: offsetX, y: offsetY } = canvasOffset(session)
    renderer.setView({
      ...viewport,
      zoom: view.zoom,
      offsetX,
      offsetY,
      mode,
      comparePosition,
      spread,
      checkerboard: preferences.checkerboard,
      shownMask,
      original,
      hovered: mode === 'exploded' ? hovered : null,
    })
  }
  const resized = () => {
    const { clientWidth, clientHeight } = surface
    const pixelRatio = window.devicePixelRatio
    const width = Math.round(clientWidth * pixelRatio)
    const height = Math.round(clientHeight * pixelRatio)
    editor.actions.setViewport({ width, height, pixelRatio })
    overlay.resize(clientWidth, clientHeight)
  }
  const observer = new ResizeObserver(resized)
  observer.observe(surface)

  const openNow = () => {
    const { records, preview } = editor.document.getState()
    renderer.open(records, preview)
  }
  /** What is tried out stands in for the document. Text under the caret is drawn by the overlay: its pixels would show through. */
  const shown = (records: DocumentRecords): DocumentRecords => {
    const { trial } = editor.session.getState()
    if (trial) return trial
    const id = editor.session.getState().textEdit?.layer ?? null
    const layer = id === null ? undefined : records[id]
    if (!layer || layer.type === 'document') return records
    return { ...records, [layer.id]: { ...layer, visible: false } }
  }
  const ends = [
    editor.document.subscribe((now, before) => {
      if (now.id !== before.id) openNow()
      else if (now.records !== before.records || now.gesture !== before.gesture) {
        renderer.change(shown(now.records), now.gesture !== null)
      }
      // There was something to save, and now it is.
      if (now.id !== null && now.id === before.id && before.dirty && !now.dirty) renderer.makePreview(now.id)
      // What is dragged is followed by its own handles, or has none until it is let go.
      if (now.gesture === null || before.gesture === null) overlay.update()
    }),
    editor.session.subscribe((now, before) => {
      if (now.textEdit?.layer !== before.textEdit?.layer || now.trial !== before.trial) {
        renderer.change(shown(editor.document.getState().records), false)
      }
      if (viewKeys.some((key) => now[key] !== before[key])) sendView()
      if (overlayKeys.some((key) => now[key] !== before[key])) overlay.update()
      else if (now.pointer !== before.pointer) overlay.movePointer()
      if (now.tool !== before.tool || now.refine !== before.refine || now.variations !== before.variations)
        input.updateCursor()
    }),
  ]
  openNow()
  resized()
  sendView()
  input.updateCursor()
  return {
    get frames() {
      return renderer.frames
    },
    small: (hash, side) => renderer.small(hash, side),
    destroy() {
      for (const end of ends) end()
      observer.disconnect()
      input.destroy()
      overlay.destroy()
      renderer.destroy()
      surface.remove()
    },
  }
}

/** In bytes. */
function usualMemory(): number {
  const { deviceMemory = 4 } = navigator as { deviceMemory?: number }
  return Math.max(LEAST_MEMORY, deviceMemory * 2 ** 30 * MEMORY_SHARE)
}

const viewKeys = [
  'view',
  'viewport',
  'mode',
  'comparePosition',
  'spread',
  'preferences',
  'shownMask',
  'original',
  'hovered',
  'refine',
] as const
const overlayKeys = [
  'view',
  'viewport',
  'mode',
  'selection',
  'tool',
  'toolOptions',
  'pixelSelection',
  'crop',
  'textEdit',
  'pick',
  'refine',
  'variations',
  'job',
  'preferences',
  'draggedGuides',
  'guidesHidden',
] as const
