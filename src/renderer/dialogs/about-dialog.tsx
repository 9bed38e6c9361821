import { useActions, useSession } from '../app/editor-context.ts'
import { LaminaMark } from '../app/lamina-mark.tsx'
import { Dialog } from '../ui/dialog.tsx'
import styles from './dialogs.module.css'

const parts = [
  'Icons: Lucide, ISC License, part of them MIT License (Feather).',
  'Typeface: Inter, SIL Open Font License 1.1.',
  'Models: Preferences, Models lists each with its license.',
]

export function AboutDialog() {
  const actions = useActions()
  const version = useSession(({ app }) => app?.version)
  return (
    <Dialog title="About" width={420} onClose={() => actions.showDialog(null)}>
      <div className={styles.about}>
        <div className={styles.brand}>
          <LaminaMark size={40} />
          <div>
            <strong>Lamina</strong>
            <div className={styles.muted}>Version {version ?? 'unknown'}</div>
          </div>
        </div>
        <p>Takes a flat picture apart into editable layers, on your own machine.</p>
        <ul className={styles.notices}>
          <li>Lamina: Apache License 2.0.</li>
          {parts.map((part) => (
            <li key={part}>{part}</li>
          ))}
        </ul>
      </div>
    </Dialog>
  )
}
