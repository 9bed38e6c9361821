/** Latents of the layers to pictures. */
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { handOver, roundHalfEven, type Floats } from './floats.ts'
import { denormalise, unpackLatents } from './latents.ts'
import { releaseGraph, runGraph, type Runner } from './runner.ts'

/**
 * tokens [1, frames · h · w, 4 z] → the layers, bottom to top. Frame 0 is the composite, which is known already: it is
 * left out. `size` is that of the pictures. One layer at a time, so that memory does not grow with their number.
 */
export async function decodeLayers(
  runner: Runner,
  tokens: Floats,
  frames: number,
  size: { width: number; height: number },
): Promise<Rgba8[]> {
  const { configs, observe, graphs } = runner
  const { latentChannels, scale } = configs.vae
  const dims = [frames, latentChannels, size.height / scale, size.width / scale]
  const latents = denormalise(unpackLatents(tokens, dims), configs.vae)
  const length = latents.data.length / frames
  const layers = { dims: [frames - 1, ...dims.slice(1)], data: latents.data.slice(length) }
  observe?.('vae_dec_in', layers)
  const graph = await graphs.decoder()
  const decoded: Float32Array[] = []
  for (let layer = 0; layer < frames - 1; layer++) {
    const input = { dims: [1, ...dims.slice(1)], data: layers.data.slice(layer * length, (layer + 1) * length) }
    const { image } = await runGraph(runner, graph, { latents: handOver(input) })
    decoded.push(image.data.map((value) => Math.min(1, Math.max(-1, value))))
  }
  await releaseGraph(runner, graph)
  if (observe) observe('vae_dec_out', joined(decoded, [frames - 1, 4, size.height, size.width]))
  return decoded.map((data) => toPicture(data, size))
}

/** [4, H, W] in -1..1 → 8-bit RGBA, straight alpha. */
function toPicture(data: Float32Array, { width, height }: { width: number; height: number }): Rgba8 {
  const size = width * height
  const out = new Uint8Array(size * 4)
  for (let i = 0; i < size; i++) {
    for (let c = 0; c < 4; c++) {
      const unit = Math.fround(Math.fround(data[c * size + i] * 0.5) + 0.5)
      out[i * 4 + c] = roundHalfEven(Math.fround(unit * 255))
    }
  }
  return { width, height, data: out }
}

function joined(parts: readonly Float32Array[], dims: readonly number[]): Floats {
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    data.set(part, at)
    at += part.length
  }
  return { dims, data }
}
