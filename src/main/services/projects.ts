/** Project files: made from a document, opened, looked at. */
import { existsSync } from 'node:fs'
import type { FileTree } from '../../shared/contract/schemas.ts'
import { throwIfCancelled } from '../../shared/contract/errors.ts'
import { getDocument } from '../../shared/document/tree.ts'
import { encodePng, thumbnail } from '../imaging/codecs/encode.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import { createProject, openProject, type Project } from '../project/project.ts'
import { layerNodes } from './layer-nodes.ts'
import type { PictureDocument } from './picture-document.ts'

/** The longer side of the picture that a project shows of itself. */
const previewSide = 512

/** Writes a project file and closes it. Throws what createProject throws, CANCELLED; then nothing is left at the path. */
export async function writeProject(
  file: string,
  { records, assets }: PictureDocument,
  composite: Rgba8,
  signal?: AbortSignal,
): Promise<void> {
  const small = await thumbnail(composite, previewSide)
  const preview = {
    mediaType: 'image/png' as const,
    width: small.width,
    height: small.height,
    bytes: await encodePng(small),
  }
  function* untilCancelled() {
    for (const asset of assets.values()) {
      throwIfCancelled(signal)
      yield asset
    }
  }
  const project = await createProject(file, { records, assets: untilCancelled(), preview })
  await project.close()
}

/** Opens a project for the work, and closes it whatever happens. */
export async function withProject<Result>(
  file: string,
  options: { readOnly: boolean },
  work: (project: Project) => Promise<Result>,
): Promise<Result> {
  const project = await openProject(file, options)
  try {
    return await work(project)
  } finally {
    await project.close()
  }
}

/** Whether there is no such project, or one that is as it was made. Throws where it cannot be opened. */
export async function isUntouched(file: string): Promise<boolean> {
  if (!existsSync(file)) return true
  return withProject(file, { readOnly: true }, async ({ revision }) => revision === 0)
}

/** The tree of a project file. Throws what openProject throws. */
export async function projectTree(file: string): Promise<FileTree> {
  return withProject(file, { readOnly: true }, async ({ records }) => {
    const { name, width, height, resolution } = getDocument(records)
    return { format: 'lproj', path: file, name, width, height, resolution, layers: layerNodes(records) }
  })
}
