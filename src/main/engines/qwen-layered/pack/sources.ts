/** Which tensor of the checkpoint's files each weight is. */
import { dirname, join } from 'node:path'
import { LaminaError } from '../../../../shared/contract/errors.ts'
import { openGguf } from '../checkpoint/gguf.ts'
import { openComponent } from '../checkpoint/safetensors.ts'
import type { SourceComponent, SourceTensor } from '../checkpoint/source.ts'
import type { Component, Part } from '../graphs/parts.ts'
import type { WeightNeed } from '../graphs/weights.ts'

/** Names of the files without what follows. */
const stems: Readonly<Record<Component, string>> = {
  transformer: 'diffusion_pytorch_model',
  vae: 'diffusion_pytorch_model',
  text_encoder: 'model',
}

/** The checkpoint's components; `gguf` is a file with the weights of the transformer in place of the checkpoint's. */
export async function openComponents(
  checkpoint: string,
  gguf: string | undefined,
): Promise<Record<Component, SourceComponent>> {
  const open = (component: Component) => openComponent(join(checkpoint, component), stems[component])
  return {
    transformer: gguf === undefined ? await open('transformer') : await openGguf(gguf),
    vae: await open('vae'),
    text_encoder: await open('text_encoder'),
  }
}

/** The tensors that a part needs. Throws MODEL_DAMAGED for one that is not there or has another shape. */
export function sourcesOf(part: Part, component: SourceComponent): Map<string, SourceTensor> {
  return new Map(part.needs.map((need) => [need.name, sourceOf(need, component)]))
}

function sourceOf({ name, dims }: WeightNeed, { files, tensors }: SourceComponent): SourceTensor {
  const tensor = tensors.get(name) ?? tensors.get(newerName(name))
  const hint = 'The checkpoint is incomplete, or its configuration is of another one: download it again.'
  const where = files.length === 1 ? files[0] : dirname(files[0])
  if (!tensor) throw new LaminaError('MODEL_DAMAGED', `${where} has no weight ${name}.`, hint)
  if (tensor.dims.length !== dims.length || tensor.dims.some((dim, axis) => dim !== dims[axis])) {
    const message = `${name} in ${tensor.file} has the shape ${tensor.dims.join(' x ')} in place of ${dims.join(' x ')}.`
    throw new LaminaError('MODEL_DAMAGED', message, hint)
  }
  return tensor
}

/** How newer versions of transformers name the weights of the text encoder. */
function newerName(name: string): string {
  if (name.startsWith('visual.')) return `model.${name}`
  return name.replace(/^model\./, 'model.language_model.')
}
