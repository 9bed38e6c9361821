import { Check, X } from 'lucide-react'
import type { BrushMode, CombineMode } from '../store/state.ts'
import { Button } from '../ui/button.tsx'
import { RadioGroup, Checkbox } from '../ui/field.tsx'
import { useActions, useSession } from './editor-context.ts'
import { AssignOptions } from './assign-options.tsx'
import { BrushSize } from './brush-size.tsx'
import { TextOptions } from './text-options.tsx'
import { PickOptions } from './pick-options.tsx'
import { OptionNumber } from './option-number.tsx'
import styles from './tool-options-bar.module.css'

/** What can be set of the tool at hand. */
export function ToolOptionsBar() {
  const tool = useSession((session) => session.tool)
  const options = {
    move: <MoveOptions />,
    marquee: <SelectionOptions />,
    lasso: <SelectionOptions />,
    pick: <PickOptions />,
    brush: <BrushModes />,
    eraser: <BrushOptions tool="eraser" />,
    text: <TextOptions />,
    crop: <CropOptions />,
    hand: <ViewOptions />,
    zoom: <ViewOptions />,
  }[tool]
  return (
    <div role="toolbar" aria-label="Tool options" className={styles.bar}>
      {options}
    </div>
  )
}

function MoveOptions() {
  const actions = useActions()
  const { autoSelect, target, controls } = useSession((session) => session.toolOptions.move)
  return (
    <>
      <Checkbox
        label="Auto-select"
        checked={autoSelect}
        onChange={(on) => actions.setToolOptions('move', { autoSelect: on })}
      />
      <RadioGroup
        label="Auto-select what"
        layout="bar"
        size="panel"
        value={target}
        options={[
          { value: 'layer', label: 'Layer' },
          { value: 'group', label: 'Group' },
        ]}
        onChange={(value) => actions.setToolOptions('move', { target: value })}
      />
      <Checkbox
        label="Transform controls"
        checked={controls}
        onChange={(on) => actions.setToolOptions('move', { controls: on })}
      />
    </>
  )
}

const combineModes: { value: CombineMode; label: string }[] = [
  { value: 'replace', label: 'New' },
  { value: 'add', label: 'Add' },
  { value: 'subtract', label: 'Subtract' },
  { value: 'intersect', label: 'Intersect' },
]

function SelectionOptions() {
  const actions = useActions()
  const { combine, feather } = useSession((session) => session.toolOptions.selection)
  return (
    <>
      <RadioGroup
        label="Selection mode"
        layout="bar"
        size="panel"
        value={combine}
        options={combineModes}
        onChange={(value) => actions.setToolOptions('selection', { combine: value })}
      />
      <OptionNumber
        title="Feather"
        label="Feather"
        value={feather}
        min={0}
        max={250}
        unit="px"
        onCommit={(value) => actions.setToolOptions('selection', { feather: value })}
      />
    </>
  )
}

const brushModes: readonly { value: BrushMode; label: string }[] = [
  { value: 'mask', label: 'Mask' },
  { value: 'assign', label: 'Assign' },
]

function BrushModes() {
  const actions = useActions()
  const { mode } = useSession((session) => session.toolOptions.brush)
  return (
    <>
      <RadioGroup
        label="Brush mode"
        layout="bar"
        size="panel"
        value={mode}
        options={brushModes}
        onChange={(value) => actions.setToolOptions('brush', { mode: value })}
      />
      {mode === 'assign' ? <AssignOptions /> : <BrushOptions tool="brush" />}
    </>
  )
}

function BrushOptions({ tool }: { tool: 'brush' | 'eraser' }) {
  const actions = useActions()
  const { hardness, opacity } = useSession((session) => session.toolOptions[tool])
  return (
    <>
      <BrushSize tool={tool} />
      <OptionNumber
        title="Hardness"
        label="Hardness"
        value={Math.round(hardness * 100)}
        min={0}
        max={100}
        unit="%"
        onCommit={(value) => actions.setToolOptions(tool, { hardness: value / 100 })}
      />
      <OptionNumber
        title="Opacity"
        label="Brush opacity"
        value={Math.round(opacity * 100)}
        min={1}
        max={100}
        unit="%"
        onCommit={(value) => actions.setToolOptions(tool, { opacity: value / 100 })}
      />
    </>
  )
}

const ratios = [
  { value: 'free', label: 'Free', ratio: null },
  { value: '1:1', label: '1:1', ratio: 1 },
  { value: '4:3', label: '4:3', ratio: 4 / 3 },
  { value: '3:2', label: '3:2', ratio: 3 / 2 },
  { value: '16:9', label: '16:9', ratio: 16 / 9 },
] as const

function CropOptions() {
  const actions = useActions()
  const crop = useSession((session) => session.crop)
  const { ratio } = useSession((session) => session.toolOptions.crop)
  return (
    <>
      <RadioGroup
        label="Crop ratio"
        layout="bar"
        size="panel"
        value={ratios.find((option) => option.ratio === ratio)?.value ?? 'free'}
        options={ratios}
        onChange={(value) =>
          actions.setToolOptions('crop', { ratio: ratios.find((option) => option.value === value)?.ratio ?? null })
        }
      />
      {crop && (
        <>
          <span className={styles.note}>
            {Math.round(crop.width)} × {Math.round(crop.height)} px
          </span>
          <Button onClick={() => actions.applyCrop()}>
            <Check size={16} aria-hidden />
            Apply
          </Button>
          <Button variant="quiet" onClick={() => actions.setCrop(null)}>
            <X size={16} aria-hidden />
            Discard
          </Button>
        </>
      )}
    </>
  )
}

function ViewOptions() {
  const actions = useActions()
  return (
    <>
      <Button variant="quiet" onClick={() => actions.fit()}>
        Fit
      </Button>
      <Button variant="quiet" onClick={() => actions.zoomTo(1)}>
        100%
      </Button>
    </>
  )
}
