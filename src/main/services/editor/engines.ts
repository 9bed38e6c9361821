/** The engines as a menu of a window shows them. */
import type { EngineSummary } from '../../../shared/contract/api.ts'
import { maxLayers, minLayers } from '../../../shared/contract/limits.ts'
import { loadEngine } from '../../engines/registry.ts'
import { DIFFUSION_ENGINE } from '../diffusion.ts'
import type { EditorRooms } from './editor.ts'

type Rooms = Pick<EditorRooms, 'engines' | 'models' | 'gpuMemory' | 'packed'>

export async function engineSummaries({ engines, models, gpuMemory, packed }: Rooms): Promise<EngineSummary[]> {
  const known = await models.list()
  const onGpu = (await gpuMemory?.()) !== undefined
  // A LoRA that is merged into what is packed says how many steps there are.
  const isFewStep = await packed.open().then(
    ({ manifest }) => manifest.lora?.steps !== undefined,
    () => false,
  )
  const summaries: EngineSummary[] = []
  for (const id of Object.keys(engines)) {
    const engine = await loadEngine(engines, id)
    const needed = known.filter((model) => engine.models.includes(model.id))
    const [least, most] = engine.layerRange ?? [minLayers, maxLayers]
    summaries.push({
      id,
      title: engine.title ?? id.charAt(0).toUpperCase() + id.slice(1),
      takesPrompt: engine.takesPrompt ?? false,
      // What is packed is what runs.
      ready:
        engine.models.length === needed.length &&
        needed.every(({ state, packed }) => (packed?.state ?? state) === 'ready'),
      models: needed.map(({ id: model, title, licence }) => ({ id: model, title, licence })),
      layers: { least, most },
      qualities: engine.qualities ?? false,
      steps: (id === DIFFUSION_ENGINE && isFewStep ? null : engine.steps) ?? null,
      device: id !== DIFFUSION_ENGINE ? 'automatic' : onGpu ? 'gpu' : 'cpu',
    })
  }
  return summaries
}
