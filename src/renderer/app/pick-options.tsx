import { Minus, Plus } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import { getDocument } from '../../shared/document/tree.ts'
import { isPicking, type PickMode } from '../store/pick-state.ts'
import { Button } from '../ui/button.tsx'
import { RadioGroup } from '../ui/field.tsx'
import { focusHome } from '../ui/focus.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { useActions, useDocument, useEditorState, useSession } from './editor-context.ts'
import { OptionNumber } from './option-number.tsx'
import styles from './pick-options.module.css'
import { primaryStep } from './primary-step.ts'
import { useCommand } from './use-command.ts'

const modes: readonly { value: PickMode; label: string }[] = [
  { value: 'click', label: 'Click' },
  { value: 'box', label: 'Box' },
  { value: 'brush', label: 'Brush' },
]

/** Of the tool that picks things: how to point, where by numbers, and what becomes of it. */
export function PickOptions() {
  const actions = useActions()
  const { mode } = useSession((session) => session.toolOptions.pick)
  return (
    <>
      <RadioGroup
        label="Pick mode"
        layout="bar"
        size="panel"
        value={mode}
        options={modes}
        onChange={(value) => actions.setToolOptions('pick', { mode: value })}
      />
      {mode === 'click' && <PointFields />}
      {mode === 'box' && <BoxFields />}
      {mode === 'brush' && <BrushSize />}
      <MakeLayer />
    </>
  )
}

/** A point that is typed: the crosshair of the keyboard. */
function PointFields() {
  const actions = useActions()
  const cursor = useSession((session) => session.pick.cursor)
  const { width, height } = useDocumentSize()
  return (
    <span className={styles.fields}>
      <Coordinate
        label="X"
        value={cursor?.x ?? null}
        max={width - 1}
        onCommit={(x) => actions.setPickCursor(x, cursor?.y ?? Math.round(height / 2))}
      />
      <Coordinate
        label="Y"
        value={cursor?.y ?? null}
        max={height - 1}
        onCommit={(y) => actions.setPickCursor(cursor?.x ?? Math.round(width / 2), y)}
      />
      <Signs disabled={!cursor} onPress={(inside) => actions.pickAtCursor(inside)} />
    </span>
  )
}

function BoxFields() {
  const actions = useActions()
  const { width, height } = useDocumentSize()
  const [box, setBox] = useState({ x: 0, y: 0, width: 0, height: 0 })
  const field = (name: keyof typeof box, label: string, short: string, max: number) => (
    <Coordinate
      label={label}
      short={short}
      value={box[name]}
      max={max}
      onCommit={(value) => setBox({ ...box, [name]: value })}
    />
  )
  return (
    <span className={styles.fields}>
      {field('x', 'X', 'X', width)}
      {field('y', 'Y', 'Y', height)}
      {field('width', 'Width', 'W', width)}
      {field('height', 'Height', 'H', height)}
      <Signs
        disabled={box.width === 0 || box.height === 0}
        onPress={(inside) => actions.addPickHint({ kind: 'box', ...box, inside })}
      />
    </span>
  )
}

function BrushSize() {
  const actions = useActions()
  const { size } = useSession((session) => session.toolOptions.pick)
  return (
    <OptionNumber
      title="Size"
      label="Brush size in pixels"
      value={size}
      min={1}
      max={5000}
      unit="px"
      onCommit={(value) => actions.setToolOptions('pick', { size: value })}
    />
  )
}

interface CoordinateProps {
  label: string
  short?: string
  value: number | null
  max: number
  onCommit(value: number): void
}

function Coordinate({ label, short = label, value, max, onCommit }: CoordinateProps) {
  return (
    <>
      <span aria-hidden>{short}</span>
      <NumberField label={label} value={value} min={0} max={max} className={styles.coordinate} onCommit={onCommit} />
    </>
  )
}

function Signs({ disabled, onPress }: { disabled: boolean; onPress(inside: boolean): void }) {
  return (
    <>
      <IconButton
        label="Include"
        icon={<Plus size={16} aria-hidden />}
        disabled={disabled}
        onClick={() => onPress(true)}
      />
      <IconButton
        label="Exclude"
        icon={<Minus size={16} aria-hidden />}
        disabled={disabled}
        onClick={() => onPress(false)}
      />
    </>
  )
}

function MakeLayer() {
  const actions = useActions()
  const { name, looking, matte } = useSession((session) => session.pick)
  const make = useCommand('pick.makeLayer')
  const primary = useEditorState(primaryStep) === 'pick'
  const picking = useEditorState(isPicking)
  const pressKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter' && make.enabled) {
      make.run()
      focusHome()
    } else if (event.key === 'Escape') focusHome()
  }
  return (
    <>
      <input
        type="text"
        aria-label="Name this object"
        placeholder="Name this object"
        autoComplete="off"
        maxLength={1000}
        className={styles.name}
        value={name}
        onChange={(event) => actions.setPickName(event.target.value)}
        onKeyDown={pressKey}
      />
      <Button variant={primary ? 'primary' : 'secondary'} disabled={!make.enabled} onClick={make.run}>
        Make layer
      </Button>
      <span role="status" className={styles.note}>
        {picking && looking ? (matte ? 'Working…' : 'Looking…') : ''}
      </span>
    </>
  )
}

function useDocumentSize(): { width: number; height: number } {
  const width = useDocument(({ id, records }) => (id === null ? 1 : getDocument(records).width))
  const height = useDocument(({ id, records }) => (id === null ? 1 : getDocument(records).height))
  return { width, height }
}
