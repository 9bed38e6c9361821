import { NumberField } from '../ui/number-field.tsx'
import { Slider } from '../ui/slider.tsx'
import { useActions, useSession } from './editor-context.ts'
import styles from './tool-options-bar.module.css'

/** By a slider, and in pixels. */
export function BrushSize({ tool }: { tool: 'brush' | 'eraser' }) {
  const actions = useActions()
  const { size } = useSession((session) => session.toolOptions[tool])
  const setSize = (value: number) => actions.setToolOptions(tool, { size: value })
  // Steps of a slider for sizes: even to the eye, so a share of the size.
  const position = Math.round(Math.log2(size) * 20)
  const sizeAt = (value: number) => Math.max(1, Math.round(2 ** (value / 20)))
  return (
    <span className={styles.field}>
      <span aria-hidden>Size</span>
      <Slider
        label="Brush size"
        className={styles.slider}
        value={position}
        min={0}
        max={245}
        valueText={`${size} pixels`}
        onPreview={(value) => setSize(sizeAt(value))}
        onCommit={(value) => setSize(sizeAt(value))}
      />
      <NumberField label="Brush size in pixels" value={size} min={1} max={5000} unit="px" onCommit={setSize} />
    </span>
  )
}
