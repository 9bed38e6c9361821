/**
 * The exactness step: mattes and colours as an engine estimated them become 8-bit straight-alpha layers whose
 * source-over composite, rounded once, is the picture at every pixel.
 */
import type { Box, Rgba8 } from '../../imaging/pixels.ts'
import { PixelSolver } from './pixel-solver.ts'

/** A layer's estimate within a strip of rows: a rectangle inside the layer's box. */
export interface LayerStrip {
  box: Box
  /** Matte 0..1, box.width * box.height. */
  alpha: Float32Array
  /** Own colour 0..255, 3 a pixel. */
  color: Float32Array
}

/** Gives every layer's estimate (bottom to top, null where its box does not reach) in the rows y0 ≤ y < y1. */
export type StripSource = (y0: number, y1: number) => (LayerStrip | null)[]

/** Pixels of a strip, about: enough rows to be quick, few enough to need little memory on the widest picture. */
const STRIP_PIXELS = 2 ** 18

/** Mattes under this are haze: no eye sees them and every tool selects them. */
const HAZE = 2

/**
 * Solves the 8-bit layers. The lowest layer at a pixel is opaque there wherever the picture is; where no layer is, the
 * first one takes the pixel, so `boxes[0]` must be the whole picture.
 * Returns each layer's RGBA, cropped to its box. Time and memory are linear in the pixels of the boxes.
 *
 * Where the picture itself is not opaque, the layer seen most takes the pixel as it is and the others are clear there.
 * Colour under zero alpha carries no information; the lowest layer keeps the picture's own.
 */
export function solveExactly(picture: Rgba8, boxes: readonly Box[], source: StripSource): Uint8Array[] {
  const layers = boxes.map((box) => new Uint8Array(box.width * box.height * 4))
  const solver = new PixelSolver(boxes.length)
  const rows = Math.min(64, Math.max(8, Math.floor(STRIP_PIXELS / picture.width)))
  for (let y0 = 0; y0 < picture.height; y0 += rows) {
    const y1 = Math.min(picture.height, y0 + rows)
    solveStrip(picture, boxes, layers, source(y0, y1), y0, y1, solver)
  }
  return layers
}

function solveStrip(
  picture: Rgba8,
  boxes: readonly Box[],
  layers: Uint8Array[],
  strips: (LayerStrip | null)[],
  y0: number,
  y1: number,
  solver: PixelSolver,
): void {
  for (let y = y0; y < y1; y++) {
    for (let x = 0; x < picture.width; x++) {
      solver.begin()
      for (let k = 0; k < strips.length; k++) {
        const strip = strips[k]
        if (!strip) continue
        const sx = x - strip.box.x
        const sy = y - strip.box.y
        if (sx < 0 || sy < 0 || sx >= strip.box.width || sy >= strip.box.height) continue
        const at = sy * strip.box.width + sx
        const alpha = Math.round(strip.alpha[at] * 255)
        if (alpha < HAZE) continue
        solver.add(k, alpha, strip.color[at * 3], strip.color[at * 3 + 1], strip.color[at * 3 + 2])
      }
      if (solver.count === 0) solver.add(0, 255, 0, 0, 0)
      const from = (y * picture.width + x) * 4
      const { data } = picture
      solver.solve(data[from], data[from + 1], data[from + 2], data[from + 3])
      for (let n = 0; n < solver.count; n++) {
        const k = solver.layer[n]
        const box = boxes[k]
        const to = ((y - box.y) * box.width + (x - box.x)) * 4
        solver.write(n, layers[k], to)
      }
    }
  }
}
