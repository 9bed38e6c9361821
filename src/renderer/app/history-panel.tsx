import { History } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { classNames } from '../ui/class-names.ts'
import { useActions, useDocument, useEditorState } from './editor-context.ts'
import styles from './history-panel.module.css'
import { canEdit } from '../store/commands.ts'

/** The steps, the oldest first; a press goes to the state after one. */
export function HistoryPanel() {
  const actions = useActions()
  const hasDocument = useDocument(({ id }) => id !== null)
  const { done, undone } = useDocument(({ history }) => history)
  const editable = useEditorState(canEdit)
  const current = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // In braces: newer browsers give a promise, which is nothing to clean up with.
    current.current?.scrollIntoView({ block: 'nearest' })
  }, [done.length])

  if (!hasDocument) return <p className={styles.empty}>No document is open.</p>
  const steps = ['Open', ...done, ...undone]
  return (
    <ol className={styles.list} aria-label="History">
      {steps.map((name, index) => {
        const isCurrent = index === done.length
        return (
          <li key={index}>
            <button
              ref={isCurrent ? current : undefined}
              type="button"
              className={classNames(styles.step, index > done.length && styles.undone)}
              aria-current={isCurrent ? 'step' : undefined}
              aria-disabled={!editable || undefined}
              onClick={() => editable && actions.goTo(index)}
            >
              <History size={14} className={styles.icon} aria-hidden />
              <span className={styles.name}>{name}</span>
              {index > done.length && <span className="visually-hidden">, undone</span>}
            </button>
          </li>
        )
      })}
    </ol>
  )
}
