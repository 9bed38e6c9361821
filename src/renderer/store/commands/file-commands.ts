/** Commands of the File and Edit menus. */
import { hasHints, hasUndoneHints } from '../pick-state.ts'
import { always, canEdit, canEditSelection, hasDocument, hasSelection, type Command } from './command.ts'

const nothingRuns: Command['enabled'] = ({ session }) => session.busy === null && session.job === null

export const fileCommands: readonly Command[] = [
  {
    id: 'file.newFromClipboard',
    label: 'New from clipboard',
    shortcuts: ['Mod+N'],
    enabled: nothingRuns,
    run: (actions) => actions.newFromClipboard(),
  },
  {
    id: 'file.open',
    label: 'Open…',
    shortcuts: ['Mod+O'],
    enabled: nothingRuns,
    run: (actions) => actions.openDialog(),
  },
  {
    id: 'file.clearRecent',
    label: 'Clear recent files',
    shortcuts: [],
    enabled: ({ session }) => (session.app?.recent.length ?? 0) > 0,
    run: (actions) => actions.clearRecent(),
  },
  {
    id: 'file.place',
    label: 'Place as layer…',
    shortcuts: [],
    enabled: canEdit,
    run: (actions) => actions.placeDialog(),
  },
  {
    id: 'file.save',
    label: 'Save',
    shortcuts: ['Mod+S'],
    enabled: hasDocument,
    run: async (actions) => void (await actions.save()),
  },
  {
    id: 'file.saveAs',
    label: 'Save as…',
    shortcuts: ['Mod+Shift+S'],
    enabled: hasDocument,
    run: async (actions) => void (await actions.saveAs()),
  },
  {
    id: 'file.revert',
    label: 'Revert',
    shortcuts: [],
    enabled: (state) => canEdit(state) && state.document.dirty,
    run: (actions) => actions.revert(),
  },
  {
    id: 'file.export',
    label: 'Export…',
    shortcuts: ['Mod+Alt+Shift+S'],
    enabled: canEdit,
    run: (actions) => actions.showDialog({ kind: 'export', layers: null }),
  },
  {
    id: 'file.batch',
    label: 'Batch folder…',
    shortcuts: [],
    enabled: ({ session }) => session.app !== null,
    run: (actions) => actions.showDialog({ kind: 'batch' }),
  },
  { id: 'file.close', label: 'Close', shortcuts: ['Mod+W'], enabled: hasDocument, run: (actions) => actions.close() },
  {
    id: 'file.exit',
    label: 'Exit',
    shortcuts: ['Mod+Q'],
    enabled: ({ session }) => session.app?.host === 'electron',
    run: (actions) => actions.quit(),
  },
]

export const editCommands: readonly Command[] = [
  {
    id: 'edit.undo',
    label: 'Undo',
    labelIn(state) {
      const { done } = state.document.history
      if (hasHints(state)) return 'Undo hint'
      return done.length > 0 ? `Undo ${lower(done.at(-1))}` : 'Undo'
    },
    shortcuts: ['Mod+Z'],
    repeats: true,
    enabled: (state) =>
      canEdit(state) && (state.document.history.done.length > 0 || state.document.gesture !== null || hasHints(state)),
    run: (actions, state) => (hasHints(state) ? actions.undoPickHint() : actions.undo()),
  },
  {
    id: 'edit.redo',
    label: 'Redo',
    labelIn(state) {
      const { undone } = state.document.history
      if (hasUndoneHints(state)) return 'Redo hint'
      return undone.length > 0 ? `Redo ${lower(undone[0])}` : 'Redo'
    },
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    repeats: true,
    enabled: (state) => canEdit(state) && (state.document.history.undone.length > 0 || hasUndoneHints(state)),
    run: (actions, state) => (hasUndoneHints(state) ? actions.redoPickHint() : actions.redo()),
  },
  {
    id: 'edit.cut',
    label: 'Cut',
    shortcuts: ['Mod+X'],
    enabled: canEditSelection,
    run: (actions) => actions.copy({ cut: true }),
  },
  { id: 'edit.copy', label: 'Copy', shortcuts: ['Mod+C'], enabled: hasSelection, run: (actions) => actions.copy() },
  {
    id: 'edit.copyMerged',
    label: 'Copy merged',
    shortcuts: ['Mod+Shift+C'],
    enabled: hasDocument,
    run: (actions) => actions.copy({ merged: true }),
  },
  {
    id: 'edit.paste',
    label: 'Paste',
    shortcuts: ['Mod+V'],
    enabled: ({ session }) => session.busy === null && session.job === null,
    run: (actions) => actions.paste(),
  },
  {
    id: 'edit.preferences',
    label: 'Preferences…',
    shortcuts: ['Mod+,'],
    enabled: always,
    run: (actions) => actions.showDialog({ kind: 'preferences' }),
  },
]

function lower(name: string | undefined): string {
  return name ? name[0].toLowerCase() + name.slice(1) : ''
}
