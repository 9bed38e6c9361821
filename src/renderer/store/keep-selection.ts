/** The selection follows the layers: what is gone is not selected, and what a step brought back is. */
import { childrenOf, outermost } from '../../shared/document/tree.ts'
import type { DocumentRecords } from '../../shared/document/types.ts'
import type { EditorContext } from './context.ts'

/** After every change of the records. */
export function keepSelection(
  { session }: Pick<EditorContext, 'session'>,
  records: DocumentRecords,
  before: DocumentRecords,
): void {
  if (records === before) return
  const { selection, active, focused, anchor, solo, shownMask, renaming, textEdit } = session.getState()
  const there = (id: string | null) => (id !== null && Object.hasOwn(records, id) ? id : null)
  if (textEdit && textEdit.layer !== there(textEdit.layer)) session.setState({ textEdit: null })
  const kept = selection.filter((id) => there(id) !== null)
  const gone =
    kept.length !== selection.length || [active, focused, anchor, shownMask, renaming].some((id) => id !== there(id))
  if (!gone && (solo === null || there(solo.id))) return
  const selected = kept.length === 0 && selection.length > 0 ? inPlaceOf(selection, records, before) : kept
  session.setState({
    selection: selected,
    active: there(active) ?? selected.at(-1) ?? null,
    focused: there(focused) ?? selected.at(-1) ?? null,
    anchor: there(anchor),
    shownMask: there(shownMask),
    renaming: there(renaming),
    solo: solo && there(solo.id) ? solo : null,
  })
}

/**
 * What is selected when all that was is gone: the layers that came or went elsewhere in the same step, such as the
 * members of a group that is no more; else what lay next to it.
 */
function inPlaceOf(gone: readonly string[], records: DocumentRecords, before: DocumentRecords): string[] {
  const arrived = Object.values(records).filter((record) => {
    if (record.type === 'document') return false
    const { [record.id]: earlier } = before
    return !earlier || earlier.type === 'document' || earlier.parent !== record.parent
  })
  const ids = new Set(arrived.map(({ id }) => id))
  const roots = arrived.filter((record) => record.type !== 'document' && !ids.has(record.parent ?? ''))
  if (roots.length > 0) return roots.map(({ id }) => id)
  const next = neighbourOf(
    before,
    gone.filter((id) => Object.hasOwn(before, id)),
  )
  return next !== null && Object.hasOwn(records, next) ? [next] : []
}

/** The layer to select when these are gone: the one below, else the one above, else the group. */
export function neighbourOf(records: DocumentRecords, ids: readonly string[]): string | null {
  const [lowest] = outermost(records, ids)
  if (!lowest) return null
  const leaving = new Set(ids)
  const siblings = childrenOf(records, lowest.parent)
  const at = siblings.findIndex(({ id }) => id === lowest.id)
  const stay = (layers: typeof siblings) => layers.filter(({ id }) => !leaving.has(id))
  return stay(siblings.slice(0, at)).at(-1)?.id ?? stay(siblings.slice(at))[0]?.id ?? lowest.parent
}
