/** The commands in groups, as the lists of shortcuts show them. */
import { commands, type Command } from '../store/commands.ts'

const titles: Readonly<Record<string, string>> = {
  file: 'File',
  edit: 'Edit',
  layer: 'Layer',
  select: 'Select',
  view: 'View',
  help: 'Help',
  tool: 'Tools',
  pick: 'Pick object',
  brush: 'Brush and colors',
  colors: 'Brush and colors',
  nudge: 'Canvas',
  canvas: 'Canvas',
}

export interface CommandGroup {
  title: string
  commands: readonly Command[]
}

/** By the first part of their ids, in the order of the table. */
export function commandGroups(all: readonly Command[] = commands): CommandGroup[] {
  const groups = Map.groupBy(all, ({ id }) => titles[id.split('.')[0]] ?? 'Other')
  return [...groups].map(([title, members]) => ({ title, commands: members }))
}
