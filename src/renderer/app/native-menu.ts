/** The table of menus as the menu of a Mac. */
import type { MenuEntry } from '../../shared/contract/api.ts'
import {
  acceleratorOf,
  canEdit,
  canMovePixels,
  findCommand,
  menus,
  movePixelTargets,
  shortcutsOf,
  type EditorState,
  type MenuItem,
} from '../store/commands.ts'

/** These stand in the program's own menu there. */
const elsewhere = new Set(['file.exit', 'edit.preferences', 'help.about'])

const recentPrefix = 'recent:'
const movePixelsPrefix = 'movePixels:'

/** The recent file that an item of the menu stands for; null for a command of the table. */
export function recentOfCommand(command: string): string | null {
  return command.startsWith(recentPrefix) ? command.slice(recentPrefix.length) : null
}

/** The layer that pixels are to be moved to; null for other items. */
export function targetOfCommand(command: string): string | null {
  return command.startsWith(movePixelsPrefix) ? command.slice(movePixelsPrefix.length) : null
}

/** Keys without a modifier stay in the window: as accelerators they would be taken from text fields. */
function entryOf(id: string, state: EditorState): MenuEntry[] {
  const command = findCommand(id)
  if (!command) return []
  const shortcut = shortcutsOf(command, state).find((each) => /^(Mod|Alt)\+|^F\d/.test(each))
  return [
    {
      label: command.labelIn?.(state) ?? command.label,
      command: id,
      enabled: command.enabled(state),
      ...(command.checked ? { checked: command.checked(state) } : {}),
      ...(shortcut ? { accelerator: acceleratorOf(shortcut) } : {}),
    },
  ]
}

function entriesOf(items: readonly MenuItem[], state: EditorState): MenuEntry[] {
  return items.flatMap((item): MenuEntry[] => {
    if (item.type === 'separator') return [{ label: '', separator: true }]
    if (item.type === 'command') return elsewhere.has(item.command) ? [] : entryOf(item.command, state)
    if (item.type === 'submenu') return [{ label: item.label, submenu: entriesOf(item.items, state) }]
    if (item.type === 'movePixels') {
      const enabled = canEdit(state) && canMovePixels(state)
      const layers = enabled ? movePixelTargets(state) : []
      const submenu = layers.map(({ id, name }): MenuEntry => ({ label: name, command: movePixelsPrefix + id }))
      return [{ label: item.label, enabled, submenu }]
    }
    const recent = state.session.app?.recent ?? []
    const files = recent.map(({ id, name }): MenuEntry => ({ label: name, command: recentPrefix + id }))
    return [{ label: item.label, submenu: [...files, ...entryOf('file.clearRecent', state)] }]
  })
}

const separator: MenuEntry = { label: '', separator: true }

export function nativeMenus(state: EditorState): MenuEntry[] {
  const program: MenuEntry = {
    label: 'Lamina',
    submenu: [
      ...entryOf('help.about', state),
      separator,
      ...entryOf('edit.preferences', state).map((entry) => ({ ...entry, label: 'Settings…' })),
      separator,
      { label: 'Services', role: 'services' },
      separator,
      { label: 'Hide Lamina', role: 'hide' },
      { label: 'Hide Others', role: 'hideOthers' },
      separator,
      ...entryOf('file.exit', state).map((entry) => ({ ...entry, label: 'Quit Lamina' })),
    ],
  }
  const window: MenuEntry = {
    label: 'Window',
    submenu: [
      { label: 'Minimize', role: 'minimize' },
      { label: 'Zoom', role: 'zoom' },
      separator,
      { label: 'Bring All to Front', role: 'front' },
    ],
  }
  const own = menus.map(({ label, items }): MenuEntry => ({ label, submenu: entriesOf(items, state) }))
  return [program, ...own.slice(0, -1), window, ...own.slice(-1)]
}
