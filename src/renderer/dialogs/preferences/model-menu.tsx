import { Ellipsis } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import type { ModelSummary } from '../../../shared/contract/api.ts'
import { formatBytes } from '../../app/describe.ts'
import { useActions } from '../../app/editor-context.ts'
import { AlertDialog } from '../../ui/alert-dialog.tsx'
import { Button } from '../../ui/button.tsx'
import menuStyles from '../../ui/menu.module.css'
import styles from './models.module.css'

interface ModelMenuProps {
  model: ModelSummary
  dialogs: boolean
  /** Something is done with the model. */
  busy: boolean
}

type Removal = 'all' | 'download'

/** What else can be done with a model. */
export function ModelMenu({ model, dialogs, busy }: ModelMenuProps) {
  const actions = useActions()
  const [removing, setRemoving] = useState<Removal | null>(null)
  const { id, title, state, begun, packed } = model
  const isThere = state !== 'missing'
  const isPacked = packed !== null && packed.state !== 'missing'
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <Button variant="quiet" aria-label={`More for ${title}`} className={styles.more}>
            <Ellipsis size={16} aria-hidden />
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={menuStyles.content} sideOffset={4} align="end" collisionPadding={8}>
            <Item disabled={busy || !(isThere || isPacked)} onSelect={() => void actions.verifyModel(id)}>
              Verify
            </Item>
            <Item
              disabled={busy}
              onSelect={() => void actions.importModel(id, { dialogs: dialogs || packed !== null })}
            >
              Import…
            </Item>
            <DropdownMenu.Separator className={menuStyles.separator} />
            {packed && (
              <Item disabled={busy || !isPacked || !isThere} onSelect={() => setRemoving('download')}>
                Remove download…
              </Item>
            )}
            <Item disabled={busy || !(isThere || begun > 0 || isPacked)} onSelect={() => setRemoving('all')}>
              Remove…
            </Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {removing && <RemoveDialog model={model} what={removing} onClose={() => setRemoving(null)} />}
    </>
  )
}

function Item({ disabled, onSelect, children }: { disabled: boolean; onSelect(): void; children: string }) {
  return (
    <DropdownMenu.Item className={menuStyles.item} disabled={disabled} onSelect={onSelect}>
      <span className={menuStyles.label}>{children}</span>
    </DropdownMenu.Item>
  )
}

function RemoveDialog({ model, what, onClose }: { model: ModelSummary; what: Removal; onClose(): void }) {
  const actions = useActions()
  const { id, title, bytes, begun, state, packed, embedded } = model
  const keepPacked = what === 'download'
  const downloaded = state === 'missing' ? begun : bytes
  const size = downloaded + (keepPacked ? 0 : (packed?.bytes ?? 0))
  const remove = () => {
    onClose()
    void actions.removeModel(id, { keepPacked })
  }
  const consequence = keepPacked
    ? 'What is packed stays and goes on working. To pack it again, it has to be downloaded again.'
    : embedded
      ? 'The built-in engine does not work without it. It can be downloaded again.'
      : 'It can be downloaded again.'
  return (
    <AlertDialog
      title={keepPacked ? `Remove the download of ${title}?` : `Remove ${title}?`}
      description={`${formatBytes(size)} are deleted. ${consequence}`}
      onCancel={onClose}
      footer={
        <>
          <Button size="dialog" data-initial-focus onClick={onClose}>
            Cancel
          </Button>
          <Button size="dialog" variant="danger" onClick={remove}>
            Remove
          </Button>
        </>
      }
    />
  )
}
