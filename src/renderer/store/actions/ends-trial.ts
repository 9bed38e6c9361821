/** What the canvas shows for trial ends where something else is selected, looked at or done. */
import type { EditorContext } from '../context.ts'

/**
 * Calls `end` then; gives what stops that. The trial's own settings are `trial` of the session. `isOver`: another document
 * is looked at.
 */
export function endsTrial(
  { model, session }: EditorContext,
  trial: 'refine' | 'variations',
  end: (isOver: boolean) => void,
) {
  const ends = [
    model.store.subscribe((now, before) => {
      if (now.records !== before.records || now.id !== before.id) end(now.id !== before.id)
    }),
    session.subscribe((now, before) => {
      if (!now[trial] || now[trial] !== before[trial]) return
      const keys = ['active', 'tool', 'mode'] as const
      if (now.selection.length !== 1 || keys.some((key) => now[key] !== before[key])) end(false)
    }),
  ]
  return () => ends.forEach((stop) => stop())
}
