import { useState } from 'react'
import type { FillLayer } from '../../shared/document/types.ts'
import { useActions, useEditor } from '../app/editor-context.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormRow, RadioGroup } from '../ui/field.tsx'
import { ColorField } from './color-field.tsx'
import { GradientFields } from './gradient-fields.tsx'

type Fill = FillLayer['fill']

/** What a fill layer is filled with, shown on the canvas while it is chosen. */
export function FillDialog({ layer: id }: { layer: string }) {
  const actions = useActions()
  const editor = useEditor()
  const [fill, setFill] = useState<Fill | null>(() => {
    const layer = editor.document.getState().records[id]
    return layer?.type === 'fill' ? layer.fill : null
  })

  const preview = (next: Fill) => {
    setFill(next)
    actions.setFill(id, next, { preview: true })
  }
  const cancel = () => {
    actions.cancelGesture()
    actions.showDialog(null)
  }
  const apply = () => {
    if (fill) actions.setFill(id, fill)
    actions.showDialog(null)
  }
  if (!fill) return null
  return (
    <Dialog
      title="Edit fill"
      width={480}
      previews
      onClose={cancel}
      onSubmit={apply}
      footer={
        <>
          <Button size="dialog" onClick={cancel}>
            Discard
          </Button>
          <Button size="dialog" type="submit" variant="primary">
            Apply
          </Button>
        </>
      }
    >
      {fill.type === 'color' && (
        <FormRow title="Color">
          <ColorField label="Fill color" value={fill.color} onChange={(color) => preview({ type: 'color', color })} />
        </FormRow>
      )}
      {fill.type === 'gradient' && <GradientFields fill={fill} onChange={preview} />}
      {fill.type === 'picture' && (
        <FormRow title="Picture">
          <RadioGroup
            label="Fit"
            value={fill.fit}
            options={[
              { value: 'cover', label: 'Cover', hint: 'As large as the canvas; what reaches over is cut off.' },
              { value: 'contain', label: 'Contain', hint: 'All of it, within the canvas.' },
              { value: 'tile', label: 'Tile', hint: 'At its own size, again and again.' },
            ]}
            onChange={(fit) => preview({ ...fill, fit })}
          />
        </FormRow>
      )}
    </Dialog>
  )
}
