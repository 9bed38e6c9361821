import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { FormEvent, KeyboardEvent, ReactNode } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'
import { focusInitially, restoreFocus } from './focus.ts'

interface DialogProps {
  title: string
  /** Read out with the title. */
  description?: string
  /** CSS pixels. */
  width: 420 | 480 | 560 | 720
  onClose(): void
  /** Enter in a field, and the primary button of the footer. */
  onSubmit?(): void
  footer?: ReactNode
  /** The body keeps its own padding and scrolling. */
  bare?: boolean
  /** There is nothing in it but text: keys scroll it. */
  text?: boolean
  /** What it changes is seen on the canvas, in its own colours: nothing lies over that. */
  previews?: boolean
  children: ReactNode
}

/** Enter is for the primary button also on the controls on which Radix keeps it from having an effect. */
function pressKey(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.target instanceof Element)) return
  if (!event.target.matches('[role="radio"], [role="checkbox"]')) return
  event.currentTarget.querySelector<HTMLButtonElement>('button[type="submit"]')?.click()
}

const widths = { 420: styles.w420, 480: styles.w480, 560: styles.w560, 720: styles.w720 }

export function Dialog({
  title,
  description,
  width,
  onClose,
  onSubmit,
  footer,
  bare,
  text,
  previews,
  children,
}: DialogProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit?.()
  }
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={classNames(styles.overlay, previews && styles.clear)} />
        <Radix.Content
          className={classNames(styles.dialog, widths[width])}
          onOpenAutoFocus={focusInitially}
          onCloseAutoFocus={restoreFocus}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <form className={styles.form} onSubmit={submit} onKeyDown={pressKey} noValidate>
            <header className={styles.header}>
              <Radix.Title className={styles.title}>{title}</Radix.Title>
            </header>
            {description && <Radix.Description className={styles.description}>{description}</Radix.Description>}
            <div className={bare ? styles.bare : styles.body} tabIndex={text ? 0 : undefined}>
              {children}
            </div>
            {footer && <footer className={styles.footer}>{footer}</footer>}
          </form>
          {/* The last in the order of the page, so that the focus starts with what the dialog is about. */}
          <Radix.Close asChild>
            <Button variant="quiet" aria-label="Close" className={styles.close}>
              <X size={16} aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
