/** For tests: assets of few bytes, and a document that names them. */
import type { Asset } from '../../shared/document/assets.ts'
import { topOf } from '../../shared/document/commands/placement.ts'
import { insertLayers } from '../../shared/document/commands/structure.ts'
import { applyDiff } from '../../shared/document/diff.ts'
import { newDocument, newPixelLayer } from '../../shared/document/records.ts'
import type { DocumentRecords, LayerMask } from '../../shared/document/types.ts'
import { hashAsset } from './asset-content.ts'

export type Picture = Extract<Asset, { width: number }>

/** RGBA pixels that depend on the seed alone. */
export function samplePicture(seed: number, width = 8, height = 6): Picture {
  const data = Uint8Array.from({ length: width * height * 4 }, (_, index) => (index * 7 + seed * 31) & 255)
  return { type: 'rgba', width, height, data }
}

export function sampleMaskPicture(seed: number, width = 5, height = 4): Picture {
  return { type: 'gray', width, height, data: new Uint8Array(width * height).fill(seed) }
}

export function pictureLayer(id: string, picture: Picture) {
  const { width, height } = picture
  return newPixelLayer({ id, name: id, kind: 'object', asset: hashAsset(picture), width, height })
}

export function maskOf({ width, height, ...picture }: Picture): LayerMask {
  const asset = hashAsset({ width, height, ...picture })
  return { asset, x: 0, y: 0, width, height, enabled: true, outside: 0 }
}

/** A document with a layer for each picture: layer-0 at the bottom. */
export function documentOf(pictures: readonly Picture[]): DocumentRecords {
  const document = newDocument({ name: 'Sample', width: 8, height: 6 })
  const layers = pictures.map((picture, index) => pictureLayer(`layer-${index}`, picture))
  return applyDiff({ document }, insertLayers({ document }, { layers, at: topOf({ document }, null) }))
}
