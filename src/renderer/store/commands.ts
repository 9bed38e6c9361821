/**
 * The one table of commands: menus, context menus, shortcuts, toolbar and palette all come from it.
 */
import type { Command, EditorState } from './commands/command.ts'
import { editCommands, fileCommands } from './commands/file-commands.ts'
import { arrangeCommands } from './commands/arrange-commands.ts'
import { layerCommands } from './commands/layer-commands.ts'
import { offerCommands } from './commands/offer-commands.ts'
import { pickCommands } from './commands/pick-commands.ts'
import { selectCommands } from './commands/select-commands.ts'
import { isReservedByBrowser, isSingleKey, matchesShortcut, type KeyPress } from './commands/shortcuts.ts'
import { helpCommands, toolCommands, viewCommands } from './commands/view-commands.ts'

export { toolTable } from './commands/view-commands.ts'
export { layerContextMenu, menus, type Menu, type MenuItem } from './commands/menus.ts'
export * from './commands/shortcuts.ts'
export { canMovePixels, movePixelTargets, whyNotMovePixels } from './actions/move-pixels.ts'
export {
  activeLayer,
  canEdit,
  isTrying,
  PAINTING,
  selectedLayers,
  type Command,
  type EditorState,
} from './commands/command.ts'

export const commands: readonly Command[] = [
  ...fileCommands,
  ...editCommands,
  ...layerCommands,
  ...arrangeCommands,
  ...selectCommands,
  ...viewCommands,
  ...helpCommands,
  ...toolCommands,
  ...pickCommands,
]

const byId = new Map([...commands, ...offerCommands].map((command) => [command.id, command]))

export function findCommand(id: string): Command | undefined {
  return byId.get(id)
}

/** The command's shortcuts here: as the person set them, without those that the browser keeps for itself. */
export function shortcutsOf(command: Command, { session }: EditorState): readonly string[] {
  const { shortcuts, singleKeyShortcuts } = session.preferences
  const own = shortcuts[command.id]
  const all = own === undefined ? command.shortcuts : own === null ? [] : [own]
  const inBrowser = session.app?.host !== 'electron'
  return all.filter(
    (shortcut) => !(inBrowser && isReservedByBrowser(shortcut)) && (singleKeyShortcuts || !isSingleKey(shortcut)),
  )
}

/** The command that a key press stands for, whether it is enabled or not. */
export function commandFor(press: KeyPress, state: EditorState, mac: boolean): Command | undefined {
  return commands.find((command) =>
    shortcutsOf(command, state).some((shortcut) => matchesShortcut(shortcut, press, mac)),
  )
}
