/** The picture as the condition: tokens [1, h/2 · w/2, 4 z] of its latents. */
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { handOver, type Floats } from './floats.ts'
import { modeOf, normalise, packLatents } from './latents.ts'
import { imageTensor } from './prepare-image.ts'
import { releaseGraph, runGraph, type Runner } from './runner.ts'

export async function encodeImage(runner: Runner, image: Rgba8): Promise<Floats> {
  const { configs, observe } = runner
  const pixels = imageTensor(image)
  observe?.('vae_enc_in', pixels)
  const graph = await runner.graphs.encoder()
  const { moments } = await runGraph(runner, graph, { image: handOver(pixels) })
  await releaseGraph(runner, graph)
  observe?.('vae_enc_moments', moments)
  const mode = modeOf(moments)
  observe?.('vae_enc_mode', mode)
  const packed = packLatents(normalise(mode, configs.vae))
  observe?.('image_latents_packed', packed)
  return packed
}
