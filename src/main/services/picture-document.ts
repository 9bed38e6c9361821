/** The document that a picture's layers make. */
import { insertLayers } from '../../shared/document/commands/structure.ts'
import type { Asset } from '../../shared/document/assets.ts'
import { applyDiff } from '../../shared/document/diff.ts'
import { newDocument } from '../../shared/document/records.ts'
import type { AssetHash, DocumentRecords } from '../../shared/document/types.ts'
import { hashAsset } from '../project/asset-content.ts'
import type { Decomposition } from './decompose.ts'
import { layersFromDrafts, newLayerIds } from './layer-records.ts'
import { convertedFrom, type OpenedPicture } from './pictures.ts'

/** What a picture without a resolution is taken to have, in pixels an inch. */
const usualResolution = 72

export interface PictureDocument {
  records: DocumentRecords
  /** Every asset that the records name, by hash. */
  assets: Map<AssetHash, Asset>
}

/** A document of the picture's size with its layers, and the picture's file as its source. */
export async function pictureDocument(
  picture: OpenedPicture,
  name: string,
  { drafts, image, engine }: Pick<Decomposition, 'drafts' | 'image' | 'engine'>,
): Promise<PictureDocument> {
  const { file, fileName, info } = picture
  const source: Asset = { type: 'file', data: file }
  const sourceHash = hashAsset(source)
  // What was compared with cannot be read from the file again.
  const reduced: Asset | null = info.reducedFrom && { type: 'rgba', ...image }
  const pixels = reduced && hashAsset(reduced)
  const empty: DocumentRecords = {
    document: newDocument({
      name,
      width: info.width,
      height: info.height,
      resolution: info.density ?? usualResolution,
      source: { fileName, file: sourceHash, pixels, convertedFromProfile: convertedFrom(info) },
      engine,
    }),
  }
  const { layers, assets } = await layersFromDrafts(drafts, newLayerIds(empty, drafts.length))
  const records = applyDiff(empty, insertLayers(empty, { layers, at: { parent: null, above: null } }))
  assets.set(sourceHash, source)
  if (reduced && pixels) assets.set(pixels, reduced)
  return { records, assets }
}
