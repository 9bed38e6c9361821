/** Operations that the graphs of several models share. */
import type { GraphBuilder, Value } from '../../../onnx/graph/graph-builder.ts'

/** x / √(mean(x²) + ε) · weight over the last axis, in the form that ONNX Runtime fuses into one kernel. */
export function rmsNorm(g: GraphBuilder, x: Value, weight: Value, epsilon: number): Value {
  const square = g.node('Pow', [x, g.scalar(2)])
  const mean = g.node('ReduceMean', [square, g.integers([-1])], { attributes: { keepdims: 1 } })
  const root = g.node('Sqrt', [g.node('Add', [mean, g.scalar(epsilon)])])
  return g.node('Mul', [g.node('Div', [x, root]), weight])
}

export function silu(g: GraphBuilder, x: Value): Value {
  return g.node('Mul', [x, g.node('Sigmoid', [x])])
}

export function gelu(g: GraphBuilder, x: Value, approximate: 'none' | 'tanh'): Value {
  return g.node('Gelu', [x], { attributes: { approximate } })
}

/**
 * Rotary embedding of [1, S, heads · width] by tables [S, width / 2] of cosines and sines: pairs are neighbours
 * (`interleaved`) or a half apart.
 */
export function rotate(g: GraphBuilder, x: Value, cos: Value, sin: Value, interleaved: boolean): Value {
  // A single position is the table's first row; the tables have the rows in the order of the tokens.
  const start = g.integers([0])
  return g.node('RotaryEmbedding', [x, start, cos, sin], {
    attributes: { interleaved: interleaved ? 1 : 0 },
    domain: 'com.microsoft',
  })
}

/** Softmax attention of [1, S, heads · width] over keys and values [1, L, heads · width], never holding S · L at once. */
export function attention(g: GraphBuilder, qkv: readonly [Value, Value, Value], heads: number, bias?: Value): Value {
  const inputs = bias === undefined ? [...qkv] : [...qkv, '', '', bias]
  return g.node('MultiHeadAttention', inputs, { attributes: { num_heads: heads }, domain: 'com.microsoft' })
}

/** Norm over each head's own width: [1, S, heads · width]. */
export function headNorm(g: GraphBuilder, x: Value, weight: Value, heads: number, width: number): Value {
  const split = g.node('Reshape', [x, g.integers([0, 0, heads, width])])
  return g.node('Reshape', [rmsNorm(g, split, weight, 1e-6), g.integers([0, 0, heads * width])])
}

/** The part from ≤ index < to of an axis. */
export function slice(g: GraphBuilder, x: Value, axis: number, from: Value, to: Value): Value {
  return g.node('Slice', [x, from, to, g.integers([axis])])
}

/** The size of an axis, as an integer of the graph. */
export function sizeOf(g: GraphBuilder, x: Value, axis: number): Value {
  return g.node('Shape', [x], { attributes: { start: axis, end: axis + 1 } })
}
