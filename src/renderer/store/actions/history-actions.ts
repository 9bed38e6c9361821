/** Steps back and forth. */
import type { HistoryActions } from '../actions.ts'
import { canEdit } from '../commands/command.ts'
import type { EditorContext } from '../context.ts'

export function historyActions(context: EditorContext): HistoryActions {
  const { model, session } = context
  const when = (work: () => void) => {
    if (canEdit(context.state)) work()
    else context.refuseBusy()
  }
  return {
    undo: () =>
      when(() => {
        // What is under the caret is the last thing that was done.
        if (session.getState().textEdit) session.setState({ textEdit: null })
        else model.undo()
      }),
    redo: () => when(() => model.redo()),
    goTo: (count) => when(() => model.goTo(count)),
    commitGesture: () => model.commitGesture(),
    cancelGesture: () => model.cancelGesture(),
  }
}
