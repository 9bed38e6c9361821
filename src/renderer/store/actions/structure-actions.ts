/** Which layers there are, and where: all that needs no pixels. */
import { aboveLayer, topOf, type Place } from '../../../shared/document/commands/placement.ts'
import {
  duplicateLayers,
  groupLayers,
  insertLayers,
  moveLayers,
  removeLayers,
  ungroupLayers,
} from '../../../shared/document/commands/structure.ts'
import { applyDiff, squashDiffs } from '../../../shared/document/diff.ts'
import { newFillLayer, newGroup, newPixelLayer, type NewLayer } from '../../../shared/document/records.ts'
import { childrenOf, getDocument, getLayer, layersOf, outermost } from '../../../shared/document/tree.ts'
import type { DocumentRecords, FillLayer, RecordsDiff } from '../../../shared/document/types.ts'
import type { StructureActions } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import { neighbourOf } from '../keep-selection.ts'
import { assertUnlocked } from '../locks.ts'

type PlainStructure = Pick<
  StructureActions,
  | 'move'
  | 'arrange'
  | 'group'
  | 'ungroup'
  | 'duplicate'
  | 'remove'
  | 'addLayer'
  | 'addGroup'
  | 'addFill'
  | 'addPictureFill'
>

export function structureActions(context: EditorContext, select: (ids: readonly string[]) => void): PlainStructure {
  const insert = (name: string, layer: NewLayer, at: Place): string | null => {
    if (!context.edit(name, (records) => insertLayers(records, { layers: [layer], at }))) return null
    select([layer.id])
    return layer.id
  }
  const addFill = (fill: FillLayer['fill'], name: string, at: 'bottom' | 'above'): string | null => {
    const place = at === 'bottom' ? { parent: null, above: null } : placeOfNew(context)
    return insert('New fill layer', newFillLayer({ id: context.newId(), name, fill }), place)
  }
  const duplicate = (
    ids: readonly string[],
    name: string,
    to: { parent: string | null; above: string | null } | null,
  ) => {
    let copies: string[] = []
    const done = context.edit(name, (records) => {
      const roots: string[] = []
      const copy = duplicateLayers(records, { ids, newId: context.newId })
      const after = applyDiff(records, copy)
      for (const layer of Object.values(copy.added)) {
        if (layer.type !== 'document' && !Object.hasOwn(copy.added, layer.parent ?? '')) roots.push(layer.id)
      }
      copies = roots
      return to ? squashDiffs([copy, moveLayers(after, { ids: roots, to })]) : copy
    })
    if (done) select(copies)
  }
  return {
    move(ids, to, { duplicate: copy = false } = {}) {
      if (copy) return duplicate(ids, 'Duplicate layer', to)
      context.edit('Move layer', (records) => moveLayers(records, { ids, to }))
    },
    arrange: (ids, to) => void context.edit('Arrange', (records) => arranged(records, ids, to)),
    group(ids) {
      const id = context.newId()
      const name = freeName(context.records, 'Group')
      if (context.edit('Group layers', (records) => groupLayers(records, { ids, group: { id, name } }))) select([id])
    },
    ungroup(ids) {
      const groups = ids.filter((id) => getLayer(context.records, id).type === 'group')
      const members = groups.flatMap((id) => childrenOf(context.records, id).map((layer) => layer.id))
      const done = context.edit('Ungroup layers', (records) => {
        assertUnlocked(records, groups, 'all')
        return inTurn(records, groups, (now, id) => ungroupLayers(now, { id }))
      })
      if (done) select(members)
    },
    duplicate: (ids) => duplicate(ids, ids.length > 1 ? 'Duplicate layers' : 'Duplicate layer', null),
    remove(ids) {
      const next = neighbourOf(context.records, ids)
      const done = context.edit(ids.length > 1 ? 'Delete layers' : 'Delete layer', (records) => {
        assertUnlocked(records, ids, 'all')
        return removeLayers(records, { ids })
      })
      if (done) select(next ? [next] : [])
    },
    async addLayer() {
      const name = freeName(context.records, 'Layer')
      const added = await context.work('Adding a layer', async () => {
        const { width, height } = getDocument(context.records)
        const data = new Uint8Array(width * height * 4)
        const pixels = await context.pixels.storeWhole(context.document, { x: 0, y: 0, width, height, data })
        const layer = newPixelLayer({ id: context.newId(), name, kind: 'artwork', ...pixels })
        context.finish('New layer', (records) => insertLayers(records, { layers: [layer], at: placeOfNew(context) }))
        return layer.id
      })
      if (added) select([added])
    },
    addGroup() {
      insert(
        'New group',
        newGroup({ id: context.newId(), name: freeName(context.records, 'Group') }),
        placeOfNew(context),
      )
    },
    addFill(fill, { name, at = 'above' } = {}) {
      const names = { color: 'Color fill', gradient: 'Gradient fill', picture: 'Picture fill' }
      return addFill(fill, name ?? freeName(context.records, names[fill.type]), at)
    },
    async addPictureFill() {
      const file = await context.attempt(() => context.platform.chooseFile('image/*'))
      if (!file) return
      const id = await context.work('Placing the picture', async () => {
        const upload = await context.assets.upload(file.name, file)
        const { asset, width, height, name } = await context.client.call('document.place', {
          document: context.document,
          upload,
        })
        const fill = { type: 'picture', asset, width, height, fit: 'cover' } as const
        const layer = newFillLayer({ id: context.newId(), name, fill })
        context.finish('New fill layer', (records) =>
          insertLayers(records, { layers: [layer], at: { parent: null, above: null } }),
        )
        return layer.id
      })
      if (id) select([id])
    },
  }
}

