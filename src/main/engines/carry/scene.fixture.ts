/** A layered picture whose mattes are known at any size: a textured ground, a soft shadow, a disc, a star and thin lines. */
import type { Rgba8 } from '../../imaging/pixels.ts'

export interface SceneLayer {
  /** Matte 0..1, one a pixel. */
  alpha: Float32Array
  /** Colour 0..255, three a pixel. */
  color: Float32Array
}

/** Signed distance in shares of the side (negative inside) and colour at a position 0..1. */
interface Shape {
  distance: (u: number, v: number) => number
  color: (u: number, v: number) => [number, number, number]
  /** Half-width of the edge in shares of the side; 0 is a hard edge, one pixel wide. */
  softness: number
  strength: number
}

const wave = (u: number, v: number, frequency: number) =>
  Math.sin(frequency * (u + 0.31 * v)) * Math.cos(frequency * 0.83 * (v - 0.21 * u) + 1)

const disc = (u: number, v: number, x: number, y: number, radius: number) => Math.hypot(u - x, v - y) - radius

function star(u: number, v: number): number {
  const angle = Math.atan2(v - 0.66, u - 0.64)
  return Math.hypot(u - 0.64, v - 0.66) - 0.16 * (1 + 0.28 * Math.cos(7 * angle))
}

const shapes: readonly Shape[] = [
  {
    distance: (u, v) => disc(u, v, 0.4, 0.47, 0.25),
    color: () => [24, 20, 34],
    softness: 0.07,
    strength: 0.6,
  },
  {
    distance: (u, v) => disc(u, v, 0.36, 0.4, 0.24),
    color: (u, v) => [214 - 60 * v, 72 + 40 * u + 8 * wave(u, v, 160), 58],
    softness: 0,
    strength: 1,
  },
  {
    distance: star,
    color: (u, v) => [32, 116 + 60 * u + 14 * wave(v, u, 700), 142 + 30 * v],
    softness: 0,
    strength: 1,
  },
  {
    // Lines of 1/500 of the side.
    distance: (u, v) => Math.abs((((u * 0.8 + v * 0.6) * 22) % 1) - 0.5) / 22 - 0.001 + (v > 0.3 || u < 0.5 ? 1 : 0),
    color: () => [250, 248, 240],
    softness: 0,
    strength: 1,
  },
]

/** The layers, bottom to top, and their source-over composite. */
export function drawScene(side: number): { picture: Rgba8; layers: SceneLayer[] } {
  const ground = (u: number, v: number): [number, number, number] => {
    const grain = 9 * wave(u, v, 90) + 7 * wave(v, u, 900) + 6 * wave(u + v, v, 2300)
    return [196 + grain, 174 + grain + 20 * u, 140 + 0.8 * grain]
  }
  const layers = [{ distance: () => -1, color: ground, softness: 0, strength: 1 }, ...shapes].map((shape) =>
    drawShape(shape, side),
  )
  const data = new Uint8Array(side * side * 4).fill(255)
  for (let i = 0; i < side * side; i++) {
    for (let c = 0; c < 3; c++) {
      let value = 0
      for (const { alpha, color } of layers) value += alpha[i] * (color[i * 3 + c] - value)
      data[i * 4 + c] = Math.round(value)
    }
  }
  return { picture: { width: side, height: side, data }, layers }
}

function drawShape(shape: Shape, side: number): SceneLayer {
  const alpha = new Float32Array(side * side)
  const color = new Float32Array(side * side * 3)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const u = (x + 0.5) / side
      const v = (y + 0.5) / side
      const reach = Math.max(shape.softness, 0.5 / side)
      const t = Math.min(1, Math.max(0, 0.5 - shape.distance(u, v) / (2 * reach)))
      alpha[y * side + x] = shape.strength * (shape.softness > 0 ? t * t * (3 - 2 * t) : t)
      color.set(shape.color(u, v), (y * side + x) * 3)
    }
  }
  return { alpha, color }
}

/** A layer at a smaller size, as an ideal engine would see it: mean matte, and colour by what of it shows. */
export function shrinkLayer(layer: SceneLayer, side: number, smaller: number): SceneLayer {
  const factor = side / smaller
  const alpha = new Float32Array(smaller * smaller)
  const color = new Float32Array(smaller * smaller * 3)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = y * side + x
      const to = Math.floor(y / factor) * smaller + Math.floor(x / factor)
      alpha[to] += layer.alpha[from]
      for (let c = 0; c < 3; c++) color[to * 3 + c] += layer.alpha[from] * layer.color[from * 3 + c]
    }
  }
  for (let i = 0; i < alpha.length; i++) {
    for (let c = 0; c < 3; c++) color[i * 3 + c] /= alpha[i] || 1
    alpha[i] /= factor * factor
  }
  return { alpha, color }
}
