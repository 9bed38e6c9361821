import { Dices, FolderPlus, PaintBucket, Split, SquarePlus, Trash2 } from 'lucide-react'
import { DropdownMenu, Toolbar } from 'radix-ui'
import { CommandButton } from '../app/command-button.tsx'
import { useEditorState } from '../app/editor-context.ts'
import { MenuItems } from '../app/menu-items.tsx'
import { canEdit, type MenuItem } from '../store/commands.ts'
import { restoreFocus } from '../ui/focus.ts'
import { IconButton } from '../ui/icon-button.tsx'
import menuStyles from '../ui/menu.module.css'
import styles from './layers-panel.module.css'
import { MaskIcon } from './mask-icon.tsx'

const buttons = [
  { command: 'layer.addMask', label: 'Add mask', icon: <MaskIcon /> },
  { command: 'layer.newGroup', label: 'New group', icon: <FolderPlus size={16} aria-hidden /> },
  { command: 'layer.new', label: 'New layer', icon: <SquarePlus size={16} aria-hidden /> },
  { command: 'layer.split', label: 'Split this layer', icon: <Split size={16} aria-hidden /> },
  { command: 'layer.reroll', label: 'Re-roll', icon: <Dices size={16} aria-hidden /> },
  { command: 'layer.delete', label: 'Delete layer', icon: <Trash2 size={16} aria-hidden /> },
]

const fills: MenuItem[] = ['layer.fillColor', 'layer.fillGradient', 'layer.fillPicture'].map((command) => ({
  type: 'command',
  command,
}))

export function LayerActionsBar() {
  const enabled = useEditorState(canEdit)
  return (
    <Toolbar.Root aria-label="Layer actions" className={styles.footer}>
      {buttons.map((button) => (
        <Toolbar.Button asChild key={button.command}>
          <CommandButton {...button} tooltipSide="top" />
        </Toolbar.Button>
      ))}
      <DropdownMenu.Root>
        <Toolbar.Button asChild disabled={!enabled}>
          <DropdownMenu.Trigger asChild>
            <IconButton
              label="New fill layer"
              icon={<PaintBucket size={16} aria-hidden />}
              disabled={!enabled}
              tooltipSide="top"
            />
          </DropdownMenu.Trigger>
        </Toolbar.Button>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            className={menuStyles.content}
            side="top"
            sideOffset={4}
            collisionPadding={8}
            onCloseAutoFocus={restoreFocus}
          >
            <MenuItems items={fills} parts={DropdownMenu} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </Toolbar.Root>
  )
}
