import { Component, type ReactNode } from 'react'
import { errorToData } from '../../shared/contract/errors.ts'
import { Button } from '../ui/button.tsx'
import styles from './crash-guard.module.css'
import { errorDetails } from './error-text.ts'

/** What is shown when drawing the window failed: every change is with the main side, so loading it anew loses nothing. */
export class CrashGuard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error('Unknown') }
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    const data = errorToData(error)
    return (
      <main role="alert" className={styles.screen}>
        <h1 className={styles.title}>The window stopped</h1>
        <p>Your work is kept. Load the window again to go on with it.</p>
        <p className={styles.details}>{data.message}</p>
        <div className={styles.buttons}>
          <Button size="dialog" onClick={() => void navigator.clipboard.writeText(errorDetails(data))}>
            Copy details
          </Button>
          <Button size="dialog" variant="primary" onClick={() => window.location.reload()}>
            Load again
          </Button>
        </div>
      </main>
    )
  }
}
