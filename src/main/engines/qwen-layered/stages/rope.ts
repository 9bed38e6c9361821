/** Rotary tables of the transformer: cosines and sines of position · frequency, a row for each token. */
import type { TransformerConfig } from '../checkpoint/configs.ts'
import type { Floats } from './floats.ts'

const THETA = 10000

export interface RotaryTable {
  /** [tokens, head width / 2] */
  cos: Floats
  sin: Floats
}

/** Frames of h x w tokens: the noisy ones, and the condition as the last. */
export interface FrameGrid {
  frames: number
  height: number
  width: number
}

/** Frame 0, 1, ... and the condition at −1; rows and columns are counted from the middle. */
export function imageRope(grid: FrameGrid, config: Pick<TransformerConfig, 'ropeAxes' | 'layerRope'>): RotaryTable {
  const { frames, height, width } = grid
  const positions: number[] = []
  for (let frame = 0; frame < frames; frame++) {
    const depth = config.layerRope && frame === frames - 1 ? -1 : frame
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        positions.push(depth, y - (height - Math.floor(height / 2)), x - (width - Math.floor(width / 2)))
      }
    }
  }
  return rotaryTable(positions, config.ropeAxes)
}

/** Text follows the picture: the same position on all axes, from the first that no frame, row or column has. */
export function textRope(
  tokens: number,
  grid: FrameGrid,
  config: Pick<TransformerConfig, 'ropeAxes' | 'layerRope'>,
): RotaryTable {
  const sides = Math.max(Math.floor(grid.height / 2), Math.floor(grid.width / 2))
  const first = config.layerRope ? Math.max(sides, grid.frames - 1) : sides
  const positions = Array.from({ length: tokens * 3 }, (_, i) => first + Math.floor(i / 3))
  return rotaryTable(positions, config.ropeAxes)
}

/** `positions`: one for each axis, token by token. */
function rotaryTable(positions: readonly number[], axes: readonly number[]): RotaryTable {
  const frequencies = axes.flatMap((dim, axis) =>
    Array.from({ length: dim / 2 }, (_, i) => ({ axis, value: frequency(i, dim, THETA) })),
  )
  const tokens = positions.length / axes.length
  return tableOf(tokens, frequencies.length, (token, i) => {
    const { axis, value } = frequencies[i]
    return positions[token * axes.length + axis] * value
  })
}

/** 1 / θ^(2 i / dim), in the precision of the models. */
export function frequency(index: number, dim: number, theta: number): number {
  return Math.fround(1 / Math.fround(theta ** Math.fround((2 * index) / dim)))
}

/** Table of angles, each rounded to 32 bits. */
export function tableOf(rows: number, columns: number, angle: (row: number, column: number) => number): RotaryTable {
  const cos = new Float32Array(rows * columns)
  const sin = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = Math.fround(angle(row, column))
      cos[row * columns + column] = Math.cos(value)
      sin[row * columns + column] = Math.sin(value)
    }
  }
  return { cos: { dims: [rows, columns], data: cos }, sin: { dims: [rows, columns], data: sin } }
}
