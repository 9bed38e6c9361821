/** Refining the edge of a layer: settings, what they make of the edge, and the layer with that edge. */
import type { EdgeSettings } from '../../../shared/contract/api.ts'
import type { JobActions, RefineActions } from '../actions.ts'
import { canEdit } from '../commands/command.ts'
import type { EditorContext } from '../context.ts'
import { endsTrial } from './ends-trial.ts'
import { changesEdge, noRefinement, refinableLayer, withEdge, type RefineState } from '../refine-state.ts'

export interface RefineRoom extends RefineActions {
  /** Ends refining where something else is selected, looked at or done; gives what stops that. */
  follow(): () => void
}

export function refineActions(context: EditorContext, apply: JobActions['applyEdge']): RefineRoom {
  const { client, session, model } = context
  let asking: Promise<void> | null = null

  const current = () => session.getState().refine
  const end = () => {
    if (current()) session.setState({ refine: null, trial: null })
  }
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
  return {
    startRefining() {
      const layer = refinableLayer(context.state)
      if (!layer || !canEdit(context.state)) return context.refuseBusy()
      model.commitGesture()
      const refine = { layer: layer.id, settings: noRefinement, view: 'overlay', edge: null, working: true } as const
      session.setState({ refine, variations: null, trial: null, mode: 'layers', shownMask: null })
      update()
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
      // What is shown is what comes: it stays until it is there.
      if (await apply(layer, settings)) end()
    },
    follow: () => endsTrial(context, 'refine', end),
  }
}
