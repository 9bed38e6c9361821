/** Steps back and forth. */
import type { HistoryActions } from '../actions.ts'
import { canEdit } from '../commands/command.ts'
import type { EditorContext } from '../context.ts'

export function historyActions(context: EditorContext): HistoryActions {
  const { model } = context
  const when = (work: () => void) => {
    if (canEdit(context.state)) work()
    else context.refuseBusy()
  }
  return {
    undo: () => when(() => model.undo()),
    redo: () => when(() => model.redo()),
    goTo: (count) => when(() => model.goTo(count)),
    commitGesture: () => model.commitGesture(),
    cancelGesture: () => model.cancelGesture(),
  }
}
