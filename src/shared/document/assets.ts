/** Which assets a document needs, and what exporters read them through. */
import type { AssetHash, DocRecord, DocumentRecords } from './types.ts'

/** Pixels, a mask, or a file as it was. `data` is row by row: 4 bytes a pixel for rgba (straight alpha), 1 for gray. */
export type Asset =
  { type: 'rgba' | 'gray'; width: number; height: number; data: Uint8Array } | { type: 'file'; data: Uint8Array }

/** Where exporters get pixels from. Throws LaminaError where the asset is missing or damaged. */
export type AssetReader = (hash: AssetHash) => Promise<Asset>

/** What a record says about an asset. Size null: the record does not say. */
export interface AssetUse {
  hash: AssetHash
  type: Asset['type']
  size: { width: number; height: number } | null
}

/** The assets one record names. */
export function assetsOfRecord(record: DocRecord): AssetUse[] {
  const uses: AssetUse[] = []
  if (record.type === 'document') {
    const { file, pixels } = record.source ?? { file: null, pixels: null }
    if (file !== null) uses.push({ hash: file, type: 'file', size: null })
    if (pixels !== null) uses.push({ hash: pixels, type: 'rgba', size: null })
    return uses
  }
  if (record.type === 'pixels') uses.push(use('rgba', record))
  if (record.type === 'pixels' && record.text?.original) uses.push(use('rgba', record.text.original))
  if (record.type === 'fill' && record.fill.type === 'picture') uses.push(use('rgba', record.fill))
  if (record.mask) uses.push(use('gray', record.mask))
  return uses
}

function use(type: 'rgba' | 'gray', sized: { asset: AssetHash; width: number; height: number }): AssetUse {
  return { hash: sized.asset, type, size: { width: sized.width, height: sized.height } }
}

/** The assets that the document's records name, each once. */
export function assetsOf(records: DocumentRecords): Set<AssetHash> {
  return new Set(Object.values(records).flatMap((record) => assetsOfRecord(record).map(({ hash }) => hash)))
}
