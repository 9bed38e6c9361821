import type { ErrorData } from '../../shared/contract/errors.ts'
import { useActions } from '../app/editor-context.ts'
import { errorTitle } from '../app/error-text.ts'
import { AlertDialog } from '../ui/alert-dialog.tsx'
import { Button } from '../ui/button.tsx'

/** The file is not as this window left it. */
export function OverwriteDialog({ error }: { error: ErrorData }) {
  const actions = useActions()
  const then = (work: () => unknown) => () => {
    actions.showDialog(null)
    void work()
  }
  return (
    <AlertDialog
      title={errorTitle(error.code) ?? 'The file is not as it was'}
      description={[error.message, error.hint].filter(Boolean).join(' ')}
      onCancel={then(() => {})}
      footer={
        <>
          <Button size="dialog" onClick={then(() => {})}>
            Cancel
          </Button>
          <Button size="dialog" variant="danger" onClick={then(() => actions.save({ overwrite: true }))}>
            Overwrite
          </Button>
          <Button size="dialog" variant="primary" data-initial-focus onClick={then(() => actions.saveAs())}>
            Save as…
          </Button>
        </>
      }
    />
  )
}
