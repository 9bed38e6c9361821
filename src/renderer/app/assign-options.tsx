import { assignTarget } from '../store/assigning.ts'
import { movePixelTargets } from '../store/commands.ts'
import { colorOfLayer } from '../store/layer-colors.ts'
import { Select } from '../ui/select.tsx'
import { BrushSize } from './brush-size.tsx'
import { useActions, useDocument, useEditor, useEditorState } from './editor-context.ts'
import styles from './tool-options-bar.module.css'

/** Of the brush that assigns pixels: to which layer, and how wide. */
export function AssignOptions() {
  const actions = useActions()
  const editor = useEditor()
  const records = useDocument((document) => document.records)
  const target = useEditorState(assignTarget)
  // With the records and the layer at hand they are all that it depends on.
  const targets = useEditorState((state) =>
    movePixelTargets(state)
      .map(({ id }) => id)
      .join(' '),
  )
  const options =
    targets === '' ? [] : movePixelTargets(editor.state()).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <span className={styles.field}>
        <span aria-hidden>To</span>
        <span
          aria-hidden
          className={styles.swatch}
          style={{ background: target ? colorOfLayer(records, target.id) : undefined }}
        />
        <Select
          label="Assign to"
          placeholder="Choose a layer"
          value={target?.id ?? ''}
          groups={[options]}
          disabled={options.length === 0}
          className={styles.target}
          onChange={(id) => actions.setAssignTarget(id)}
        />
      </span>
      <BrushSize tool="brush" />
      <span className={styles.note}>Alt gives back</span>
    </>
  )
}
