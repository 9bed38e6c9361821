import { useActions, useSession } from '../app/editor-context.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import styles from './dialogs.module.css'

/** What was not saved when the program ended. */
export function RecoverDialog() {
  const actions = useActions()
  const entries = useSession(({ app }) => app?.recovery)
  const close = () => actions.showDialog(null)
  const recover = (id: string) => {
    close()
    void actions.recover(id)
  }
  return (
    <Dialog
      title="Recover unsaved work"
      description="Lamina ended before this was saved."
      width={560}
      onClose={close}
      footer={
        <Button size="dialog" onClick={close}>
          Later
        </Button>
      }
    >
      {entries?.length ? (
        <ul className={styles.entries}>
          {entries.map(({ id, name, file, changedAt, preview }, index) => (
            <li key={id} className={styles.entry}>
              {preview ? <img src={preview} alt="" className={styles.preview} /> : <span className={styles.preview} />}
              <div className={styles.grow}>
                <div className={styles.name}>{name}</div>
                <div className={styles.muted}>
                  {file ?? 'Never saved'}, changed {new Date(changedAt).toLocaleString()}
                </div>
              </div>
              <Button variant="danger" aria-label={`Discard ${name}`} onClick={() => void actions.discardRecovery(id)}>
                Discard
              </Button>
              <Button
                variant={index === 0 ? 'primary' : 'secondary'}
                data-initial-focus={index === 0 || undefined}
                aria-label={`Recover ${name}`}
                onClick={() => recover(id)}
              >
                Recover
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <p className={styles.muted}>There is nothing left to recover.</p>
      )}
    </Dialog>
  )
}
