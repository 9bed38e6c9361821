import { CircleAlert } from 'lucide-react'
import type { ErrorData } from '../../shared/contract/errors.ts'
import { Button } from '../ui/button.tsx'
import { errorDetails, errorTitle } from './error-text.ts'
import styles from './inline-error.module.css'

/** What went wrong, beside what it went wrong with. */
export function InlineError({ error }: { error: ErrorData }) {
  const { code, message, hint } = error
  const title = errorTitle(code)
  return (
    <div role="alert" className={styles.error}>
      <CircleAlert size={16} className={styles.icon} aria-label="Error" />
      <div className={styles.text}>
        {title && <p className={styles.title}>{title}</p>}
        <p>{message}</p>
        {hint && <p className={styles.hint}>{hint}</p>}
        <div className={styles.foot}>
          <code className={styles.code}>{code}</code>
          <Button variant="quiet" onClick={() => void navigator.clipboard.writeText(errorDetails(error))}>
            Copy details
          </Button>
        </div>
      </div>
    </div>
  )
}
