import { Menubar } from 'radix-ui'
import { menus, type MenuItem } from '../store/commands.ts'
import { restoreFocus } from '../ui/focus.ts'
import menuStyles from '../ui/menu.module.css'
import { useSession } from './editor-context.ts'
import styles from './main-menu.module.css'
import { MenuItems } from './menu-items.tsx'

/** What a page in a browser cannot do at all. */
const ofAnApplication = new Set(['file.exit'])

export function MainMenu() {
  const inBrowser = useSession(({ app }) => app?.host !== 'electron')
  const shown = (item: MenuItem) => !(inBrowser && item.type === 'command' && ofAnApplication.has(item.command))
  return (
    <Menubar.Root className={styles.menubar} aria-label="Main menu">
      {menus.map(({ label, items }) => (
        <Menubar.Menu key={label}>
          <Menubar.Trigger className={styles.trigger}>{label}</Menubar.Trigger>
          <Menubar.Portal>
            <Menubar.Content
              className={menuStyles.content}
              align="start"
              sideOffset={2}
              collisionPadding={8}
              onCloseAutoFocus={restoreFocus}
            >
              <MenuItems items={items.filter(shown)} parts={Menubar} />
            </Menubar.Content>
          </Menubar.Portal>
        </Menubar.Menu>
      ))}
    </Menubar.Root>
  )
}
