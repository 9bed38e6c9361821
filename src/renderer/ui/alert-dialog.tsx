import { AlertDialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'
import { focusInitially, restoreFocus } from './focus.ts'

interface AlertDialogProps {
  title: string
  description: string
  /** Escape. */
  onCancel(): void
  /** Buttons, one of them marked `data-initial-focus`. */
  footer: ReactNode
}

/** For what stops the person: it must be answered. */
export function AlertDialog({ title, description, onCancel, footer }: AlertDialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onCancel()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={classNames(styles.dialog, styles.w420)}
          onOpenAutoFocus={focusInitially}
          onCloseAutoFocus={restoreFocus}
        >
          <header className={styles.header}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
          </header>
          <div className={styles.body}>
            <Radix.Description className={styles.message}>{description}</Radix.Description>
          </div>
          <footer className={styles.footer}>{footer}</footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
