/** Pictures as latents. */
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { handOver, type Floats } from './floats.ts'
import { modeOf, normalise, packLatents } from './latents.ts'
import { imageTensor } from './prepare-image.ts'
import { releaseGraph, runGraph, type Runner } from './runner.ts'

export interface EncodedImage {
  /** The condition: tokens [1, h/2 · w/2, 4 z]. */
  condition: Floats
  /** Latents [1, z, h, w] of the other picture, if there is one. */
  other?: Floats
}

export async function encodeImage(runner: Runner, image: Rgba8, other?: Rgba8): Promise<EncodedImage> {
  const { configs, observe } = runner
  const pixels = imageTensor(image)
  observe?.('vae_enc_in', pixels)
  const graph = await runner.graphs.encoder()
  const { moments } = await runGraph(runner, graph, { image: handOver(pixels) })
  const others = other && (await runGraph(runner, graph, { image: handOver(imageTensor(other)) }))
  await releaseGraph(runner, graph)
  observe?.('vae_enc_moments', moments)
  const mode = modeOf(moments)
  observe?.('vae_enc_mode', mode)
  const condition = packLatents(normalise(mode, configs.vae))
  observe?.('image_latents_packed', condition)
  return { condition, other: others && normalise(modeOf(others.moments), configs.vae) }
}
