/** The graphs of a packed model, written beside its weights when they are first wanted. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { graphFile } from '../../../onnx/graph-file.ts'
import { GraphBuilder } from '../../../onnx/graph/graph-builder.ts'
import type { CheckpointConfigs } from '../checkpoint/configs.ts'
import type { PackedModel } from '../pack/manifest.ts'
import { PackedWeights } from './packed-weights.ts'
import { partIds } from './parts.ts'
import { textHeadGraph, textLayersGraph } from './text-decoder.ts'
import { blocksGraph, finalGraph, imageEmbedGraph, modulationGraph, textEmbedGraph, timeGraph } from './transformer.ts'
import { decoderGraph, encoderGraph } from './vae.ts'
import { visionGraph } from './vision-tower.ts'
import type { Weights } from './weights.ts'

/** Blocks or layers from ≤ index < to. */
export interface Group {
  from: number
  to: number
}

/** Each gives the id for sessions. */
export class PackedGraphs {
  readonly #model: PackedModel
  readonly #configs: CheckpointConfigs
  readonly #written = new Map<string, Promise<string>>()

  constructor(model: PackedModel, configs: CheckpointConfigs) {
    this.#model = model
    this.#configs = configs
  }

  time(): Promise<string> {
    return this.#graph('transformer-time', [partIds.ends], (g, w) => timeGraph(g, w, this.#configs.transformer))
  }

  imageEmbed(): Promise<string> {
    return this.#graph('transformer-image', [partIds.ends], (g, w) => imageEmbedGraph(g, w, this.#configs.transformer))
  }

  textEmbed(): Promise<string> {
    return this.#graph('transformer-text', [partIds.ends], (g, w) => textEmbedGraph(g, w, this.#configs.transformer))
  }

  final(): Promise<string> {
    return this.#graph('transformer-final', [partIds.ends], (g, w) => finalGraph(g, w, this.#configs.transformer))
  }

  modulation(group: Group): Promise<string> {
    return this.#graph(named('transformer-modulation', group), indexes(group).map(partIds.modulation), (g, w) =>
      modulationGraph(g, w, this.#configs.transformer, group.from, group.to),
    )
  }

  blocks(group: Group, streamed: boolean): Promise<string> {
    const build = (g: GraphBuilder, w: Weights) => blocksGraph(g, w, this.#configs.transformer, group.from, group.to)
    return this.#graph(named('transformer-blocks', group), indexes(group).map(partIds.block), build, streamed)
  }

  textLayers(group: Group): Promise<string> {
    return this.#graph(named('text-layers', group), indexes(group).map(partIds.textLayer), (g, w) =>
      textLayersGraph(g, w, this.#configs.textEncoder, group.from, group.to),
    )
  }

  textHead(): Promise<string> {
    return this.#graph('text-head', [partIds.textHead], (g, w) => textHeadGraph(g, w, this.#configs.textEncoder))
  }

  vision(): Promise<string> {
    return this.#graph('vision', [partIds.vision], (g, w) => visionGraph(g, w, this.#configs.textEncoder.vision))
  }

  encoder(): Promise<string> {
    return this.#graph('vae-encoder', [partIds.encoder], (g, w) => encoderGraph(g, w, this.#configs.vae))
  }

  decoder(): Promise<string> {
    return this.#graph('vae-decoder', [partIds.decoder], (g, w) => decoderGraph(g, w, this.#configs.vae))
  }

  async #graph(
    name: string,
    parts: readonly string[],
    build: (g: GraphBuilder, w: Weights) => void,
    streamed = false,
  ): Promise<string> {
    const present = this.#written.get(name) ?? this.#write(name, parts, build)
    this.#written.set(name, present)
    // Halves that are kept as 32 bits would take twice their memory.
    const unfolded = this.#model.manifest.precision === 'float16'
    return graphFile(await present, { streamed, unfolded })
  }

  async #write(name: string, parts: readonly string[], build: (g: GraphBuilder, w: Weights) => void): Promise<string> {
    const graph = new GraphBuilder()
    build(graph, new PackedWeights(this.#model, parts))
    const bytes = graph.build(name)
    const path = join(this.#model.folder, `${name}.onnx`)
    const old = await readFile(path).catch(() => undefined)
    if (old?.equals(bytes)) return path
    const partial = `${path}.${process.pid}.partial`
    await writeFile(partial, bytes)
    await rename(partial, path)
    return path
  }
}

function named(name: string, { from, to }: Group): string {
  return `${name}-${from}-${to - 1}`
}

function indexes({ from, to }: Group): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
