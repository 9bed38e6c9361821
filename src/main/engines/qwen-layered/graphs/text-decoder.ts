/**
 * The language model of the text encoder (Qwen2.5-VL) in groups of layers; one graph serves encoding and captioning.
 * T are the new tokens, P those before, L = P + T.
 */
import type { GraphBuilder, Value } from '../../../onnx/graph/graph-builder.ts'
import type { TextEncoderConfig } from '../checkpoint/configs.ts'
import { attention, rmsNorm, rotate, silu } from './operations.ts'
import type { Weights } from './weights.ts'

/**
 * hidden [1, T, d], cos and sin [T, head width / 2], bias [1, 1, T, L] (added to the scores), past keys and values
 * [1, key heads, P, head width] of each layer → hidden (after the last norm behind the last layer), keys and values.
 */
export function textLayersGraph(
  g: GraphBuilder,
  w: Weights,
  config: TextEncoderConfig,
  from: number,
  to: number,
): void {
  const { width, keyValueHeads, headWidth, epsilon } = config
  let hidden = g.input('hidden', [1, 'tokens', width])
  const cos = g.input('cos', ['tokens', headWidth / 2])
  const sin = g.input('sin', ['tokens', headWidth / 2])
  const bias = g.input('bias', [1, 1, 'tokens', 'all'])
  const cache = (name: string) => g.input(name, [1, keyValueHeads, 'past', headWidth])
  for (let layer = from; layer < to; layer++) {
    const past = { key: cache(`past_key_${layer}`), value: cache(`past_value_${layer}`) }
    const name = `model.layers.${layer}`
    const normed = rmsNorm(g, hidden, w.plain(g, `${name}.input_layernorm.weight`, [width]), epsilon)
    const attended = selfAttention(g, w, config, `${name}.self_attn`, normed, { cos, sin, bias, past })
    g.output(`key_${layer}`, attended.key, [1, keyValueHeads, 'all', headWidth])
    g.output(`value_${layer}`, attended.value, [1, keyValueHeads, 'all', headWidth])
    hidden = g.node('Add', [hidden, attended.output])
    const second = rmsNorm(g, hidden, w.plain(g, `${name}.post_attention_layernorm.weight`, [width]), epsilon)
    hidden = g.node('Add', [hidden, mlp(g, w, config, `${name}.mlp`, second)])
  }
  if (to === config.layers) hidden = rmsNorm(g, hidden, w.plain(g, 'model.norm.weight', [width]), epsilon)
  g.output('hidden_out', hidden, [1, 'tokens', width])
}

/** hidden [1, 1, d] → logits [1, 1, vocabulary]. */
export function textHeadGraph(g: GraphBuilder, w: Weights, config: TextEncoderConfig): void {
  const { width, vocabulary, tiedHead } = config
  const hidden = g.input('hidden', [1, 1, width])
  const name = tiedHead ? 'model.embed_tokens' : 'lm_head'
  const logits = w.linear(g, hidden, name, { inputs: width, outputs: vocabulary, bias: false, large: true })
  g.output('logits', logits, [1, 1, vocabulary])
}

interface AttentionInputs {
  cos: Value
  sin: Value
  bias: Value
  past: { key: Value; value: Value }
}

function selfAttention(
  g: GraphBuilder,
  w: Weights,
  config: TextEncoderConfig,
  name: string,
  x: Value,
  { cos, sin, bias, past }: AttentionInputs,
): { output: Value; key: Value; value: Value } {
  const { width, heads, keyValueHeads, headWidth } = config
  const narrow = { inputs: width, outputs: keyValueHeads * headWidth }
  const query = rotate(g, w.linear(g, x, `${name}.q_proj`, { inputs: width, outputs: width }), cos, sin, false)
  const newKey = rotate(g, w.linear(g, x, `${name}.k_proj`, narrow), cos, sin, false)
  const newValue = w.linear(g, x, `${name}.v_proj`, narrow)
  const byHead = (value: Value) => {
    const split = g.node('Reshape', [value, g.integers([0, 0, keyValueHeads, headWidth])])
    return g.node('Transpose', [split], { attributes: { perm: [0, 2, 1, 3] } })
  }
  const key = g.node('Concat', [past.key, byHead(newKey)], { attributes: { axis: 2 } })
  const value = g.node('Concat', [past.value, byHead(newValue)], { attributes: { axis: 2 } })
  const spread = (cached: Value) => repeatHeads(g, cached, config)
  const attended = attention(g, [query, spread(key), spread(value)], heads, bias)
  const shape = { inputs: width, outputs: width, bias: false }
  return { output: w.linear(g, attended, `${name}.o_proj`, shape), key, value }
}

/** [1, key heads, L, width] → [1, L, heads · width]: each key head serves several query heads. */
function repeatHeads(g: GraphBuilder, x: Value, { heads, keyValueHeads, headWidth }: TextEncoderConfig): Value {
  const tokensFirst = g.node('Transpose', [x], { attributes: { perm: [0, 2, 1, 3] } })
  const apart = g.node('Unsqueeze', [tokensFirst, g.integers([3])])
  const repeated = g.node('Expand', [apart, g.integers([1, 1, 1, heads / keyValueHeads, 1])])
  return g.node('Reshape', [repeated, g.integers([1, -1, heads * headWidth])])
}

function mlp(g: GraphBuilder, w: Weights, config: TextEncoderConfig, name: string, x: Value): Value {
  const wide = { inputs: config.width, outputs: config.innerWidth, bias: false }
  const gate = silu(g, w.linear(g, x, `${name}.gate_proj`, wide))
  const inner = g.node('Mul', [gate, w.linear(g, x, `${name}.up_proj`, wide)])
  return w.linear(g, inner, `${name}.down_proj`, { inputs: config.innerWidth, outputs: config.width, bias: false })
}
