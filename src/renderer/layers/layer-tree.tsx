import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { ContextMenu } from 'radix-ui'
import { useCallback, useMemo, useRef, type KeyboardEvent, type MouseEvent } from 'react'
import { useActions, useDocument, usePictures, useSession } from '../app/editor-context.ts'
import { MenuItems } from '../app/menu-items.tsx'
import { isMac } from '../app/platform.ts'
import { layerContextMenu } from '../store/commands.ts'
import { layerRows } from '../store/layer-rows.ts'
import { restoreFocus } from '../ui/focus.ts'
import menuStyles from '../ui/menu.module.css'
import { DropMark } from './drop-mark.tsx'
import { FoundLayers } from './found-layers.tsx'
import { LayerRow } from './layer-row.tsx'
import styles from './layer-tree.module.css'
import { Thumbnails } from './thumbnails.ts'
import { pressTreeKey } from './tree-keys.ts'
import { useArrivals } from './use-arrivals.ts'
import { useRowPointer } from './use-row-pointer.ts'
import { useTreeFocus } from './use-tree-focus.ts'

const rowHeight = 44
const overscan = 6

/** All layers, from the top of the stack to the bottom. Only the rows in sight are in the page. */
export function LayerTree() {
  const pictures = usePictures()
  const actions = useActions()
  const records = useDocument((document) => document.records)
  const collapsed = useSession((session) => session.collapsed)
  const search = useSession((session) => session.search)
  const selection = useSession((session) => session.selection)
  const active = useSession((session) => session.active)
  const focused = useSession((session) => session.focused)
  const renaming = useSession((session) => session.renaming)
  const target = useSession((session) => session.target)
  const hovered = useSession((session) => session.hovered)

  const rows = useMemo(() => layerRows(records, collapsed, search), [records, collapsed, search])
  const flat = useMemo(() => rows.every(({ layer }) => layer.type !== 'group'), [rows])
  const selected = useMemo(() => new Set(selection), [selection])
  const thumbnails = useMemo(() => new Thumbnails(pictures), [pictures])
  const arrivals = useArrivals(rows)
  const scroller = useRef<HTMLDivElement>(null)

  // The row with the focus stays in the page, so that the focus is not lost by scrolling.
  const wanted = rows.findIndex(({ layer }) => layer.id === (focused ?? active))
  const tabStop = Math.max(0, wanted)
  const rangeExtractor = useCallback(
    (range: Range) => [...new Set([...defaultRangeExtractor(range), tabStop])].filter((index) => index < rows.length),
    [tabStop, rows.length],
  )
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    rangeExtractor,
  })
  const list = useRef<HTMLDivElement>(null)
  const pointer = useRowPointer({ rows, rowHeight, list, scroller })
  const { drag } = pointer
  useTreeFocus({ scroller, focused: wanted < 0 ? null : rows[wanted].layer.id, index: wanted, virtualizer })

  const pressKey = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'F10' && event.shiftKey) {
      event.preventDefault()
      return openMenuAt(event.target)
    }
    const press = {
      key: event.key,
      mod: isMac ? event.metaKey : event.ctrlKey,
      shift: event.shiftKey,
      alt: event.altKey,
    }
    if (!pressTreeKey(press, rows, rows[tabStop]?.layer.id ?? null, actions)) return
    event.preventDefault()
    event.stopPropagation()
  }
  const prepareMenu = (event: MouseEvent) => {
    const id = layerOf(event.target)
    if (id !== null && !selected.has(id)) actions.select([id])
  }

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild>
        <div ref={scroller} className={styles.scroller} onContextMenu={prepareMenu}>
          <FoundLayers flat={flat} />
          <div
            ref={list}
            role="tree"
            aria-label="Layers"
            aria-multiselectable
            className={styles.list}
            data-flat={flat || undefined}
            style={{ height: virtualizer.getTotalSize() }}
            onKeyDown={pressKey}
            {...pointer.handlers}
          >
            {virtualizer.getVirtualItems().map(({ index, start }) => {
              const { layer, depth, open, position, siblings } = rows[index]
              const { id } = layer
              return (
                <LayerRow
                  key={id}
                  layer={layer}
                  depth={depth}
                  open={open}
                  position={position}
                  siblings={siblings}
                  selected={selected.has(id)}
                  active={id === active}
                  tabStop={index === tabStop}
                  renaming={id === renaming}
                  target={target}
                  dropInto={drag.place?.mark.type === 'into' && drag.place.mark.id === id}
                  dragged={drag.ids.includes(id)}
                  hovered={id === hovered}
                  arrival={arrivals.indexOf(id)}
                  top={start}
                  thumbnails={thumbnails}
                />
              )
            })}
            {drag.place?.mark.type === 'line' && <DropMark {...drag.place.mark} rowHeight={rowHeight} />}
          </div>
          {search !== '' && rows.length === 0 && <p className={styles.nothing}>No layer is called that.</p>}
        </div>
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content
          className={menuStyles.content}
          aria-label="Layer menu"
          collisionPadding={8}
          onCloseAutoFocus={restoreFocus}
        >
          <MenuItems items={layerContextMenu} parts={ContextMenu} />
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

function layerOf(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-layer]')?.dataset.layer ?? null) : null
}

/** As the key for context menus does where there is one. */
function openMenuAt(target: EventTarget): void {
  if (!(target instanceof Element)) return
  const { left, bottom } = target.getBoundingClientRect()
  const at = { clientX: left + 64, clientY: bottom - 8 }
  target.dispatchEvent(new window.MouseEvent('contextmenu', { ...at, bubbles: true, cancelable: true }))
}
