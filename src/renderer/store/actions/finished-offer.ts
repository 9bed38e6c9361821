/** The offer to keep the layers that a cancelled decompose had finished: it stands while its toast does, and the document stays as it is. */
import type { EditorContext } from '../context.ts'
import type { Toast } from '../state.ts'

const command = 'layer.keepFinished'

export interface FinishedOffer {
  make(told: Pick<Toast, 'tone' | 'message' | 'hint'>, document: string, count: number): void
  /** The layers are taken, or other work comes in their place. */
  withdraw(): void
  /** Lets the layers go when the toast is closed or the document changes; gives what stops that. */
  follow(): () => void
}

export function finishedOffer(context: EditorContext): FinishedOffer {
  const { client, session, model } = context
  const offers = ({ actions }: Toast) => actions.some((action) => action.command === command)
  const withdraw = () => {
    const { finished, toasts } = session.getState()
    if (finished !== null) session.setState({ finished: null, toasts: toasts.filter((toast) => !offers(toast)) })
  }
  const letGo = () => {
    const { finished: document } = session.getState()
    withdraw()
    if (document !== null) void client.request('decompose.drop', { document })
  }
  return {
    make(told, document, count) {
      const label = count === 1 ? 'Keep 1 finished layer' : `Keep ${count} finished layers`
      context.toast({ ...told, actions: [{ label, command }] })
      session.setState({ finished: document })
    },
    withdraw,
    follow() {
      const ends = [
        model.store.subscribe((now, before) => {
          if (now.records !== before.records || now.id !== before.id) letGo()
        }),
        session.subscribe(({ finished, toasts }, before) => {
          if (finished !== null && toasts !== before.toasts && !toasts.some(offers)) letGo()
        }),
      ]
      return () => ends.forEach((end) => end())
    },
  }
}
