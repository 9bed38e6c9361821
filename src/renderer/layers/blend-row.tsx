import { useActions, useEditorState, useSession } from '../app/editor-context.ts'
import { activeLayer, canEdit, selectedLayers, type EditorState } from '../store/commands.ts'
import { effectiveLocks, isLocked } from '../store/locks.ts'
import type { BlendMode } from '../../shared/document/types.ts'
import { NumberField } from '../ui/number-field.tsx'
import { ScrubLabel } from '../ui/scrub-label.tsx'
import { Select } from '../ui/select.tsx'
import { Slider } from '../ui/slider.tsx'
import { blendModeGroups, blendModeNames } from './blend-mode-names.ts'
import styles from './layers-panel.module.css'

/** The selected layers can be changed in how they are drawn. */
function canStyle(state: EditorState): boolean {
  const layers = selectedLayers(state)
  return (
    canEdit(state) &&
    layers.length > 0 &&
    !layers.some(({ id }) => isLocked(effectiveLocks(state.document.records, id), 'all'))
  )
}

/** The mode of all selected layers; empty where they differ. */
function commonMode(state: EditorState): BlendMode | '' {
  const [first, ...others] = selectedLayers(state)
  return first && others.every(({ blendMode }) => blendMode === first.blendMode) ? first.blendMode : ''
}

export function BlendRow() {
  const actions = useActions()
  const ids = useSession((session) => session.selection)
  const enabled = useEditorState(canStyle)
  const mode = useEditorState(commonMode)
  const onlyGroups = useEditorState((state) => selectedLayers(state).every(({ type }) => type === 'group'))
  const opacity = useEditorState((state) => activeLayer(state)?.opacity ?? null)
  const percent = opacity === null ? null : Math.round(opacity * 100)

  const groups = blendModeGroups.map((modes) =>
    modes.map((value) => ({
      value,
      label: blendModeNames[value],
      disabled: value === 'pass through' && !onlyGroups,
    })),
  )
  const preview = (value: number) => actions.setOpacity(ids, value / 100, { preview: true })
  const commit = (value: number) => actions.setOpacity(ids, value / 100)
  const range = { min: 0, max: 100, disabled: !enabled }
  return (
    <div className={styles.line}>
      <Select
        label="Blend mode"
        className={styles.blend}
        value={mode}
        groups={groups}
        placeholder={ids.length > 0 ? 'Several' : 'Normal'}
        disabled={!enabled}
        onChange={(value) => actions.setBlendMode(ids, value)}
        onHighlight={(value) =>
          value === null ? actions.cancelGesture() : actions.setBlendMode(ids, value, { preview: true })
        }
      />
      <ScrubLabel {...range} text="Opacity" value={percent ?? 100} onPreview={preview} onCommit={commit} />
      <Slider
        {...range}
        label="Opacity"
        value={percent ?? 100}
        valueText={`${percent ?? 100}%`}
        onPreview={preview}
        onCommit={commit}
      />
      <NumberField
        {...range}
        label="Opacity in percent"
        value={percent}
        unit="%"
        className={styles.percent}
        onCommit={commit}
      />
    </div>
  )
}
