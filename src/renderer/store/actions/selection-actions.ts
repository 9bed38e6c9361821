/** Which layers are selected. */
import { renameLayer } from '../../../shared/document/commands/properties.ts'
import { descendantsOf } from '../../../shared/document/tree.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'
import type { SelectionActions } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import { layerRows } from '../layer-rows.ts'

export function selectionActions(context: EditorContext): SelectionActions {
  const { session } = context
  const rows = () => {
    const { collapsed, search } = session.getState()
    return layerRows(context.records, collapsed, search)
  }
  const select = (ids: readonly string[], active: string | null = ids.at(-1) ?? null, anchor = active) => {
    const selection = [...new Set(ids)].filter((id) => isLayer(context.records, id))
    const chosen = active !== null && selection.includes(active) ? active : (selection.at(-1) ?? null)
    const before = session.getState()
    const target = chosen === before.active ? before.target : 'pixels'
    session.setState({ selection, active: chosen, anchor, focused: chosen, target })
  }
  const selectRangeTo = (id: string) => {
    const ids = rows().map(({ layer }) => layer.id)
    const { anchor } = session.getState()
    const from = ids.indexOf(anchor ?? id)
    const to = ids.indexOf(id)
    if (from < 0 || to < 0) return select([id])
    select(ids.slice(Math.min(from, to), Math.max(from, to) + 1), id, anchor)
  }
  return {
    select: (ids, active) => select(ids, active ?? ids.at(-1) ?? null),
    toggleSelected(id) {
      const { selection } = session.getState()
      if (selection.includes(id)) {
        const rest = selection.filter((other) => other !== id)
        select(rest, rest.at(-1) ?? null, id)
      } else select([...selection, id], id)
      session.setState({ focused: id })
    },
    selectRangeTo,
    selectAllLayers: () => select(rows().map(({ layer }) => layer.id)),
    selectNeighbour(direction, { extend = false } = {}) {
      const ids = rows().map(({ layer }) => layer.id)
      const { focused, active } = session.getState()
      const at = ids.indexOf(focused ?? active ?? '')
      const to = at < 0 ? (direction === 'up' ? ids.length - 1 : 0) : at + (direction === 'up' ? -1 : 1)
      const id = ids[to]
      if (id === undefined) return
      if (extend) selectRangeTo(id)
      else select([id])
    },
    selectEnd(end) {
      const id = rows().at(end === 'top' ? 0 : -1)?.layer.id
      if (id !== undefined) select([id])
    },
    focus: (focused) => session.setState({ focused }),
    hover: (hovered) => session.setState({ hovered }),
    setTarget: (target) => session.setState({ target }),
    showMask: (shownMask) => session.setState({ shownMask }),
    setCollapsed(id, closed, { descendants = false } = {}) {
      const collapsed = new Set(session.getState().collapsed)
      const groups = descendants ? descendantsOf(context.records, id).filter(({ type }) => type === 'group') : []
      for (const group of [id, ...groups.map((layer) => layer.id)]) {
        if (closed) collapsed.add(group)
        else collapsed.delete(group)
      }
      session.setState({ collapsed })
    },
    startRename: (id) => session.setState({ renaming: id, focused: id }),
    finishRename(name, { next = false } = {}) {
      const { renaming } = session.getState()
      if (renaming === null) return
      const ids = rows().map(({ layer }) => layer.id)
      const following = next ? (ids[ids.indexOf(renaming) + 1] ?? null) : null
      session.setState({ renaming: following })
      if (following !== null) select([following])
      if (name !== null && name.trim() !== '') context.edit('Rename layer', rename(renaming, name.trim()))
    },
    setSearch: (search) => session.setState({ search }),
  }
}

const rename = (id: string, name: string) => (records: DocumentRecords) => renameLayer(records, { id, name })

function isLayer(records: DocumentRecords, id: string): boolean {
  return id !== 'document' && Object.hasOwn(records, id)
}
