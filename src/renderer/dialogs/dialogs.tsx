import { useSession } from '../app/editor-context.ts'
import { AboutDialog } from './about-dialog.tsx'
import { BatchDialog } from './batch-dialog.tsx'
import { DecomposeDialog } from './decompose-dialog.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { FillDialog } from './fill-dialog.tsx'
import { OverwriteDialog } from './overwrite-dialog.tsx'
import { PreferencesDialog } from './preferences-dialog.tsx'
import { RecoverDialog } from './recover-dialog.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { UnsavedDialog } from './unsaved-dialog.tsx'

/** The dialog that the window shows, if any. */
export function Dialogs() {
  const dialog = useSession((session) => session.dialog)
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'decompose':
      return <DecomposeDialog targets={dialog.targets} />
    case 'export':
      return <ExportDialog layers={dialog.layers} />
    case 'batch':
      return <BatchDialog />
    case 'preferences':
      return <PreferencesDialog page={dialog.page} />
    case 'shortcuts':
      return <ShortcutsDialog />
    case 'about':
      return <AboutDialog />
    case 'recover':
      return <RecoverDialog />
    case 'unsaved':
      return <UnsavedDialog />
    case 'overwrite':
      return <OverwriteDialog error={dialog.error} />
    case 'fill':
      return <FillDialog layer={dialog.layer} />
  }
}
