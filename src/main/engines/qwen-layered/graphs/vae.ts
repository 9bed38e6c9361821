/**
 * The autoencoder (AutoencoderKLQwenImage) for single pictures. With one frame a causal convolution over time sees
 * zeros before it, so only its last tap counts: every Conv3d is a Conv2d, and the convolutions over time drop out.
 */
import type { GraphBuilder, Value } from '../../../onnx/graph/graph-builder.ts'
import type { VaeConfig } from '../checkpoint/configs.ts'
import { attention, silu } from './operations.ts'
import type { Weights } from './weights.ts'

/** Of a norm's divisor (torch.nn.functional.normalize). */
const SMALLEST_NORM = 1e-12

/** image [1, 4, H, W] in -1..1 → moments [1, 2 z, H/8, W/8]. */
export function encoderGraph(g: GraphBuilder, w: Weights, config: VaeConfig): void {
  const { baseWidth, latentChannels, multipliers, residualBlocks, imageChannels } = config
  const widths = [1, ...multipliers].map((factor) => factor * baseWidth)
  const vae = new VaeNodes(g, w)
  let x = g.input('image', ['batch', imageChannels, 'height', 'width'])
  x = vae.convolution(x, 'encoder.conv_in', imageChannels, widths[0], 3)
  let index = 0
  for (let level = 0; level < multipliers.length; level++) {
    const next = widths[level + 1]
    let current = widths[level]
    for (let n = 0; n < residualBlocks; n++) {
      x = vae.residual(x, `encoder.down_blocks.${index++}`, current, next)
      current = next
    }
    if (level < multipliers.length - 1) x = vae.halve(x, `encoder.down_blocks.${index++}`, next)
  }
  const last = widths[widths.length - 1]
  x = vae.middle(x, 'encoder.mid_block', last)
  x = silu(g, vae.norm(x, 'encoder.norm_out', last, 3))
  x = vae.convolution(x, 'encoder.conv_out', last, 2 * latentChannels, 3)
  x = vae.convolution(x, 'quant_conv', 2 * latentChannels, 2 * latentChannels, 1)
  g.output('moments', x, ['batch', 2 * latentChannels, 'latent_height', 'latent_width'])
}

/** latents [1, z, h, w] → image [1, 4, 8 h, 8 w], not clamped. */
export function decoderGraph(g: GraphBuilder, w: Weights, config: VaeConfig): void {
  const { baseWidth, latentChannels, multipliers, residualBlocks, imageChannels } = config
  const reversed = multipliers.toReversed()
  const widths = [reversed[0], ...reversed].map((factor) => factor * baseWidth)
  const vae = new VaeNodes(g, w)
  let x = g.input('latents', ['batch', latentChannels, 'latent_height', 'latent_width'])
  x = vae.convolution(x, 'post_quant_conv', latentChannels, latentChannels, 1)
  x = vae.convolution(x, 'decoder.conv_in', latentChannels, widths[0], 3)
  x = vae.middle(x, 'decoder.mid_block', widths[0])
  for (let level = 0; level < reversed.length; level++) {
    const name = `decoder.up_blocks.${level}`
    // The doubling before halves the channels.
    let current = level > 0 ? half(widths[level]) : widths[level]
    const next = widths[level + 1]
    for (let n = 0; n <= residualBlocks; n++) {
      x = vae.residual(x, `${name}.resnets.${n}`, current, next)
      current = next
    }
    if (level < reversed.length - 1) x = vae.double(x, `${name}.upsamplers.0`, next)
  }
  const last = widths[widths.length - 1]
  x = silu(g, vae.norm(x, 'decoder.norm_out', last, 3))
  x = vae.convolution(x, 'decoder.conv_out', last, imageChannels, 3)
  g.output('image', x, ['batch', imageChannels, 'height', 'width'])
}

function half(channels: number): number {
  return Math.floor(channels / 2)
}

class VaeNodes {
  readonly #g: GraphBuilder
  readonly #w: Weights

  constructor(g: GraphBuilder, w: Weights) {
    this.#g = g
    this.#w = w
  }