/** Above the active layer; into it where it is an open group; on top of everything where none is active. */
export function placeOfNew({ records, session }: EditorContext): Place {
  const { active, collapsed } = session.getState()
  if (active === null || !Object.hasOwn(records, active)) return topOf(records, null)
  const layer = getLayer(records, active)
  return layer.type === 'group' && !collapsed.has(layer.id) ? topOf(records, layer.id) : aboveLayer(layer)
}

/** `Layer 3` where there are two. */
export function freeName(records: DocumentRecords, word: string): string {
  const taken = new Set(layersOf(records).map(({ name }) => name))
  let number = 1
  while (taken.has(`${word} ${number}`)) number++
  return `${word} ${number}`
}

/** One change after the other as one. */
function inTurn<T>(
  records: DocumentRecords,
  items: readonly T[],
  change: (records: DocumentRecords, item: T) => RecordsDiff,
): RecordsDiff {
  let now = records
  const diffs = items.map((item) => {
    const diff = change(now, item)
    now = applyDiff(now, diff)
    return diff
  })
  return squashDiffs(diffs)
}

/** Among their siblings; layers that stand side by side keep their order. */
function arranged(
  records: DocumentRecords,
  ids: readonly string[],
  to: 'front' | 'forward' | 'backward' | 'back',
): RecordsDiff {
  const layers = outermost(records, ids)
  const upwards = to === 'front' || to === 'forward'
  const parents = [...new Set(layers.map(({ parent }) => parent))]
  return inTurn(records, parents, (now, parent) => {
    const moved = layers.filter((layer) => layer.parent === parent).map(({ id }) => id)
    if (to === 'front' || to === 'back') {
      const above = to === 'front' ? (childrenOf(now, parent).at(-1)?.id ?? null) : null
      return moveLayers(now, { ids: moved, to: { parent, above } })
    }
    return inTurn(now, upwards ? moved.toReversed() : moved, (current, id) => step(current, id, parent, upwards, moved))
  })
}

function step(
  records: DocumentRecords,
  id: string,
  parent: string | null,
  up: boolean,
  moved: readonly string[],
): RecordsDiff {
  const siblings = childrenOf(records, parent).map((layer) => layer.id)
  const at = siblings.indexOf(id)
  const other = siblings[up ? at + 1 : at - 1]
  // At the end, or against one that is there already.
  if (other === undefined || moved.includes(other)) return squashDiffs([])
  return moveLayers(records, { ids: [id], to: { parent, above: up ? other : (siblings[at - 2] ?? null) } })
}
