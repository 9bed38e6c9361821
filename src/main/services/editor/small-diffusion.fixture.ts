/** The diffusion engine with layers of 64² pixels, which no person may ask for: what a test can wait for. */
import type { EngineRegistry } from '../../engines/registry.ts'
import { installedFolder } from '../../engines/qwen-layered/installed.ts'
import { decomposeWith, pipelineOptions, qwenLayeredEngine } from '../../engines/qwen-layered/qwen-layered.ts'

export const engineRegistry: EngineRegistry = {
  'qwen-layered': async () => ({
    ...qwenLayeredEngine,
    async decompose(image, options, context) {
      const folder = await installedFolder(context.sessions)
      return decomposeWith(folder, image, { ...pipelineOptions(options), area: 64 * 64 }, context)
    },
  }),
}

export const smallDiffusion = { registry: engineRegistry, module: new URL(import.meta.url) }