  /** A causal Conv3d of size³ (or a Conv2d, `flat`), zeros around. */
  convolution(x: Value, name: string, inputs: number, outputs: number, size: number, flat = false): Value {
    const dims = flat ? [outputs, inputs, size, size] : [outputs, inputs, size, size, size]
    const edge = (size - 1) / 2
    return this.#conv(x, name, dims, { pads: [edge, edge, edge, edge] })
  }

  /** x / ‖x‖ · √channels · γ over the channels; γ has `axes` axes of size 1 after them. */
  norm(x: Value, name: string, channels: number, axes: number): Value {
    const g = this.#g
    const gamma = this.#w.plain(g, `${name}.gamma`, [channels, ...Array.from({ length: axes }, () => 1)])
    const shaped = g.node('Reshape', [gamma, g.integers([channels, 1, 1])])
    const length = g.node('ReduceL2', [x, g.integers([1])], { attributes: { keepdims: 1 } })
    const unit = g.node('Div', [x, g.node('Max', [length, g.scalar(SMALLEST_NORM)])])
    return g.node('Mul', [unit, g.node('Mul', [shaped, g.scalar(Math.sqrt(channels))])])
  }

  residual(x: Value, name: string, inputs: number, outputs: number): Value {
    const g = this.#g
    const shortcut = inputs === outputs ? x : this.convolution(x, `${name}.conv_shortcut`, inputs, outputs, 1)
    let y = silu(g, this.norm(x, `${name}.norm1`, inputs, 3))
    y = this.convolution(y, `${name}.conv1`, inputs, outputs, 3)
    y = silu(g, this.norm(y, `${name}.norm2`, outputs, 3))
    return g.node('Add', [this.convolution(y, `${name}.conv2`, outputs, outputs, 3), shortcut])
  }

  middle(x: Value, name: string, channels: number): Value {
    const before = this.residual(x, `${name}.resnets.0`, channels, channels)
    const attended = this.#attention(before, `${name}.attentions.0`, channels)
    return this.residual(attended, `${name}.resnets.1`, channels, channels)
  }

  /** Half the size: a row and a column of zeros at the end, then every second place. */
  halve(x: Value, name: string, channels: number): Value {
    const dims = [channels, channels, 3, 3]
    return this.#conv(x, `${name}.resample.1`, dims, { pads: [0, 0, 1, 1], strides: [2, 2] })
  }

  /** Twice the size by repeating pixels, then half the channels. */
  double(x: Value, name: string, channels: number): Value {
    const g = this.#g
    const doubled = g.node('Resize', [x, '', g.floats([1, 1, 2, 2])], {
      attributes: { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
    })
    return this.convolution(doubled, `${name}.resample.1`, channels, half(channels), 3, true)
  }

  /** Attention of every place to every place, one head. */
  #attention(x: Value, name: string, channels: number): Value {
    const g = this.#g
    const normed = this.norm(x, `${name}.norm`, channels, 2)
    const qkv = this.convolution(normed, `${name}.to_qkv`, channels, 3 * channels, 1, true)
    const rows = g.node('Reshape', [qkv, g.integers([0, 3 * channels, -1])])
    const places = g.node('Transpose', [rows], { attributes: { perm: [0, 2, 1] } })
    const [q, k, v] = g.nodes('Split', [places], 3, { attributes: { axis: 2, num_outputs: 3 } })
    const attended = g.node('Transpose', [attention(g, [q, k, v], 1)], { attributes: { perm: [0, 2, 1] } })
    const shaped = g.node('Reshape', [attended, g.node('Shape', [x])])
    return g.node('Add', [this.convolution(shaped, `${name}.proj`, channels, channels, 1, true), x])
  }

  #conv(x: Value, name: string, dims: readonly number[], attributes: Record<string, readonly number[]>): Value {
    const kernel = this.#w.kernel(this.#g, `${name}.weight`, dims)
    const bias = this.#w.plain(this.#g, `${name}.bias`, [dims[0]])
    return this.#g.node('Conv', [x, kernel, bias], { attributes })
  }
}
