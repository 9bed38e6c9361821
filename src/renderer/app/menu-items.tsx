import { Check, ChevronRight } from 'lucide-react'
import type { ContextMenu, DropdownMenu, Menubar } from 'radix-ui'
import type { MenuItem } from '../store/commands.ts'
import styles from '../ui/menu.module.css'
import { canEdit, canMovePixels, movePixelTargets, whyNotMovePixels } from '../store/commands.ts'
import { useActions, useEditor, useEditorState, useSession } from './editor-context.ts'
import { useCommand } from './use-command.ts'

/** The pieces that menu bars, context menus and drop-down menus each have of their own. */
export type MenuParts = Pick<
  typeof Menubar | typeof ContextMenu | typeof DropdownMenu,
  'Item' | 'CheckboxItem' | 'ItemIndicator' | 'Separator' | 'Sub' | 'SubTrigger' | 'SubContent' | 'Portal'
>

interface MenuItemsProps {
  items: readonly MenuItem[]
  parts: MenuParts
}

/** The items of a menu, from the table. */
export function MenuItems({ items, parts }: MenuItemsProps) {
  return items.map((item, index) => {
    if (item.type === 'separator') return <parts.Separator key={index} className={styles.separator} />
    if (item.type === 'command') return <CommandItem key={item.command} command={item.command} parts={parts} />
    if (item.type === 'movePixels') return <MovePixels key={item.label} label={item.label} parts={parts} />
    return (
      <parts.Sub key={item.label}>
        <parts.SubTrigger className={styles.item}>
          <span className={styles.label}>{item.label}</span>
          <ChevronRight size={14} aria-hidden />
        </parts.SubTrigger>
        <parts.Portal>
          <parts.SubContent className={styles.content} collisionPadding={8}>
            {item.type === 'recent' ? <RecentItems parts={parts} /> : <MenuItems items={item.items} parts={parts} />}
          </parts.SubContent>
        </parts.Portal>
      </parts.Sub>
    )
  })
}

function CommandItem({ command: id, parts }: { command: string; parts: MenuParts }) {
  const { label, enabled, checked, shortcut, ariaShortcut, reason, run } = useCommand(id)
  const content = (
    <>
      <span className={styles.label}>{label}</span>
      {shortcut && (
        <kbd className={styles.shortcut} aria-hidden>
          {shortcut}
        </kbd>
      )}
    </>
  )
  const shared = {
    className: styles.item,
    disabled: !enabled,
    onSelect: run,
    'aria-keyshortcuts': ariaShortcut,
    ...explained(reason),
  }
  if (checked === null) return <parts.Item {...shared}>{content}</parts.Item>
  return (
    <parts.CheckboxItem {...shared} checked={checked}>
      <parts.ItemIndicator className={styles.indicator}>
        <Check size={14} aria-hidden />
      </parts.ItemIndicator>
      {content}
    </parts.CheckboxItem>
  )
}

/** Why an item is disabled, for those who look and for those who listen. */
function explained(reason: string | null) {
  if (reason === null) return {}
  const sentence = `${reason[0].toUpperCase()}${reason.slice(1)}`
  return { title: sentence, 'aria-description': sentence }
}

function MovePixels({ label, parts }: { label: string; parts: MenuParts }) {
  const enabled = useEditorState((state) => canEdit(state) && canMovePixels(state))
  const reason = useEditorState((state) => (canEdit(state) && !canMovePixels(state) ? whyNotMovePixels(state) : null))
  return (
    <parts.Sub>
      <parts.SubTrigger className={styles.item} disabled={!enabled} {...explained(reason)}>
        <span className={styles.label}>{label}</span>
        <ChevronRight size={14} aria-hidden />
      </parts.SubTrigger>
      <parts.Portal>
        <parts.SubContent className={styles.content} collisionPadding={8}>
          <TargetItems parts={parts} />
        </parts.SubContent>
      </parts.Portal>
    </parts.Sub>
  )
}

/** Made when the menu opens: nothing changes while it is open. */
function TargetItems({ parts }: { parts: MenuParts }) {
  const editor = useEditor()
  return movePixelTargets(editor.state()).map(({ id, name }) => (
    <parts.Item key={id} className={styles.item} onSelect={() => void editor.actions.movePixelsTo(id)}>
      <span className={styles.label}>{name}</span>
    </parts.Item>
  ))
}

function RecentItems({ parts }: { parts: MenuParts }) {
  const actions = useActions()
  const recent = useSession(({ app }) => app?.recent)
  return (
    <>
      {recent?.map(({ id, name, folder }) => (
        <parts.Item
          key={id}
          className={styles.item}
          onSelect={() => void actions.openFrom({ kind: 'recent', id })}
          title={folder}
        >
          <span className={styles.label}>{name}</span>
        </parts.Item>
      ))}
      {!recent?.length && (
        <parts.Item className={styles.item} disabled>
          <span className={styles.label}>No recent files</span>
        </parts.Item>
      )}
      <parts.Separator className={styles.separator} />
      <CommandItem command="file.clearRecent" parts={parts} />
    </>
  )
}
