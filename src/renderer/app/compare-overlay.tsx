import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { getDocument } from '../../shared/document/tree.ts'
import { RadioGroup } from '../ui/field.tsx'
import { dividerAt, positionAt, stepDivider } from './compare-divider.ts'
import { formatMatch } from './describe.ts'
import { useActions, useDocument, useSession } from './editor-context.ts'
import styles from './view-overlays.module.css'

const views = [
  { value: 'compare', label: 'Compare' },
  { value: 'difference', label: 'Difference' },
] as const

export function CompareOverlay({ mode }: { mode: 'compare' | 'difference' }) {
  const actions = useActions()
  return (
    <>
      {mode === 'compare' && <Divider />}
      <div className={styles.bar} data-panels>
        <RadioGroup
          label="Comparison"
          layout="bar"
          size="panel"
          value={mode}
          options={views}
          onChange={(value) => void actions.setMode(value)}
        />
        {mode === 'difference' && <Match />}
      </div>
    </>
  )
}

/** How much of the document is the original, pixel by pixel. */
function Match() {
  const match = useSession((session) => session.match)
  return (
    <output aria-label="Match" className={styles.match}>
      {match === null ? 'Comparing…' : formatMatch(match)}
    </output>
  )
}

/** The original to its left, the layers to its right. */
function Divider() {
  const actions = useActions()
  const position = useSession((session) => session.comparePosition)
  const view = useSession((session) => session.view)
  const viewport = useSession((session) => session.viewport)
  const width = useDocument(({ records }) => getDocument(records).width)
  const frame = useRef<HTMLDivElement>(null)

  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const left = frame.current?.getBoundingClientRect().left ?? 0
    actions.setComparePosition(positionAt(event.clientX - left, { view, viewport, width }))
  }
  const pressKey = (event: KeyboardEvent) => {
    const next = stepDivider(position, event.key, event.shiftKey)
    if (next === null) return
    event.preventDefault()
    actions.setComparePosition(next)
  }
  return (
    <div ref={frame} className={styles.frame}>
      <div
        role="slider"
        tabIndex={0}
        aria-label="Compare position"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(position * 100)}
        aria-valuetext={`${Math.round(position * 100)}% original`}
        className={styles.divider}
        style={{ left: dividerAt(position, { view, viewport, width }) }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={pressKey}
      >
        <span className={styles.left}>Original</span>
        <span className={styles.right}>Layers</span>
        <span className={styles.handle} />
      </div>
    </div>
  )
}
