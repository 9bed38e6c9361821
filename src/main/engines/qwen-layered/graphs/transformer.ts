/**
 * The diffusion transformer (QwenImageTransformer2DModel) in pieces, so that each can be loaded by itself:
 * time → modulation of some blocks, once per job for all steps; image and text embedding; some blocks; final.
 * S are the image tokens (noisy frames, then the condition), T the text tokens, N the steps.
 */
import type { GraphBuilder, Value } from '../../../onnx/graph/graph-builder.ts'
import type { TransformerConfig } from '../checkpoint/configs.ts'
import { attention, gelu, headNorm, rmsNorm, rotate, silu, sizeOf, slice } from './operations.ts'
import type { Weights } from './weights.ts'

/** Sines and cosines of a time, as the time embedding takes them. */
export const TIME_FREQUENCIES = 256
const EPSILON = 1e-6
const MLP_FACTOR = 4
/** Shift, scale and gate, before attention and before the MLP. */
const MODULATIONS = 6

/** sinusoid [N, 1, 256] → temb [N, 1, d]. */
export function timeGraph(g: GraphBuilder, w: Weights, config: TransformerConfig): void {
  const { width } = config
  const name = 'time_text_embed.timestep_embedder'
  const sinusoid = g.input('sinusoid', ['steps', 1, TIME_FREQUENCIES])
  const first = w.linear(g, sinusoid, `${name}.linear_1`, { inputs: TIME_FREQUENCIES, outputs: width, precise: true })
  let time = w.linear(g, silu(g, first), `${name}.linear_2`, { inputs: width, outputs: width, precise: true })
  if (config.additionalTimeCondition) {
    // Row 0 is for pictures with alpha, which is all that this pipeline makes (is_rgb = 0).
    const table = w.plain(g, 'time_text_embed.addition_t_embedding.weight', [2, width])
    time = g.node('Add', [time, slice(g, table, 0, g.integers([0]), g.integers([1]))])
  }
  g.output('temb', time, ['steps', 1, width])
}

/** temb [N, 1, d] → modulation [N, blocks, 2 (image, text), 6 d]. */
export function modulationGraph(
  g: GraphBuilder,
  w: Weights,
  config: TransformerConfig,
  from: number,
  to: number,
): void {
  const { width } = config
  const temb = silu(g, g.input('temb', ['steps', 1, width]))
  const rows: Value[] = []
  for (let block = from; block < to; block++) {
    for (const stream of ['img_mod', 'txt_mod']) {
      const name = `transformer_blocks.${block}.${stream}.1`
      rows.push(w.linear(g, temb, name, { inputs: width, outputs: MODULATIONS * width }))
    }
  }
  const joined = g.node('Concat', rows, { attributes: { axis: 1 } })
  const shaped = g.node('Reshape', [joined, g.integers([0, to - from, 2, MODULATIONS * width])])
  g.output('modulation', shaped, ['steps', to - from, 2, MODULATIONS * width])
}

/** latents [1, S, 64] → hidden [1, S, d]. */
export function imageEmbedGraph(g: GraphBuilder, w: Weights, config: TransformerConfig): void {
  const latents = g.input('latents', [1, 'image', config.latentChannels])
  const shape = { inputs: config.latentChannels, outputs: config.width, precise: true }
  g.output('hidden', w.linear(g, latents, 'img_in', shape), [1, 'image', config.width])
}

/** text [1, T, text width] → encoder [1, T, d]. */
export function textEmbedGraph(g: GraphBuilder, w: Weights, config: TransformerConfig): void {
  const { textWidth, width } = config
  const text = g.input('text', [1, 'text', textWidth])
  const normed = rmsNorm(g, text, w.plain(g, 'txt_norm.weight', [textWidth]), EPSILON)
  const shape = { inputs: textWidth, outputs: width, precise: true }
  g.output('encoder', w.linear(g, normed, 'txt_in', shape), [1, 'text', width])
}

