/** What holds for every document, whatever was done to it. */
import { LaminaError } from '../contract/errors.ts'
import { assetsOfRecord, type AssetUse } from './assets.ts'
import { layersOf } from './tree.ts'
import type { DocRecord, DocumentRecords, LayerRecord } from './types.ts'

/**
 * What is wrong with the records as a whole, one sentence each; empty when nothing is. Checks what a schema of one
 * record cannot: ids, parents, cycles, order, what only groups may have, and that records agree about their assets.
 */
export function documentProblems(records: DocumentRecords): string[] {
  const layers = layersOf(records)
  return [
    ...identityProblems(records),
    ...layers.flatMap((layer) => parentProblems(records, layer)),
    ...cycleProblems(records, layers),
    ...orderProblems(layers),
    ...layers
      .filter((layer) => layer.blendMode === 'pass through' && layer.type !== 'group')
      .map((layer) => `"${layer.id}" passes through but is not a group`),
    ...assetProblems(records),
  ]
}

/** Throws DIFF_INVALID with the first problem. */
export function assertDocument(records: DocumentRecords): void {
  const [problem] = documentProblems(records)
  if (problem) throw new LaminaError('DIFF_INVALID', `The document would not hold together: ${problem}.`)
}

function identityProblems(records: DocumentRecords): string[] {
  const problems: string[] = []
  if (!Object.hasOwn(records, 'document')) problems.push('the document has no record of its own')
  for (const [id, record] of Object.entries(records)) {
    if (record.id !== id) problems.push(`"${id}" holds a record with the id "${record.id}"`)
    if ((record.type === 'document') !== (id === 'document')) problems.push(`"${id}" is a ${record.type} record`)
  }
  return problems
}

function parentProblems(records: DocumentRecords, layer: LayerRecord): string[] {
  if (layer.parent === null) return []
  if (!Object.hasOwn(records, layer.parent)) return [`"${layer.id}" is in "${layer.parent}", which is not there`]
  const { type } = records[layer.parent]
  return type === 'group' ? [] : [`"${layer.id}" is in "${layer.parent}", which is not a group`]
}

function cycleProblems(records: DocumentRecords, layers: LayerRecord[]): string[] {
  const rooted = new Set<string>()
  for (const layer of layers) {
    const path = new Set<string>()
    let id: string | null = layer.id
    while (id !== null && !rooted.has(id)) {
      if (path.has(id)) return [`"${id}" is inside itself`]
      path.add(id)
      const record: DocRecord | undefined = Object.hasOwn(records, id) ? records[id] : undefined
      id = record && record.type !== 'document' ? record.parent : null
    }
    for (const seen of path) rooted.add(seen)
  }
  return []
}

function orderProblems(layers: LayerRecord[]): string[] {
  const taken = new Map<string, string>()
  const problems: string[] = []
  for (const { id, parent, order } of layers) {
    const place = `${parent ?? ''}/${order}`
    const other = taken.get(place)
    if (other === undefined) taken.set(place, id)
    else problems.push(`"${other}" and "${id}" have the same place`)
  }
  return problems
}

/** An asset's hash covers its type and size, so two records that name it must say the same about it. */
function assetProblems(records: DocumentRecords): string[] {
  const first = new Map<string, AssetUse>()
  const problems: string[] = []
  for (const record of Object.values(records)) {
    for (const use of assetsOfRecord(record)) {
      const known = first.get(use.hash)
      if (!known || (known.size === null && known.type === use.type)) first.set(use.hash, use)
      else if (!agree(known, use)) problems.push(`"${record.id}" says of asset ${use.hash} what another record denies`)
    }
  }
  return problems
}

function agree(a: AssetUse, b: AssetUse): boolean {
  if (a.type !== b.type) return false
  return a.size === null || b.size === null || (a.size.width === b.size.width && a.size.height === b.size.height)
}
