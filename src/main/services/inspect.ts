/** Looking into files that hold layers. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { FileTree, LayerNode } from '../../shared/contract/schemas.ts'
import { LaminaError } from '../../shared/contract/errors.ts'
import { blendModes, type BlendMode } from '../../shared/document/types.ts'
import { inspectPsd } from '../formats/psd/psd-format.ts'
import type { PsdTreeLayer } from '../formats/psd/psd-tree.ts'
import { fileError } from '../imaging/codecs/source.ts'
import { projectTree } from './projects.ts'

const psdExtensions = ['.psd', '.psb']
/** What a PSD that does not say is taken to have. */
const usualResolution = 72

/** The layers of a project or a PSD, by the file's ending. Throws FORMAT_UNSUPPORTED and what opening throws. */
export async function inspectFile(file: string, signal?: AbortSignal): Promise<FileTree> {
  const extension = path.extname(file).toLowerCase()
  if (extension === '.lproj') return projectTree(file)
  if (psdExtensions.includes(extension)) return psdTree(file, signal)
  throw new LaminaError(
    'FORMAT_UNSUPPORTED',
    `${file} is neither a project nor a PSD.`,
    'Give a .lproj, .psd or .psb file.',
  )
}

async function psdTree(file: string, signal?: AbortSignal): Promise<FileTree> {
  const bytes = await readFile(file, { signal }).catch((error: unknown) => {
    throw fileError(error, file)
  })
  const { width, height, resolution, layers } = await inspectPsd(bytes, signal)
  let count = 0
  const nodeOf = (layer: PsdTreeLayer): LayerNode => {
    const id = `layer-${++count}`
    const children = (layer.children ?? []).map(nodeOf)
    return {
      id,
      name: layer.name,
      kind: kindOf(layer),
      type: layer.type === 'group' ? 'group' : layer.type === 'fill' ? 'fill' : 'pixels',
      box: layer.box,
      opacity: layer.opacity,
      blendMode: blendModeOf(layer.blendMode),
      visible: layer.visible,
      clipping: layer.clipping,
      masked: layer.mask,
      text: layer.text ?? '',
      children,
    }
  }
  return {
    format: 'psd',
    path: file,
    name: path.parse(file).name,
    width,
    height,
    resolution: resolution ?? usualResolution,
    layers: layers.map(nodeOf),
  }
}

/** A PSD says what a layer is made of; what a layer of pixels shows it does not say. */
function kindOf({ type }: PsdTreeLayer): LayerNode['kind'] {
  return type === 'group' || type === 'fill' || type === 'text' ? type : null
}

function blendModeOf(name: string): BlendMode {
  return blendModes.find((mode) => mode === name) ?? 'normal'
}