/**
 * hidden [1, S, d], encoder [1, T, d], modulation [blocks, 2 (image, text), 6 d], tables [S or T, head width / 2] →
 * hidden, encoder after the blocks from ≤ block < to. With zero_cond_t there is a third modulation, for time 0, of the
 * image tokens from `first_tokens` [1] on.
 */
export function blocksGraph(g: GraphBuilder, w: Weights, config: TransformerConfig, from: number, to: number): void {
  const { width, headWidth } = config
  let image = g.input('hidden', [1, 'image', width])
  let text = g.input('encoder', [1, 'text', width])
  const modulation = g.input('modulation', [to - from, modulationRows(config), MODULATIONS * width])
  const firstTokens = config.zeroCondition ? g.input('first_tokens', [1], 'int64') : undefined
  const table = (name: string, size: string) => g.input(name, [size, headWidth / 2])
  const rope = {
    image: [table('image_cos', 'image'), table('image_sin', 'image')] as const,
    text: [table('text_cos', 'text'), table('text_sin', 'text')] as const,
  }
  for (let block = from; block < to; block++) {
    const row = slice(g, modulation, 0, g.integers([block - from]), g.integers([block - from + 1]))
    const streams = {
      image: modulations(g, row, width, 0, firstTokens === undefined ? undefined : { row: 2, from: firstTokens }),
      text: modulations(g, row, width, 1),
    }
    ;({ image, text } = blockNodes(g, w, config, `transformer_blocks.${block}`, { image, text }, streams, rope))
  }
  g.output('hidden_out', image, [1, 'image', width])
  g.output('encoder_out', text, [1, 'text', width])
}

/** hidden [1, S, d], temb [1, 1, d] → velocity [1, S, 64]. */
export function finalGraph(g: GraphBuilder, w: Weights, config: TransformerConfig): void {
  const { width, outputChannels } = config
  const hidden = g.input('hidden', [1, 'image', width])
  const temb = silu(g, g.input('temb', [1, 1, width]))
  const both = w.linear(g, temb, 'norm_out.linear', { inputs: width, outputs: 2 * width, precise: true })
  const flat = g.node('Reshape', [both, g.integers([2 * width])])
  const [scale, shift] = g.nodes('Split', [flat], 2, { attributes: { axis: 0, num_outputs: 2 } })
  const normed = modulate(g, hidden, { shift, scale })
  const shape = { inputs: width, outputs: outputChannels, precise: true }
  g.output('velocity', w.linear(g, normed, 'proj_out', shape), [1, 'image', outputChannels])
}

interface Modulation {
  shift: Value
  scale: Value
}

interface GatedModulation extends Modulation {
  gate: Value
}

/** What is done to a stream's tokens: the same to all, or something else to those from a place on. */
interface StreamModulation {
  own: GatedModulation
  rest?: { modulation: GatedModulation; from: Value }
}

interface Streams<T> {
  image: T
  text: T
}

/** Modulations of a block: of the image, of the text, and of the image at time 0 where that is told apart. */
export function modulationRows({ zeroCondition }: Pick<TransformerConfig, 'zeroCondition'>): number {
  return zeroCondition ? 3 : 2
}

/** Of a stream, for attention and for the MLP, from a block's rows [1, 2 or 3, 6 d]. */
function modulations(
  g: GraphBuilder,
  rows: Value,
  width: number,
  own: number,
  rest?: { row: number; from: Value },
): StreamModulation[] {
  const ofRow = (row: number): GatedModulation[] => {
    const flat = g.node('Reshape', [
      slice(g, rows, 1, g.integers([row]), g.integers([row + 1])),
      g.integers([MODULATIONS * width]),
    ])
    const parts = g.nodes('Split', [flat], MODULATIONS, { attributes: { axis: 0, num_outputs: MODULATIONS } })
    return [0, 3].map((first) => ({ shift: parts[first], scale: parts[first + 1], gate: parts[first + 2] }))
  }
  const ofOwn = ofRow(own)
  if (!rest) return ofOwn.map((each) => ({ own: each }))
  const ofRest = ofRow(rest.row)
  return ofOwn.map((each, i) => ({ own: each, rest: { modulation: ofRest[i], from: rest.from } }))
}

