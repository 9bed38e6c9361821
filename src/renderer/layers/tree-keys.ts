/** What keys do in the tree of layers. Letters are tools, so there is no search by typing. */
import type { EditorActions } from '../store/actions.ts'
import type { LayerRow } from '../store/layer-rows.ts'

export interface TreeKey {
  key: string
  /** Ctrl, or Command on a Mac. */
  mod: boolean
  shift: boolean
  alt: boolean
}

type TreeActions = Pick<
  EditorActions,
  'select' | 'selectNeighbour' | 'selectEnd' | 'toggleSelected' | 'focus' | 'setCollapsed' | 'startRename'
>

/** Acts on the row that has the focus; false where the key means nothing here. */
export function pressTreeKey(
  press: TreeKey,
  rows: readonly LayerRow[],
  focused: string | null,
  actions: TreeActions,
): boolean {
  const { key, mod, shift, alt } = press
  const index = rows.findIndex(({ layer }) => layer.id === focused)
  const row = index < 0 ? undefined : rows[index]
  if (alt) return false
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const next = rows[index + (key === 'ArrowUp' ? -1 : 1)]
    if (mod && next) actions.focus(next.layer.id)
    else if (!mod) actions.selectNeighbour(key === 'ArrowUp' ? 'up' : 'down', { extend: shift })
    return true
  }
  if (mod) return false
  if (key === 'Home' || key === 'End') {
    actions.selectEnd(key === 'Home' ? 'top' : 'bottom')
    return true
  }
  if (!row) return false
  const { layer, open } = row
  switch (key) {
    case ' ':
      actions.toggleSelected(layer.id)
      return true
    case 'Enter':
    case 'F2':
      actions.startRename(layer.id)
      return true
    case 'ArrowRight':
      if (open) selectRow(rows[index + 1], row.depth + 1, actions)
      else if (layer.type === 'group') actions.setCollapsed(layer.id, false)
      return true
    case 'ArrowLeft':
      if (open) actions.setCollapsed(layer.id, true)
      else if (layer.parent !== null) actions.select([layer.parent])
      return true
    default:
      return false
  }
}

/** A group may be open and empty. */
function selectRow(row: LayerRow | undefined, depth: number, actions: TreeActions): void {
  if (row?.depth === depth) actions.select([row.layer.id])
}
