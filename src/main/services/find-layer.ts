/** Finding the layer that a person names. */
import { LaminaError } from '../../shared/contract/errors.ts'
import { walk } from '../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord } from '../../shared/document/types.ts'
import { nearNames } from '../../shared/near-names.ts'

/**
 * The layer with that id or, where no id is such, that name (exactly, else whatever the case).
 * Throws LAYER_NOT_FOUND, with names that are near, or with the ids where several layers have the name.
 */
export function findLayer(records: DocumentRecords, nameOrId: string): LayerRecord {
  const layers = [...walk(records)].map(({ layer }) => layer)
  const byId = layers.find(({ id }) => id === nameOrId)
  if (byId) return byId
  const folded = nameOrId.trim().toLowerCase()
  const exact = layers.filter(({ name }) => name === nameOrId)
  const named = exact.length > 0 ? exact : layers.filter(({ name }) => name.trim().toLowerCase() === folded)
  if (named.length === 1) return named[0]
  if (named.length > 1) {
    const ids = named.map(({ id }) => id).join(', ')
    throw new LaminaError(
      'LAYER_NOT_FOUND',
      `${named.length} layers are called "${nameOrId}".`,
      `Name the one meant by its id: ${ids}.`,
    )
  }
  throw new LaminaError('LAYER_NOT_FOUND', `There is no layer "${nameOrId}".`, hintFor(nameOrId, layers))
}

function hintFor(wanted: string, layers: readonly LayerRecord[]): string {
  const near = nearNames(wanted, [...layers.map(({ name }) => name), ...layers.map(({ id }) => id)])
  if (near.length > 0) return `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
  return '`lamina inspect FILE.lproj` lists the layers.'
}
