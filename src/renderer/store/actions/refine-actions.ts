/** Refining the edge of a layer: settings, what they make of the edge, and the layer with that edge. */
import type { EdgeSettings } from '../../../shared/contract/api.ts'
import type { JobActions, RefineActions } from '../actions.ts'
import { canEdit } from '../commands/command.ts'
import type { EditorContext } from '../context.ts'
import { endsTrial } from './ends-trial.ts'
import { leaveTrial, loseTrial } from './lost-trial.ts'
import { changesEdge, noRefinement, refinableLayer, withEdge, type RefineState } from '../refine-state.ts'

export interface RefineRoom extends RefineActions {
  /** Ends refining where something else is selected, looked at or done; gives what stops that. */
  follow(): () => void
  resumeRefining(state: RefineState): void
}

export function refineActions(context: EditorContext, apply: JobActions['applyEdge']): RefineRoom {
  const { client, session, model } = context
  let asking: Promise<void> | null = null
  let applying = false

  const current = () => session.getState().refine
  const end = () => {
    if (current()) session.setState({ refine: null, trial: null })
  }
  /** Ends by something else than its own buttons: what was set is not lost. */
  const leave = () => (applying ? end() : leaveTrial(context))
  /** Shows the state, and what the canvas shows of it. */
  const show = (refine: RefineState) => {
    const { layer, edge, view } = refine
    session.setState({ refine, trial: edge && withEdge(context.records, layer, edge, view) })
  }
  /** One question at a time; when it is answered the next is about the settings as they are then. */
  const ask = async () => {
    for (let asked: RefineState | null = null; ;) {
      const refine = current()
      if (!refine || (asked?.layer === refine.layer && asked.settings === refine.settings)) return
      asked = refine
      session.setState({ refine: { ...refine, working: true } })
      const { layer, settings } = refine
      const outcome = await client.request('refine.edge', { document: context.document, layer, settings })
      const now = current()
      if (now?.layer !== layer) continue
      if (outcome.status !== 'done') {
        end()
        if (outcome.status === 'failed') context.tell(outcome.error)
        return
      }
      const edge = outcome.result
      // They are in the window then, for the canvas to have at once.
      await Promise.all([context.assets.fetch(edge.matte.asset), context.assets.fetch(edge.colors.asset)])
      const then = current()
      if (then?.layer === layer) show({ ...then, edge, working: then.settings !== settings })
    }
  }
  const update = () => {
    asking ??= context.attempt(ask).then(() => {
      asking = null
    })
  }
  const change = (changes: Partial<EdgeSettings>) => {
    const refine = current()
    if (!refine) return
    session.setState({ refine: { ...refine, settings: { ...refine.settings, ...changes } } })
    update()
  }
  const open = (refine: RefineState) => {
    session.setState({ refine, trial: null, mode: 'layers', shownMask: null })
    update()
  }
  return {
    startRefining() {
      const layer = refinableLayer(context.state)
      if (!layer || !canEdit(context.state)) return context.refuseBusy()
      model.commitGesture()
      leaveTrial(context)
      open({ layer: layer.id, settings: noRefinement, view: 'overlay', edge: null, working: true })
    },
    setEdge: change,
    setEdgeView(view) {
      const refine = current()
      if (refine) show({ ...refine, view })
    },
    cancelRefining: end,
    async applyRefining() {
      const refine = current()
      if (!refine) return
      const { layer, settings } = refine
      if (!changesEdge(settings)) return end()
      applying = true
      try {
        // What is shown is what comes: it stays until it is there.
        if (await apply(layer, settings)) end()
        else if (!current()) loseTrial(context, { kind: 'refine', state: refine })
      } finally {
        applying = false
      }
    },
    follow: () => endsTrial(context, 'refine', (isOver) => (isOver ? end() : leave())),
    // What it made of the edge is made again: the document may have changed.
    resumeRefining: (state) => open({ ...state, edge: null, working: true }),
  }
}
