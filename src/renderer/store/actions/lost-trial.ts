/** What was tried out and is ended by something else: that is told, and it can be had back. */
import type { EditorContext } from '../context.ts'
import { changesEdge } from '../refine-state.ts'
import type { LostTrial } from '../state.ts'

const names = { refine: 'Refine edge', variations: 'Re-roll' }

/** Ends what is tried out. Where something was set or found it is kept, in the place of what was before. */
export function leaveTrial(context: EditorContext): void {
  const { refine, variations } = context.session.getState()
  if (!refine && !variations) return
  context.session.setState({ refine: null, variations: null, trial: null })
  if (refine && changesEdge(refine.settings)) loseTrial(context, { kind: 'refine', state: refine })
  if (variations && variations.found.length > 0) {
    loseTrial(context, { kind: 'variations', state: { ...variations, working: false } })
  }
}

export function loseTrial(context: EditorContext, lostTrial: LostTrial): void {
  context.session.setState({ lostTrial })
  const actions = [{ label: 'Go on with it', command: 'layer.resumeTrial' }]
  context.toast({ tone: 'info', message: `${names[lostTrial.kind]} was not applied.`, actions })
}
