/** Commands of the tool that picks things. */
import { isPicking } from '../pick-state.ts'
import { canEdit, hasDocument, type Command } from './command.ts'

export const pickCommands: readonly Command[] = [
  {
    id: 'pick.cycleMode',
    label: 'Next pick mode',
    shortcuts: ['Shift+W'],
    enabled: hasDocument,
    run: (actions) => actions.cyclePickMode(),
  },
  {
    id: 'pick.exclude',
    label: 'Exclude at the crosshair',
    shortcuts: ['Alt+Enter'],
    enabled: (state) => isPicking(state) && state.session.pick.cursor !== null,
    run: (actions) => actions.pickAtCursor(false),
  },
  {
    id: 'pick.makeLayer',
    label: 'Make layer',
    shortcuts: [],
    enabled: (state) => canEdit(state) && isPicking(state) && state.session.pick.matte !== null,
    run: (actions) => actions.makeLayerOfPick(),
  },
  {
    id: 'pick.clear',
    label: 'Clear hints',
    shortcuts: [],
    enabled: (state) => isPicking(state) && state.session.pick.hints.length > 0,
    run: (actions) => actions.clearPick(),
  },
]
