import {
  ChevronDown,
  ChevronRight,
  CornerLeftDown,
  Eye,
  EyeOff,
  Lock,
  LockOpen,
  TriangleAlert,
  Type,
} from 'lucide-react'
import { memo, type CSSProperties } from 'react'
import type { LayerRecord } from '../../shared/document/types.ts'
import { labelColors } from '../store/layer-colors.ts'
import { isLocked } from '../store/locks.ts'
import { classNames } from '../ui/class-names.ts'
import { isTextLayer, wordsOf } from '../../shared/text/live-text.ts'
import { describeIssue, textIssues } from '../store/text-state.ts'
import { describeLayer, isUncertain } from './describe-layer.ts'
import { LayerNameField } from './layer-name.tsx'
import styles from './layer-row.module.css'
import { LayerThumbnail, MaskThumbnail } from './thumbnail.tsx'
import type { Thumbnails } from './thumbnails.ts'

export interface LayerRowProps {
  layer: LayerRecord
  depth: number
  open: boolean
  position: number
  siblings: number
  selected: boolean
  active: boolean
  /** Tab comes here. */
  tabStop: boolean
  renaming: boolean
  /** What tools work on, where the layer is the active one. */
  target: 'pixels' | 'mask'
  /** Layers that are dragged would go into this group. */
  dropInto: boolean
  dragged: boolean
  hovered: boolean
  /** Which of the layers that a job just made it is; -1: none of them. */
  arrival: number
  /** CSS pixels from the top of the list. */
  top: number
  thumbnails: Thumbnails
}

/** A layer in the panel. Presses are handled by the list, by the marks `data-layer` and `data-part`. */
export const LayerRow = memo(function LayerRow(props: LayerRowProps) {
  const { layer, depth, open, position, siblings, selected, active, tabStop, renaming, target, thumbnails } = props
  const { id, name, visible, mask } = layer
  const description = describeLayer(layer)
  const issues = textIssues(layer)
  return (
    <div
      role="treeitem"
      aria-label={name}
      aria-description={description || undefined}
      aria-level={depth + 1}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={selected}
      aria-expanded={layer.type === 'group' ? open : undefined}
      tabIndex={tabStop ? 0 : -1}
      className={classNames(
        styles.row,
        !visible && styles.hidden,
        props.dropInto && styles.dropInto,
        props.dragged && styles.dragged,
        props.hovered && styles.hovered,
        props.arrival >= 0 && styles.arriving,
      )}
      style={{ transform: `translateY(${props.top}px)`, animationDelay: arrivalDelay(props.arrival) }}
      data-layer={id}
    >
      <EyeButton layer={layer} />
      <span className={styles.indent} style={{ width: depth * 16 }} />
      <Twisty layer={layer} open={open} />
      {layer.clipping && <CornerLeftDown size={14} className={styles.clip} aria-hidden />}
      <LayerThumbnail layer={layer} open={open} thumbnails={thumbnails} active={active && target === 'pixels'} />
      {mask && <MaskThumbnail mask={mask} thumbnails={thumbnails} active={active && target === 'mask'} />}
      {renaming ? (
        <LayerNameField name={name} />
      ) : (
        <span className={styles.name} data-part="name" title={name}>
          {name}
        </span>
      )}
      {wordsOf(layer) !== '' && (
        <span className={styles.badge} title={isTextLayer(layer) ? 'Text' : 'Text was read in this layer'}>
          <Type size={14} aria-hidden />
        </span>
      )}
      {(isUncertain(layer) || issues.length > 0) && (
        <span
          className={classNames(styles.badge, styles.uncertain)}
          title={issues.length > 0 ? describeIssue(issues[0], layer) : 'Low confidence: look at its edges'}
        >
          <TriangleAlert size={14} aria-hidden />
        </span>
      )}
      <LockButton layer={layer} />
    </div>
  )
})

/** One after the other, but not for longer than a moment. */
function arrivalDelay(arrival: number): string | undefined {
  return arrival > 0 ? `${Math.min(arrival, 12) * 40}ms` : undefined
}

function EyeButton({ layer: { name, visible, label } }: { layer: LayerRecord }) {
  const Icon = visible ? Eye : EyeOff
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.eye}
      aria-label={`${visible ? 'Hide' : 'Show'} ${name}`}
      data-part="eye"
      data-label={label ?? undefined}
      style={label ? ({ '--label': labelColors[label] } as CSSProperties) : undefined}
    >
      <Icon size={16} aria-hidden />
    </button>
  )
}

function Twisty({ layer, open }: { layer: LayerRecord; open: boolean }) {
  if (layer.type !== 'group') return <span className={styles.twisty} />
  const Icon = open ? ChevronDown : ChevronRight
  // The row itself says whether it is open.
  return (
    <span className={styles.twisty} data-part="twisty" aria-hidden>
      <Icon size={16} />
    </span>
  )
}

function LockButton({ layer }: { layer: LayerRecord }) {
  const all = isLocked(layer.locks, 'all')
  const some = Object.values(layer.locks).some(Boolean)
  const Icon = some ? Lock : LockOpen
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classNames(styles.lock, some && styles.locked, some && !all && styles.partly)}
      aria-label={`${all ? 'Unlock' : 'Lock'} ${layer.name}`}
      data-part="lock"
    >
      <Icon size={14} aria-hidden />
    </button>
  )
}
