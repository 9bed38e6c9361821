/** The drawing thread: takes records and views, fetches pixels, draws. */
import type { FromRenderer, ToRenderer } from './messages.ts'
import { newSurface, putStraight, type Surface } from './fast-blend.ts'
import { PixelLoader } from './pixel-loader.ts'
import { Renderer } from './renderer.ts'
import { Scene } from './scene.ts'

interface Drawing {
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
    drawing.renderer.taken++
    take(drawing, data)
  }
}

function start({ canvas, origin, memory }: Extract<ToRenderer, { type: 'start' }>): Drawing {
  const loader = new PixelLoader(origin, memory, {
    arrived(hash) {
      scene.arrived(hash)
      renderer.arrivals++
      renderer.touch({ all: loader.idle })
    },
    failed: (error) => tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  })
  const scene = new Scene((hash) => loader.get(hash), memory)
  const renderer = new Renderer(canvas, scene, loader, tell)
  return { scene, loader, renderer }
}

function take({ scene, loader, renderer }: Drawing, message: Exclude<ToRenderer, { type: 'start' }>): void {
  switch (message.type) {
    case 'open':
      opened++
      loader.forget()
      scene.reset()
      renderer.setPlaceholder(null)
      scene.change(message.records, [], false)
      if (message.preview) void showPreview(renderer, message.preview, opened)
      return renderer.touch({ all: true })
    case 'change':
      scene.change(message.changed, message.removed, message.gesture)
      return renderer.touch({ all: message.changed.some(({ type }) => type === 'document') })
    case 'view':
      return renderer.setView(message.view)
    case 'stroke':
      if (message.painted) scene.endStroke()
      else scene.setStroke(message.layer, message.stroke)
      return renderer.touch()
    case 'pick':
      return tell({ type: 'picked', id: message.id, layer: renderer.pick(message.x, message.y) })
  }
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
    if (pixels && document === opened) renderer.setPlaceholder(surfaceOf(pixels))
  } catch {
    // Only for the eye: the layers come anyway.
  }
}

function surfaceOf({ width, height, data }: ImageData): Surface {
  const surface = newSurface({ x: 0, y: 0, width, height })
  putStraight(surface, { ...surface, data }, surface)
  return surface
}
