/** What a saved project holds, read without the editor. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Rgba8 } from '../../../src/main/imaging/pixels.ts'
import { openProject } from '../../../src/main/project/project.ts'
import { exportSource } from '../../../src/main/services/export-project.ts'
import { layersOf, walk } from '../../../src/shared/document/tree.ts'
import type { DocumentRecords, LayerRecord, PixelLayer } from '../../../src/shared/document/types.ts'

export interface SavedDocument {
  file: string
  records: DocumentRecords
  /** Names of all layers and groups, from the bottom to the top. */
  names: string[]
  /** The layers put together by the compositor. */
  composite: Rgba8
  /** RGBA of every layer of pixels, by its id. */
  pixels: ReadonlyMap<string, Uint8Array>
  /** The one layer of this name. */
  layer(name: string): LayerRecord
}

/** Reads a copy: the program may have the file itself open. */
export async function readSaved(file: string): Promise<SavedDocument> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lamina-read-'))
  const copy = path.join(folder, 'copy.lproj')
  await copyFile(file, copy)
  const project = await openProject(copy, { readOnly: true })
  try {
    const { records } = project
    const readAsset = (hash: string) => project.getAsset(hash)
    const { composite } = await exportSource({ records, readAsset }, new AbortController().signal)
    const pixels = new Map<string, Uint8Array>()
    for (const layer of layersOf(records).filter((each): each is PixelLayer => each.type === 'pixels')) {
      pixels.set(layer.id, (await readAsset(layer.asset)).data)
    }
    return {
      file,
      records,
      names: [...walk(records)].map(({ layer }) => layer.name),
      composite,
      pixels,
      layer(name) {
        const found = layersOf(records).filter((layer) => layer.name === name)
        if (found.length !== 1) throw new Error(`${found.length} layers are called ${name}.`)
        return found[0]
      },
    }
  } finally {
    await project.close()
    await rm(folder, { recursive: true, force: true })
  }
}
