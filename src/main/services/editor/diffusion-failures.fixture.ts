/**
 * The diffusion engine with layers of 64² pixels on a machine whose memory ends in the second group of blocks, if the prompt
 * says so: what is run then asks ONNX Runtime for more than any machine has.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { EngineRegistry } from '../../engines/registry.ts'
import { installedFolder } from '../../engines/qwen-layered/installed.ts'
import { decomposeWith, pipelineOptions, qwenLayeredEngine } from '../../engines/qwen-layered/qwen-layered.ts'
import { GraphBuilder } from '../../onnx/graph/graph-builder.ts'
import { graphFile } from '../../onnx/graph-file.ts'
import type { Sessions } from '../../onnx/sessions.ts'

export const memoryEnds = 'More than there is.'

/** As many zeros as it is told. */
function largeGraph(): Uint8Array {
  const graph = new GraphBuilder()
  graph.output('zeros', graph.node('ConstantOfShape', [graph.input('count', [1], 'int64')]), ['n'])
  return graph.build('too-large')
}

export const engineRegistry: EngineRegistry = {
  'qwen-layered': async () => ({
    ...qwenLayeredEngine,
    async decompose(image, options, context) {
      const folder = await installedFolder(context.sessions)
      const small = { ...pipelineOptions(options), area: 64 * 64 }
      if (options.prompt !== memoryEnds) return decomposeWith(folder, image, small, context)
      const ending = await endingSessions(folder, context.sessions)
      try {
        return await decomposeWith(folder, image, small, { ...context, sessions: ending.sessions })
      } finally {
        await ending.assertReleased()
      }
    },
  }),
}

async function endingSessions(folder: string, sessions: Sessions) {
  const tooLarge = graphFile(join(folder, 'too-large.onnx'))
  await writeFile(join(folder, 'too-large.onnx'), largeGraph())
  const used = new Set<string>()
  let groups = 0
  const ending: Sessions = {
    ...sessions,
    async run(model, inputs, signal) {
      used.add(model)
      if (!model.includes('transformer-blocks') || ++groups < 2) return sessions.run(model, inputs, signal)
      const count = { type: 'int64', dims: [1], data: BigInt64Array.of(1n << 46n) } as const
      return sessions.run(tooLarge, { count }, signal).finally(() => sessions.release?.(tooLarge))
    },
  }
  return {
    sessions: ending,
    /** Throws INTERNAL where something that was run is still loaded. */
    async assertReleased() {
      for (const model of used) {
        if (await sessions.choice?.(model)) throw new LaminaError('INTERNAL', `${model} is still loaded.`)
      }
    },
  }
}

export const failingDiffusion = { registry: engineRegistry, module: new URL(import.meta.url) }
