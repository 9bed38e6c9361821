/**
 * Commands that change what layers are, not where. Every command is a pure function from the records to a diff, which
 * is empty when nothing would change; LAYER_NOT_FOUND and DIFF_INVALID say what cannot be done.
 */
import { LaminaError } from '../../contract/errors.ts'
import { diffBetween } from '../diff.ts'
import { getDocument, getLayer } from '../tree.ts'
import type {
  BlendMode,
  DocRecord,
  DocumentRecord,
  DocumentRecords,
  FillLayer,
  GroupLayer,
  LayerKind,
  LayerMask,
  LayerRecord,
  PixelLayer,
  RecordsDiff,
} from '../types.ts'

interface Ids {
  ids: readonly string[]
}

/** The diff that puts `change(layer)` in the place of each layer named. */
function changeLayers(
  records: DocumentRecords,
  ids: readonly string[],
  change: (layer: LayerRecord) => LayerRecord,
): RecordsDiff {
  const before: Record<string, DocRecord> = {}
  const after: Record<string, DocRecord> = {}
  for (const id of ids) {
    before[id] = getLayer(records, id)
    after[id] = change(getLayer(records, id))
  }
  return diffBetween(before, after)
}

/** As changeLayers, for what only one type of layer has. */
function changeOfType<Type extends LayerRecord['type']>(
  records: DocumentRecords,
  ids: readonly string[],
  type: Type,
  change: (layer: Extract<LayerRecord, { type: Type }>) => LayerRecord,
): RecordsDiff {
  return changeLayers(records, ids, (layer) => {
    if (layer.type !== type) throw new LaminaError('DIFF_INVALID', `Layer "${layer.name}" is not of type ${type}.`)
    return change(layer as Extract<LayerRecord, { type: Type }>)
  })
}

export function renameLayer(records: DocumentRecords, { id, name }: { id: string; name: string }): RecordsDiff {
  return changeLayers(records, [id], (layer) => ({ ...layer, name }))
}

export function setKind(records: DocumentRecords, { ids, kind }: Ids & { kind: LayerKind }): RecordsDiff {
  return changeLayers(records, ids, (layer) => ({ ...layer, kind }))
}

export function setVisible(records: DocumentRecords, { ids, visible }: Ids & { visible: boolean }): RecordsDiff {
  return changeLayers(records, ids, (layer) => ({ ...layer, visible }))
}

/** Opacity 0..1; what is outside is clamped. */
export function setOpacity(records: DocumentRecords, { ids, opacity }: Ids & { opacity: number }): RecordsDiff {
  const clamped = Math.min(1, Math.max(0, opacity))
  return changeLayers(records, ids, (layer) => ({ ...layer, opacity: clamped }))
}

/** `pass through` is for groups: DIFF_INVALID where a layer named is not one. */
export function setBlendMode(
  records: DocumentRecords,
  { ids, blendMode }: Ids & { blendMode: BlendMode },
): RecordsDiff {
  if (blendMode === 'pass through') return changeOfType(records, ids, 'group', (group) => ({ ...group, blendMode }))
  return changeLayers(records, ids, (layer) => ({ ...layer, blendMode }))
}

/** Locks that are not named stay as they are. */
export function setLocks(
  records: DocumentRecords,
  { ids, locks }: Ids & { locks: Partial<LayerRecord['locks']> },
): RecordsDiff {
  return changeLayers(records, ids, (layer) => ({ ...layer, locks: { ...layer.locks, ...locks } }))
}

export function setClipping(records: DocumentRecords, { ids, clipping }: Ids & { clipping: boolean }): RecordsDiff {
  return changeLayers(records, ids, (layer) => ({ ...layer, clipping }))
}

export function setLabel(records: DocumentRecords, { ids, label }: Ids & { label: LayerRecord['label'] }): RecordsDiff {
  return changeLayers(records, ids, (layer) => ({ ...layer, label }))
}

export function setCollapsed(records: DocumentRecords, { ids, collapsed }: Ids & { collapsed: boolean }): RecordsDiff {
  return changeOfType(records, ids, 'group', (group: GroupLayer) => ({ ...group, collapsed }))
}

/** Null takes the mask away. */
export function setMask(records: DocumentRecords, { id, mask }: { id: string; mask: LayerMask | null }): RecordsDiff {
  return changeLayers(records, [id], (layer) => ({ ...layer, mask }))
}

/** Layers without a mask stay as they are. */
export function setMaskEnabled(records: DocumentRecords, { ids, enabled }: Ids & { enabled: boolean }): RecordsDiff {
  return changeLayers(records, ids, (layer) => (layer.mask ? { ...layer, mask: { ...layer.mask, enabled } } : layer))
}

export function setTransform(
  records: DocumentRecords,
  { id, transform }: { id: string; transform: PixelLayer['transform'] },
): RecordsDiff {
  return changeOfType(records, [id], 'pixels', (layer) => ({ ...layer, transform }))
}

/** Puts other pixels in the layer, with the transform that places them. They are drawn from no text. */
export function replacePixels(
  records: DocumentRecords,
  { id, ...pixels }: { id: string } & Pick<PixelLayer, 'asset' | 'width' | 'height' | 'transform'>,
): RecordsDiff {
  return changeOfType(records, [id], 'pixels', (layer) => ({ ...layer, ...pixels, text: null }))
}

export function setFill(records: DocumentRecords, { id, fill }: { id: string; fill: FillLayer['fill'] }): RecordsDiff {
  return changeOfType(records, [id], 'fill', (layer) => ({ ...layer, fill }))
}

/** Changes fields of the document's own record. */
export function updateDocument(
  records: DocumentRecords,
  fields: Partial<Omit<DocumentRecord, 'id' | 'type'>>,
): RecordsDiff {
  const document = getDocument(records)
  return diffBetween({ document }, { document: { ...document, ...fields } })
}
