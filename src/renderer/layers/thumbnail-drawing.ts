/** Draws thumbnails on the canvases of the rows. */
import { boundsUnder } from '../../shared/compositing/transform.ts'
import type { FillLayer } from '../../shared/document/types.ts'
import type { FoundLayer } from '../store/state.ts'

type Preview = NonNullable<FoundLayer['preview']>
type Drawn = Exclude<FillLayer['fill'], { type: 'picture' }>

/** The picture of an asset of `size`, turned and scaled as the layer is, as large as it fits. */
export function drawPicture(
  canvas: HTMLCanvasElement,
  picture: HTMLCanvasElement,
  { width, height }: { width: number; height: number },
  [a, b, c, d]: readonly [number, number, number, number],
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const bounds = boundsUnder(width, height, [a, b, c, d, 0, 0])
  const fit = Math.min(canvas.width / Math.max(1, bounds.width), canvas.height / Math.max(1, bounds.height), 4)
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  const x = canvas.width / 2 - (bounds.x + bounds.width / 2) * fit
  const y = canvas.height / 2 - (bounds.y + bounds.height / 2) * fit
  context.setTransform(a * fit, b * fit, c * fit, d * fit, x, y)
  context.drawImage(picture, 0, 0, width, height)
}

/** Pixels of a layer that is not done (see FoundLayer), as large as they are. */
export function drawPreview(canvas: HTMLCanvasElement, { width, height, data }: Preview): void {
  const bytes = Uint8ClampedArray.from(atob(data), (character) => character.charCodeAt(0))
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.putImageData(new ImageData(bytes, width, height), 0, 0)
}

export function drawFill(canvas: HTMLCanvasElement, fill: Drawn): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height } = canvas
  context.clearRect(0, 0, width, height)
  context.fillStyle = fill.type === 'color' ? `rgb(${fill.color.join(' ')})` : gradientOf(context, fill)
  context.fillRect(0, 0, width, height)
}

function gradientOf(context: CanvasRenderingContext2D, fill: Extract<Drawn, { type: 'gradient' }>): CanvasGradient {
  const half = context.canvas.width / 2
  const angle = (fill.angle * Math.PI) / 180
  const [x, y] = [Math.cos(angle) * half, -Math.sin(angle) * half]
  const gradient =
    fill.shape === 'linear'
      ? context.createLinearGradient(half - x, half - y, half + x, half + y)
      : context.createRadialGradient(half, half, 0, half, half, half)
  for (const { offset, color, opacity } of fill.stops) {
    gradient.addColorStop(offset, `rgb(${color.join(' ')} / ${opacity})`)
  }
  return gradient
}
