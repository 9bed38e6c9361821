/** What a checkpoint of the family is made of: the pieces of weights that are packed and loaded together. */
import { GraphBuilder } from '../../../onnx/graph/graph-builder.ts'
import type { CheckpointConfigs } from '../checkpoint/configs.ts'
import { textHeadGraph, textLayersGraph } from './text-decoder.ts'
import { blocksGraph, finalGraph, imageEmbedGraph, modulationGraph, textEmbedGraph, timeGraph } from './transformer.ts'
import { decoderGraph, encoderGraph } from './vae.ts'
import { visionGraph } from './vision-tower.ts'
import { RecordedWeights, type WeightNeed, type Weights } from './weights.ts'

export type Component = 'transformer' | 'vae' | 'text_encoder'

/** Weights in one file. */
export interface Part {
  id: string
  component: Component
  needs: readonly WeightNeed[]
}

export const partIds = {
  ends: 'transformer-ends',
  modulation: (block: number) => `transformer-modulation-${String(block).padStart(2, '0')}`,
  block: (block: number) => `transformer-block-${String(block).padStart(2, '0')}`,
  embedding: 'text-embedding',
  textLayer: (layer: number) => `text-layer-${String(layer).padStart(2, '0')}`,
  textHead: 'text-head',
  vision: 'vision',
  encoder: 'vae-encoder',
  decoder: 'vae-decoder',
}

export const EMBEDDING = 'model.embed_tokens.weight'

type Build = (graph: GraphBuilder, weights: Weights) => void

/** Every part of a checkpoint, in the order in which a run needs them. */
export function partsOf(configs: CheckpointConfigs): Part[] {
  const { transformer, vae, textEncoder } = configs
  const part = (id: string, component: Component, ...builds: Build[]): Part => {
    const weights = new RecordedWeights()
    for (const build of builds) build(new GraphBuilder(), weights)
    return { id, component, needs: weights.needs }
  }
  const each = (count: number, make: (index: number) => Part) =>
    Array.from({ length: count }, (_, index) => make(index))
  const { vocabulary, width, layers, vision } = textEncoder
  const embedding: WeightNeed = { name: EMBEDDING, dims: [vocabulary, width], use: 'table', precise: true }
  return [
    part(partIds.vision, 'text_encoder', (g, w) => visionGraph(g, w, vision)),
    { id: partIds.embedding, component: 'text_encoder', needs: [embedding] },
    ...each(layers, (layer) =>
      part(partIds.textLayer(layer), 'text_encoder', (g, w) => textLayersGraph(g, w, textEncoder, layer, layer + 1)),
    ),
    part(partIds.textHead, 'text_encoder', (g, w) => textHeadGraph(g, w, textEncoder)),
    part(partIds.encoder, 'vae', (g, w) => encoderGraph(g, w, vae)),
    part(
      partIds.ends,
      'transformer',
      (g, w) => timeGraph(g, w, transformer),
      (g, w) => imageEmbedGraph(g, w, transformer),
      (g, w) => textEmbedGraph(g, w, transformer),
      (g, w) => finalGraph(g, w, transformer),
    ),
    ...each(transformer.blocks, (block) =>
      part(partIds.modulation(block), 'transformer', (g, w) => modulationGraph(g, w, transformer, block, block + 1)),
    ),
    ...each(transformer.blocks, (block) =>
      part(partIds.block(block), 'transformer', (g, w) => blocksGraph(g, w, transformer, block, block + 1)),
    ),
    part(partIds.decoder, 'vae', (g, w) => decoderGraph(g, w, vae)),
  ]
}