/** Applies a stream's modulation to its tokens x [1, S, d]. */
function toTokens(
  g: GraphBuilder,
  x: Value,
  { own, rest }: StreamModulation,
  apply: (tokens: Value, modulation: GatedModulation) => Value,
): Value {
  if (!rest) return apply(x, own)
  const first = apply(slice(g, x, 1, g.integers([0]), rest.from), own)
  const others = apply(slice(g, x, 1, rest.from, sizeOf(g, x, 1)), rest.modulation)
  return g.node('Concat', [first, others], { attributes: { axis: 1 } })
}

/** LayerNorm(x) · (1 + scale) + shift. */
function modulate(g: GraphBuilder, x: Value, { shift, scale }: Modulation): Value {
  const factor = g.node('Add', [scale, g.scalar(1)])
  return g.node('LayerNormalization', [x, factor, shift], { attributes: { axis: -1, epsilon: { float: EPSILON } } })
}

function blockNodes(
  g: GraphBuilder,
  w: Weights,
  config: TransformerConfig,
  name: string,
  hidden: Streams<Value>,
  modulation: Streams<StreamModulation[]>,
  rope: Streams<readonly [Value, Value]>,
): Streams<Value> {
  const { width, heads } = config
  const square = { inputs: width, outputs: width }
  const projections = {
    image: ['to_q', 'to_k', 'to_v', 'norm_q', 'norm_k', 'to_out.0', 'img_mlp'],
    text: ['add_q_proj', 'add_k_proj', 'add_v_proj', 'norm_added_q', 'norm_added_k', 'to_add_out', 'txt_mlp'],
  }
  const modulated = (x: Value, by: StreamModulation) => toTokens(g, x, by, (part, each) => modulate(g, part, each))
  const gated = (x: Value, by: StreamModulation) => toTokens(g, x, by, (part, { gate }) => g.node('Mul', [part, gate]))
  const qkv = (stream: 'image' | 'text'): Value[] => {
    const [q, k, v, normQ, normK] = projections[stream].map((each) => `${name}.attn.${each}`)
    const x = modulated(hidden[stream], modulation[stream][0])
    const rotated = (linear: string, norm: string) => {
      const weight = w.plain(g, `${norm}.weight`, [config.headWidth])
      const normed = headNorm(g, w.linear(g, x, linear, square), weight, heads, config.headWidth)
      return rotate(g, normed, rope[stream][0], rope[stream][1], true)
    }
    return [rotated(q, normQ), rotated(k, normK), w.linear(g, x, v, square)]
  }
  const ofText = qkv('text')
  const ofImage = qkv('image')
  const joint = [0, 1, 2].map((i) => g.node('Concat', [ofText[i], ofImage[i]], { attributes: { axis: 1 } }))
  const attended = attention(g, [joint[0], joint[1], joint[2]], heads)
  const texts = sizeOf(g, hidden.text, 1)
  const parts = {
    text: slice(g, attended, 1, g.integers([0]), texts),
    image: slice(g, attended, 1, texts, sizeOf(g, attended, 1)),
  }
  const finish = (stream: 'image' | 'text'): Value => {
    const [, , , , , out, mlp] = projections[stream]
    const [forAttention, forMlp] = modulation[stream]
    const projected = w.linear(g, parts[stream], `${name}.attn.${out}`, square)
    const x = g.node('Add', [hidden[stream], gated(projected, forAttention)])
    const wide = { inputs: width, outputs: MLP_FACTOR * width }
    const narrow = { inputs: MLP_FACTOR * width, outputs: width }
    const inner = gelu(g, w.linear(g, modulated(x, forMlp), `${name}.${mlp}.net.0.proj`, wide), 'tanh')
    const outer = w.linear(g, inner, `${name}.${mlp}.net.2`, narrow)
    return g.node('Add', [x, gated(outer, forMlp)])
  }
  return { image: finish('image'), text: finish('text') }
}
