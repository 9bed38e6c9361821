import { RadioGroup as Radix } from 'radix-ui'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { Variation } from '../../shared/contract/api.ts'
import { canEdit } from '../store/commands.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/field.tsx'
import { focusHome } from '../ui/focus.ts'
import { useActions, useEditor, useEditorState, useSession } from './editor-context.ts'
import styles from './variations-panel.module.css'

/** The layer as it is and what else it may be. Arrows show one after the other on the canvas. */
export function VariationsPanel() {
  const actions = useActions()
  const variations = useSession((session) => session.variations)
  const free = useEditorState(canEdit)
  const panel = useRef<HTMLDivElement>(null)
  // The keys are for what was asked for, and the canvas has them again afterwards.
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('[role="radio"]')?.focus()
    return focusHome
  }, [])
  if (!variations) return null
  const { current, found, chosen, newEdge, more, working } = variations
  const pressKey = (event: KeyboardEvent) => {
    const isRadio = (event.target as Element).matches('[role="radio"]')
    // The focus follows a little later, and would choose only while the key is still down.
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step !== undefined && isRadio) return actions.chooseVariation(chosen + step)
    if (event.key === 'Escape') actions.cancelVariations()
    else if (event.key === 'Enter' && isRadio) void actions.applyVariation()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div ref={panel} className={styles.panel} onKeyDown={pressKey}>
      <Radix.Root
        aria-label="Variations"
        className={styles.list}
        orientation="horizontal"
        loop={false}
        value={String(chosen)}
        onValueChange={(value) => actions.chooseVariation(Number(value))}
      >
        <Item index={0} name="Current" thumbnail={current} />
        {found.map(({ name, thumbnail }, index) => (
          <Item key={thumbnail.asset + name} index={index + 1} name={name} thumbnail={thumbnail} />
        ))}
      </Radix.Root>
      <div className={styles.line}>
        <Checkbox label="Allow new edge" checked={newEdge} onChange={(on) => actions.setNewEdge(on)} />
        <span role="status" className={styles.note}>
          {working ? 'Working…' : ''}
        </span>
      </div>
      <div className={styles.line}>
        <Button variant="primary" disabled={!free || chosen === 0} onClick={() => void actions.applyVariation()}>
          Apply
        </Button>
        <Button onClick={() => actions.cancelVariations()}>Discard</Button>
        <Button variant="quiet" disabled={working || !more} onClick={() => actions.moreVariations()}>
          More variations
        </Button>
      </div>
    </div>
  )
}

interface ItemProps {
  index: number
  name: string
  thumbnail: Variation['thumbnail'] | null
}

function Item({ index, name, thumbnail }: ItemProps) {
  return (
    <Radix.Item value={String(index)} aria-label={name} className={styles.item}>
      <span className={styles.picture}>{thumbnail && <Thumbnail {...thumbnail} />}</span>
      <span className={styles.name}>{name}</span>
    </Radix.Item>
  )
}

function Thumbnail({ asset, width, height }: Variation['thumbnail']) {
  const { assets } = useEditor()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const pixels = assets.peek(asset)
    if (!pixels) return
    const data = new ImageData(new Uint8ClampedArray(pixels.data), width, height)
    canvas.current?.getContext('2d')?.putImageData(data, 0, 0)
  }, [assets, asset, width, height])
  return <canvas ref={canvas} width={width} height={height} aria-hidden />
}
