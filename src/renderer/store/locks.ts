/** Locks hold: what they forbid is refused. A lock of a group holds for everything in it. */
import { LaminaError } from '../../shared/contract/errors.ts'
import { descendantsOf, getLayer } from '../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord } from '../../shared/document/types.ts'

export type Locks = LayerRecord['locks']
export type Forbidden = keyof Locks | 'all'

/** The layer's own locks and those of the groups around it. */
export function effectiveLocks(records: DocumentRecords, id: string): Locks {
  const locks = { transparency: false, pixels: false, position: false }
  for (let layer: LayerRecord | null = getLayer(records, id); layer;) {
    locks.transparency ||= layer.locks.transparency
    locks.pixels ||= layer.locks.pixels
    locks.position ||= layer.locks.position
    layer = layer.parent === null ? null : getLayer(records, layer.parent)
  }
  return locks
}

/**
 * What is forbidden: `position` locked layers do not move, `pixels` locked ones keep their pixels, `transparency` locked ones
 * their shape; with all three locks a
 * layer stays as it is (`all`). Looks into groups. Throws NOT_ALLOWED that names the layer.
 */
export function assertUnlocked(records: DocumentRecords, ids: readonly string[], what: Forbidden): void {
  for (const id of ids) {
    const layers = [getLayer(records, id), ...descendantsOf(records, id)]
    const locked = layers.find((layer) => isLocked(effectiveLocks(records, layer.id), what))
    if (locked) throw new LaminaError('NOT_ALLOWED', `Layer "${locked.name}" is locked.`, 'Unlock it first.')
  }
}

export function isLocked(locks: Locks, what: Forbidden): boolean {
  return what === 'all' ? locks.position && locks.pixels && locks.transparency : locks[what]
}
