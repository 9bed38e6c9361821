/** The native menu of macOS, from what the page says of its commands. */
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuEntry } from '../../../shared/contract/api.ts'

/** Electron's template; `choose` is told of the command of an item. */
export function menuTemplate(
  menus: readonly MenuEntry[],
  choose: (command: string) => void,
): MenuItemConstructorOptions[] {
  return menus.map((entry) => {
    if (entry.separator) return { type: 'separator' }
    const { label, command, accelerator, enabled = true, checked, role, submenu } = entry
    if (role) return { role, label, accelerator }
    return {
      label,
      accelerator,
      enabled,
      ...(checked === undefined ? {} : { type: 'checkbox', checked }),
      ...(submenu ? { submenu: menuTemplate(submenu, choose) } : {}),
      ...(command === undefined ? {} : { click: () => choose(command) }),
    }
  })
}

/** Until the page has said what it has: the system's own items, so that quitting and copying work. */
export const firstMenu: MenuItemConstructorOptions[] = [
  { role: 'appMenu' },
  { role: 'editMenu' },
  { role: 'windowMenu' },
]
