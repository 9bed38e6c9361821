import { useActions, useDocument } from '../app/editor-context.ts'
import { AlertDialog } from '../ui/alert-dialog.tsx'
import { Button } from '../ui/button.tsx'

export function UnsavedDialog() {
  const actions = useActions()
  const name = useDocument((document) => document.name)
  const answer = (given: 'save' | 'discard' | 'cancel') => void actions.answerUnsaved(given)
  return (
    <AlertDialog
      title={`Save changes to “${name}”?`}
      description="Changes that are not saved are lost."
      onCancel={() => answer('cancel')}
      footer={
        <>
          <Button size="dialog" onClick={() => answer('cancel')}>
            Cancel
          </Button>
          <Button size="dialog" variant="danger" onClick={() => answer('discard')}>
            Don’t save
          </Button>
          <Button size="dialog" variant="primary" data-initial-focus onClick={() => answer('save')}>
            Save
          </Button>
        </>
      }
    />
  )
}
