import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Toast } from '../store/state.ts'
import { Button } from '../ui/button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { useActions, useEditor, useSession } from './editor-context.ts'
import { errorDetails, errorTitle, needsModels } from './error-text.ts'
import styles from './toasts.module.css'

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, error: CircleAlert }
const toneNames = { info: 'Note', success: 'Done', warning: 'Warning', error: 'Error' }

/** Milliseconds. What failed, and what has something to press, stays until it is closed. */
const shownFor = 6000

export function Toasts() {
  const toasts = useSession((session) => session.toasts)
  const plainView = useSession((session) => session.mode === 'layers')
  return (
    <section
      aria-label="Notifications"
      className={styles.toasts}
      data-region="notifications"
      data-above-bar={!plainView || undefined}
      data-panels
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastCard({ toast }: { toast: Toast }) {
  const { id, tone, message, hint, error, actions: offers } = toast
  const editor = useEditor()
  const actions = useActions()
  const [held, setHeld] = useState(false)
  const stays = held || tone === 'error' || offers.length > 0
  useEffect(() => {
    if (stays) return
    const timer = setTimeout(() => actions.dismissToast(id), shownFor)
    return () => clearTimeout(timer)
  }, [actions, id, stays])

  const Icon = icons[tone]
  const title = error ? errorTitle(error.code) : null
  return (
    <article
      role={tone === 'error' ? 'alert' : undefined}
      className={styles.toast}
      data-tone={tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon size={16} className={styles.icon} aria-label={toneNames[tone]} />
      <div className={styles.text}>
        {title && <p className={styles.title}>{title}</p>}
        <p>{message}</p>
        {hint && <p className={styles.hint}>{hint}</p>}
        {(offers.length > 0 || error) && (
          <div className={styles.actions}>
            {error && needsModels(error.code) && <ModelsButton toast={id} />}
            {offers.slice(0, 2).map(({ label, command }) => (
              <Button
                key={command}
                onClick={() => {
                  // First: what the command needs may go with its offer.
                  if (editor.run(command)) actions.dismissToast(id)
                }}
              >
                {label}
              </Button>
            ))}
            {error && (
              <>
                <Button
                  variant="quiet"
                  className={styles.details}
                  onClick={() => void navigator.clipboard.writeText(errorDetails(error))}
                >
                  Copy details
                </Button>
                <code className={styles.code}>{error.code}</code>
              </>
            )}
          </div>
        )}
      </div>
      <IconButton
        label="Close notification"
        icon={<X size={14} aria-hidden />}
        onClick={() => actions.dismissToast(id)}
      />
    </article>
  )
}

/** To where the models are brought, with their sizes and terms. */
function ModelsButton({ toast }: { toast: number }) {
  const actions = useActions()
  const show = () => {
    actions.dismissToast(toast)
    actions.showDialog({ kind: 'preferences', page: 'Models' })
  }
  return <Button onClick={show}>Show models</Button>
}
