/** What layers are: names, eyes, opacity, blend modes, locks. */
import {
  renameLayer,
  setBlendMode,
  setClipping,
  setFill,
  setLabel,
  setLocks,
  setOpacity,
  setVisible,
} from '../../../shared/document/commands/properties.ts'
import { diffBetween } from '../../../shared/document/diff.ts'
import { getLayer, layersOf } from '../../../shared/document/tree.ts'
import {
  blendModes,
  type BlendMode,
  type DocRecord,
  type DocumentRecords,
  type RecordsDiff,
} from '../../../shared/document/types.ts'
import type { LayerActions } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import { assertUnlocked } from '../locks.ts'

export function layerActions(context: EditorContext): LayerActions {
  const { session } = context
  const unlocked =
    (ids: readonly string[], change: (records: DocumentRecords) => RecordsDiff) => (records: DocumentRecords) => {
      assertUnlocked(records, ids, 'all')
      return change(records)
    }
  const changeBlendMode = (ids: readonly string[], blendMode: BlendMode, preview = false) =>
    context.edit(
      'Blend mode',
      unlocked(ids, (records) => setBlendMode(records, { ids, blendMode })),
      { preview },
    )
  return {
    rename: (id, name) => void context.edit('Rename layer', (records) => renameLayer(records, { id, name })),
    setVisible(ids, visible, options) {
      const name = visible ? 'Show layer' : 'Hide layer'
      const { gesture } = context.model
      // A sweep goes from eye to eye: each adds to what the gesture did before.
      const sweep = options?.preview && gesture === name
      const before = sweep ? changedVisibility(context.model.base, context.records) : []
      context.edit(name, (records) => setVisible(records, { ids: [...new Set([...before, ...ids])], visible }), options)
    },
    toggleSolo(id) {
      const { solo } = session.getState()
      if (solo?.id === id) {
        session.setState({ solo: null })
        context.edit('Show all again', (records) => visibilityOf(records, solo.before))
        return
      }
      const records = context.records
      const before = solo?.before ?? Object.fromEntries(layersOf(records).map((layer) => [layer.id, layer.visible]))
      if (context.edit('Show only this', () => onlyVisible(records, id))) session.setState({ solo: { id, before } })
    },
    setOpacity: (ids, opacity, options) =>
      void context.edit(
        'Opacity',
        unlocked(ids, (records) => setOpacity(records, { ids, opacity })),
        options,
      ),
    setBlendMode: (ids, mode, options) => void changeBlendMode(ids, mode, options?.preview),
    cycleBlendMode(ids, step) {
      if (ids.length === 0) return
      const layers = ids.map((id) => getLayer(context.records, id))
      const modes = blendModes.filter((mode) => mode !== 'pass through' || layers.every(({ type }) => type === 'group'))
      const at = modes.indexOf(layers[0].blendMode)
      changeBlendMode(ids, modes[(at + step + modes.length) % modes.length])
    },
    setLocks: (ids, locks) => void context.edit('Lock', (records) => setLocks(records, { ids, locks })),
    setLabel: (ids, label) => void context.edit('Color label', (records) => setLabel(records, { ids, label })),
    setClipping: (ids, clipping) =>
      void context.edit(
        clipping ? 'Clip to layer below' : 'Release clipping',
        unlocked(ids, (records) => setClipping(records, { ids, clipping })),
      ),
    setFill: (id, fill, options) =>
      void context.edit(
        'Edit fill',
        unlocked([id], (records) => setFill(records, { id, fill })),
        options,
      ),
  }
}

function changedVisibility(before: DocumentRecords, after: DocumentRecords): string[] {
  return layersOf(after)
    .filter(({ id, visible }) => getLayer(before, id).visible !== visible)
    .map(({ id }) => id)
}

function visibilityOf(records: DocumentRecords, visible: Readonly<Record<string, boolean>>): RecordsDiff {
  const after: Record<string, DocRecord> = { ...records }
  for (const layer of layersOf(records)) {
    const was = visible[layer.id]
    if (was !== undefined && was !== layer.visible) after[layer.id] = { ...layer, visible: was }
  }
  return diffBetween(records, after)
}

/** The layer, the groups around it and what is in it stay; everything else is hidden. */
function onlyVisible(records: DocumentRecords, id: string): RecordsDiff {
  const around = new Set<string>()
  for (let parent = getLayer(records, id).parent; parent !== null; parent = getLayer(records, parent).parent) {
    around.add(parent)
  }
  const wanted: Record<string, boolean> = { [id]: true }
  for (const layer of layersOf(records)) {
    if (around.has(layer.id)) wanted[layer.id] = true
    else if (layer.id !== id && (layer.parent === null || around.has(layer.parent))) wanted[layer.id] = false
  }
  return visibilityOf(records, wanted)
}
