import { useActions, useSession } from '../../app/editor-context.ts'
import { Checkbox, FormRow, RadioGroup } from '../../ui/field.tsx'

export function GeneralPage() {
  const actions = useActions()
  const theme = useSession(({ preferences }) => preferences.theme)
  return (
    <FormRow title="Theme">
      <RadioGroup
        label="Theme"
        value={theme}
        options={[
          { value: 'system', label: 'System', hint: 'Dark or light, as the system is set.' },
          { value: 'dark', label: 'Dark' },
          { value: 'light', label: 'Light' },
        ]}
        onChange={(value) => void actions.setPreferences({ theme: value })}
      />
    </FormRow>
  )
}

export function CanvasPage() {
  const actions = useActions()
  const checkerboard = useSession(({ preferences }) => preferences.checkerboard)
  const snapping = useSession(({ preferences }) => preferences.snapping)
  const rulers = useSession(({ preferences }) => preferences.rulers)
  return (
    <>
      <FormRow title="Checkerboard">
        <RadioGroup
          label="Checkerboard"
          layout="bar"
          value={checkerboard}
          options={[
            { value: 'light', label: 'Light' },
            { value: 'medium', label: 'Medium' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChange={(value) => void actions.setPreferences({ checkerboard: value })}
        />
      </FormRow>
      <FormRow title="Aids">
        <Checkbox
          label="Snap"
          hint="What is dragged snaps to edges and middles of layers and of the canvas."
          checked={snapping}
          onChange={(on) => void actions.setPreferences({ snapping: on })}
        />
        <Checkbox label="Rulers" checked={rulers} onChange={(on) => void actions.setPreferences({ rulers: on })} />
      </FormRow>
    </>
  )
}
