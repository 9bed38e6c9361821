/** The vision tower of Qwen2.5-VL: patches of a picture → tokens for the language model. */
import type { GraphBuilder, Value } from '../../../onnx/graph/graph-builder.ts'
import type { VisionConfig } from '../checkpoint/configs.ts'
import { attention, gelu, rmsNorm, rotate, silu } from './operations.ts'
import type { Weights } from './weights.ts'

const EPSILON = 1e-6

/**
 * patches [1, P, channels · frames · patch²] in the order of the windows, cos and sin [P, head width / 2],
 * window_bias [1, 1, P, P] (0 within a window, very low between) → tokens [1, P / merge², width], in the same order.
 */
export function visionGraph(g: GraphBuilder, w: Weights, config: VisionConfig): void {
  const { width, blocks, channels, frames, patch, merge, headWidth, outputWidth } = config
  const patches = g.input('patches', [1, 'patches', channels * frames * patch * patch])
  const cos = g.input('cos', ['patches', headWidth / 2])
  const sin = g.input('sin', ['patches', headWidth / 2])
  const windowBias = g.input('window_bias', [1, 1, 'patches', 'patches'])
  let x = w.matrix(g, patches, 'visual.patch_embed.proj.weight', [width, channels, frames, patch, patch])
  for (let block = 0; block < blocks; block++) {
    const bias = config.fullAttention.includes(block) ? undefined : windowBias
    x = blockNodes(g, w, config, `visual.blocks.${block}`, x, { cos, sin, bias })
  }
  const merged = width * merge * merge
  x = rmsNorm(g, x, w.plain(g, 'visual.merger.ln_q.weight', [width]), EPSILON)
  x = g.node('Reshape', [x, g.integers([1, -1, merged])])
  x = gelu(g, w.linear(g, x, 'visual.merger.mlp.0', { inputs: merged, outputs: merged }), 'none')
  x = w.linear(g, x, 'visual.merger.mlp.2', { inputs: merged, outputs: outputWidth })
  g.output('tokens', x, [1, 'tokens', outputWidth])
}

function blockNodes(
  g: GraphBuilder,
  w: Weights,
  config: VisionConfig,
  name: string,
  x: Value,
  { cos, sin, bias }: { cos: Value; sin: Value; bias: Value | undefined },
): Value {
  const { width, innerWidth, heads } = config
  const normed = rmsNorm(g, x, w.plain(g, `${name}.norm1.weight`, [width]), EPSILON)
  const qkv = w.linear(g, normed, `${name}.attn.qkv`, { inputs: width, outputs: 3 * width })
  const [q, k, v] = g.nodes('Split', [qkv], 3, { attributes: { axis: 2, num_outputs: 3 } })
  const rotated = [rotate(g, q, cos, sin, false), rotate(g, k, cos, sin, false), v] as const
  const attended = attention(g, rotated, heads, bias)
  const first = g.node('Add', [x, w.linear(g, attended, `${name}.attn.proj`, { inputs: width, outputs: width })])
  const second = rmsNorm(g, first, w.plain(g, `${name}.norm2.weight`, [width]), EPSILON)
  const wide = { inputs: width, outputs: innerWidth }
  const gate = silu(g, w.linear(g, second, `${name}.mlp.gate_proj`, wide))
  const inner = g.node('Mul', [gate, w.linear(g, second, `${name}.mlp.up_proj`, wide)])
  const outer = w.linear(g, inner, `${name}.mlp.down_proj`, { inputs: innerWidth, outputs: width })
  return g.node('Add', [first, outer])
}
