import { ClipboardPaste, FolderOpen, Image } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Button } from '../ui/button.tsx'
import { restoreFocus } from '../ui/focus.ts'
import menuStyles from '../ui/menu.module.css'
import { useActions, useSession } from './editor-context.ts'
import styles from './empty-state.module.css'

const mostRecent = 8

export function EmptyState() {
  const actions = useActions()
  const busy = useSession((session) => session.busy)
  return (
    <section aria-label="Start" className={styles.start}>
      <div className={styles.card}>
        <Image size={32} strokeWidth={1.5} className={styles.icon} aria-hidden />
        <h2 className={styles.title}>Open an image to split it into layers</h2>
        <p className={styles.hint}>
          {busy ? `${busy}…` : 'Drop a file anywhere: JPEG, PNG, WebP or a .lproj project.'}
        </p>
        <div className={styles.buttons}>
          <Button size="dialog" variant="primary" onClick={() => void actions.openDialog()}>
            <FolderOpen size={16} aria-hidden />
            Open image
          </Button>
          <Button size="dialog" onClick={() => void actions.newFromClipboard()}>
            <ClipboardPaste size={16} aria-hidden />
            Paste
          </Button>
          <SampleButton />
        </div>
        <Recent />
      </div>
    </section>
  )
}

function SampleButton() {
  const actions = useActions()
  const samples = useSession(({ app }) => app?.samples)
  if (!samples?.length) return null
  const open = (name: string) => void actions.openFrom({ kind: 'sample', name })
  if (samples.length === 1) {
    return (
      <Button size="dialog" onClick={() => open(samples[0].name)}>
        Try a sample
      </Button>
    )
  }
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button size="dialog">Try a sample</Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menuStyles.content} sideOffset={4} onCloseAutoFocus={restoreFocus}>
          {samples.map(({ name, title }) => (
            <DropdownMenu.Item key={name} className={menuStyles.item} onSelect={() => open(name)}>
              <span className={menuStyles.label}>{title}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Recent() {
  const actions = useActions()
  const recent = useSession(({ app }) => app?.recent)
  if (!recent?.length) return null
  return (
    <ul className={styles.recent} aria-label="Recent files">
      {recent.slice(0, mostRecent).map(({ id, name, folder, preview }) => (
        <li key={id}>
          <button
            type="button"
            className={styles.file}
            title={`${name} in ${folder}`}
            onClick={() => void actions.openFrom({ kind: 'recent', id })}
          >
            {preview ? (
              <img src={preview} alt="" className={styles.thumbnail} draggable={false} />
            ) : (
              <span className={styles.thumbnail} />
            )}
            <span className={styles.name}>{name}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
