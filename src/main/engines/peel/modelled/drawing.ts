/** Pictures drawn for tests. */
import type { RgbF } from '../../../imaging/pixels.ts'
import type { Rgb } from './soft.ts'

/** A picture from a function of the place; rounded to 8 bit, as pictures are. */
export function draw(width: number, height: number, colorAt: (x: number, y: number) => readonly number[]): RgbF {
  const data = new Float32Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const color = colorAt(x, y)
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = Math.round(Math.min(255, Math.max(0, color[c])))
    }
  }
  return { width, height, data }
}

/** The picture with a colour laid over it, as dense as `alphaAt` says. */
export function lay(below: RgbF, color: Rgb, alphaAt: (x: number, y: number) => number): RgbF {
  return draw(below.width, below.height, (x, y) => {
    const at = (y * below.width + x) * 3
    const alpha = Math.min(1, Math.max(0, alphaAt(x, y)))
    return color.map((v, c) => below.data[at + c] + alpha * (v - below.data[at + c]))
  })
}

/** Coverage of a disc with an edge one pixel soft. */
export function disc(centerX: number, centerY: number, radius: number) {
  return (x: number, y: number): number => radius + 0.5 - Math.hypot(x - centerX, y - centerY)
}

/** Coverage of a box. */
export function box(left: number, top: number, width: number, height: number) {
  return (x: number, y: number): number => (x >= left && y >= top && x < left + width && y < top + height ? 1 : 0)
}
