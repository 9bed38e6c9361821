/** What a model of the family takes, from its configuration alone. */
import type { CheckpointConfigs } from '../checkpoint/configs.ts'
import { partIds, partsOf, type Part } from '../graphs/parts.ts'
import { packedBytes } from '../pack/space.ts'
import type { Precision } from '../pack/manifest.ts'

export interface ModelSizes {
  blocks: number
  textLayers: number
  /** Bytes of all weights, packed; those below are as they are loaded. */
  disk: number
  block: number
  /** Modulation of one block. */
  modulation: number
  /** The transformer's ends. */
  ends: number
  textLayer: number
  textHead: number
  vision: number
  decoder: number
}

/** Parameters of parts, by their ids. */
export function parameters(parts: readonly Part[], wanted: (id: string) => boolean): number {
  return parts
    .filter(({ id }) => wanted(id))
    .flatMap(({ needs }) => needs.map(({ dims }) => dims.reduce((product, dim) => product * dim, 1)))
    .reduce((sum, count) => sum + count, 0)
}

export function modelSizes(configs: CheckpointConfigs, precision: Precision): ModelSizes {
  const parts = partsOf(configs)
  const of = (id: string) =>
    packedBytes(
      parts.filter((part) => part.id === id),
      precision,
      4,
    )
  return {
    blocks: configs.transformer.blocks,
    textLayers: configs.textEncoder.layers,
    disk: packedBytes(parts, precision),
    block: of(partIds.block(0)),
    modulation: of(partIds.modulation(0)),
    ends: of(partIds.ends),
    textLayer: of(partIds.textLayer(0)),
    textHead: of(partIds.textHead),
    vision: of(partIds.vision),
    decoder: of(partIds.decoder),
  }
}
