import { useCallback, useRef, type MouseEvent, type PointerEvent, type RefObject } from 'react'
import { useEditor } from '../app/editor-context.ts'
import { isMac } from '../app/platform.ts'
import { holdsText } from '../../shared/text/live-text.ts'
import type { LayerRow } from '../store/layer-rows.ts'
import { isLocked } from '../store/locks.ts'
import type { CombineMode } from '../store/state.ts'
import type { RowPointer } from './drop-place.ts'
import { useEyeSweep } from './use-eye-sweep.ts'
import { useRowDrag } from './use-row-drag.ts'

interface List {
  rows: readonly LayerRow[]
  rowHeight: number
  list: RefObject<HTMLElement | null>
  scroller: RefObject<HTMLElement | null>
}

type Part = 'eye' | 'lock' | 'twisty' | 'pixels' | 'mask' | 'name' | 'row'

/** Ctrl, or Command on a Mac. */
const modOf = (event: { ctrlKey: boolean; metaKey: boolean }) => (isMac ? event.metaKey : event.ctrlKey)

/** How a press on a thumbnail with Mod joins its pixels to the selection. */
function combineOf({ shiftKey, altKey }: { shiftKey: boolean; altKey: boolean }): CombineMode {
  if (shiftKey && altKey) return 'intersect'
  return shiftKey ? 'add' : altKey ? 'subtract' : 'replace'
}

function partOf(target: EventTarget | null): { id: string; part: Part } | null {
  if (!(target instanceof Element)) return null
  const id = target.closest<HTMLElement>('[data-layer]')?.dataset.layer
  if (id === undefined) return null
  return { id, part: (target.closest<HTMLElement>('[data-part]')?.dataset.part ?? 'row') as Part }
}

/** What the mouse does in the list of layers. */
export function useRowPointer({ rows, rowHeight, list, scroller }: List) {
  const { actions, document, session } = useEditor()
  /** A press on one of several selected layers selects it alone, unless it becomes a drag. */
  const pending = useRef<string | null>(null)

  const pointerAt = useCallback(
    ({ clientY }: { clientY: number }): RowPointer => {
      const place = (clientY - (list.current?.getBoundingClientRect().top ?? 0)) / rowHeight
      const index = Math.floor(place)
      return index < 0 ? { index: 0, fraction: 0 } : { index, fraction: place - index }
    },
    [list, rowHeight],
  )
  const layerAt = useCallback(
    (event: { clientY: number }) => rows[pointerAt(event).index]?.layer.id ?? null,
    [rows, pointerAt],
  )
  const sweep = useEyeSweep(layerAt)
  const drag = useRowDrag({ rows, scroller: () => scroller.current, pointerAt })

  const pressRow = (event: PointerEvent<HTMLElement>, id: string) => {
    const { selection } = session.getState()
    if (event.shiftKey) return actions.selectRangeTo(id)
    if (modOf(event)) return actions.toggleSelected(id)
    const several = selection.length > 1 && selection.includes(id)
    pending.current = several ? id : null
    if (!several && !(selection.length === 1 && selection[0] === id)) actions.select([id])
    drag.start(event, several ? selection : [id])
  }
  const pressMask = (event: PointerEvent<HTMLElement>, id: string) => {
    const record = document.getState().records[id]
    if (!record || record.type === 'document' || !record.mask) return
    if (event.shiftKey) return actions.setMaskEnabled([id], !record.mask.enabled)
    if (event.altKey) return actions.showMask(session.getState().shownMask === id ? null : id)
    pressRow(event, id)
    actions.setTarget('mask')
  }
  const press = (event: PointerEvent<HTMLElement>) => {
    const hit = partOf(event.target)
    if (!hit || event.button !== 0) return
    const { id, part } = hit
    const loads = (part === 'pixels' || part === 'mask') && modOf(event)
    if (part === 'eye') {
      if (event.altKey) actions.toggleSolo(id)
      else sweep.start(event, id)
    } else if (loads) {
      void actions.loadSelection(id, part === 'mask' ? 'mask' : 'alpha', combineOf(event))
    } else if (part === 'twisty') toggleGroup(id, event.altKey)
    else if (part === 'mask') pressMask(event, id)
    else if (part !== 'lock') {
      pressRow(event, id)
      if (part === 'pixels') actions.setTarget('pixels')
    }
  }
  const toggleGroup = (id: string, descendants: boolean) =>
    actions.setCollapsed(id, !session.getState().collapsed.has(id), { descendants })
  const toggleLock = (id: string) => {
    const record = document.getState().records[id]
    if (!record || record.type === 'document') return
    const on = !isLocked(record.locks, 'all')
    actions.setLocks([id], { transparency: on, pixels: on, position: on })
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    sweep.move(event)
    drag.move(event)
    // The last row that a shown exploded view should mark.
    if (event.buttons === 0) actions.hover(layerAt(event))
  }
  const release = () => {
    sweep.end()
    const wasDrag = drag.end()
    if (!wasDrag && pending.current !== null) actions.select([pending.current])
    pending.current = null
  }
  const cancel = () => {
    sweep.end()
    drag.stop()
    pending.current = null
  }
  /** Clicks without a pointer come from screen readers and other tools. */
  const click = (event: MouseEvent<HTMLElement>) => {
    const hit = partOf(event.target)
    if (!hit) return
    const record = document.getState().records[hit.id]
    if (hit.part === 'lock') toggleLock(hit.id)
    else if (event.detail !== 0 || !record || record.type === 'document') return
    else if (hit.part === 'eye') actions.setVisible([hit.id], !record.visible)
    else actions.select([hit.id])
  }
  const doubleClick = (event: MouseEvent<HTMLElement>) => {
    const hit = partOf(event.target)
    if (!hit) return
    const record = document.getState().records[hit.id]
    if (hit.part === 'name') actions.startRename(hit.id)
    else if (hit.part === 'pixels' && record?.type === 'fill') actions.showDialog({ kind: 'fill', layer: hit.id })
    else if (hit.part === 'pixels' && record?.type === 'pixels' && holdsText(record)) void actions.editText(hit.id)
  }
  return {
    drag: drag.shown,
    handlers: {
      onPointerDown: press,
      onPointerMove: move,
      onPointerUp: release,
      onPointerCancel: cancel,
      onPointerLeave: () => actions.hover(null),
      onClick: click,
      onDoubleClick: doubleClick,
    },
  }
}
