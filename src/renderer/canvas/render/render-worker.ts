/** The drawing thread: takes records and views, fetches pixels, draws. */
import { encodePng } from '../../store/pixels/png.ts'
import { leadsToFrame, type FromRenderer, type ToRenderer } from './messages.ts'
import { newSurface, putStraight, type Surface } from './fast-blend.ts'
import { PixelLoader } from './pixel-loader.ts'
import { makeSmall } from './small-picture.ts'
import { Renderer } from './renderer.ts'
import { Scene } from './scene.ts'

/** Small pictures that wait for the pixels of an asset. */
const waiting = new Map<string, { id: number; side: number }[]>()

interface Drawing {
  origin: string
  scene: Scene
  loader: PixelLoader
  renderer: Renderer
}

let drawing: Drawing | null = null
let opened = 0

const tell = (message: FromRenderer) => postMessage(message)

onmessage = ({ data }: MessageEvent<ToRenderer>) => {
  if (data.type === 'start') drawing = start(data)
  else if (drawing) {
    if (leadsToFrame(data)) drawing.renderer.taken++
    take(drawing, data)
  }
}

function start({ canvas, origin, memory }: Extract<ToRenderer, { type: 'start' }>): Drawing {
  const loader = new PixelLoader(origin, memory, {
    arrived(hash) {
      scene.arrived(hash)
      renderer.arrivals++
      renderer.touch({ all: loader.idle })
      answerSmall(loader, hash)
    },
    failed: (hash, error) => {
      answerSmall(loader, hash)
      tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
    },
  })
  const scene = new Scene((hash) => loader.get(hash), memory)
  const renderer = new Renderer(canvas, scene, loader, tell)
  return { origin, scene, loader, renderer }
}

function take({ origin, scene, loader, renderer }: Drawing, message: Exclude<ToRenderer, { type: 'start' }>): void {
  switch (message.type) {
    case 'open':
      opened++
      loader.forget()
      for (const hash of waiting.keys()) answerSmall(null, hash)
      renderer.reset(message.preview !== null)
      scene.change(message.records, [], false)
      if (message.preview !== null) void showPreview(renderer, message.preview, opened)
      return
    case 'change':
      renderer.forgetPreview()
      scene.change(message.changed, message.removed, message.gesture)
      return renderer.touch({ all: message.changed.some(({ type }) => type === 'document') })
    case 'view':
      return renderer.setView(message.view)
    case 'pixels':
      return loader.put(message.hash, message.pixels)
    case 'stroke':
      scene.setStroke(message.layer, message.stroke)
      return renderer.touch()
    case 'preview': {
      const { document } = message
      return renderer.makePreview((picture) => void postPreview(origin, document, picture))
    }
    case 'small': {
      const { id, hash, side } = message
      waiting.set(hash, [...(waiting.get(hash) ?? []), { id, side }])
      if (loader.get(hash) || loader.hasFailed(hash)) answerSmall(loader, hash)
      return
    }
    case 'pick':
      return tell({ type: 'picked', id: message.id, layer: renderer.pick(message.x, message.y) })
  }
}

/** Answers who waits for pictures of the asset. */
function answerSmall(loader: PixelLoader | null, hash: string): void {
  const asked = waiting.get(hash) ?? []
  if (asked.length === 0) return
  waiting.delete(hash)
  const pixels = loader?.get(hash) ?? null
  for (const { id, side } of asked) tell({ type: 'small', id, picture: pixels && makeSmall(pixels, side) })
}

/** Hands a preview to the main side. It is for lists of files alone: where it cannot be kept, there is an older one. */
async function postPreview(
  origin: string,
  document: string,
  picture: { width: number; height: number; data: Uint8Array },
): Promise<void> {
  const { width, height } = picture
  const query = new URLSearchParams({ width: String(width), height: String(height) })
  const body = await encodePng(picture)
  await fetch(`${origin}/documents/${document}/preview?${query}`, { method: 'POST', body }).catch(() => {})
}

/** A picture to look at until the layers are there; where it cannot be had, there is none. */
async function showPreview(renderer: Renderer, url: string, document: number): Promise<void> {
  try {
    const response = await fetch(url)
    const bitmap = await createImageBitmap(await response.blob())
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const context = canvas.getContext('2d')
    context?.drawImage(bitmap, 0, 0)
    const pixels = context?.getImageData(0, 0, bitmap.width, bitmap.height)
    if (document === opened) renderer.setPlaceholder(pixels ? surfaceOf(pixels) : null)
  } catch {
    // Only for the eye: the layers come anyway.
    if (document === opened) renderer.setPlaceholder(null)
  }
}

function surfaceOf({ width, height, data }: ImageData): Surface {
  const surface = newSurface({ x: 0, y: 0, width, height })
  putStraight(surface, { ...surface, data }, surface)
  return surface
}
