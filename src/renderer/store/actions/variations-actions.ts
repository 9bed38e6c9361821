/** Re-rolling a layer: variations of it that are shown one by one, and the one that is taken. */
import type { Variation } from '../../../shared/contract/api.ts'
import { diffBetween } from '../../../shared/document/diff.ts'
import { getLayer } from '../../../shared/document/tree.ts'
import type { VariationActions } from '../actions.ts'
import { canEdit } from '../commands/command.ts'
import type { EditorContext } from '../context.ts'
import { endsTrial } from './ends-trial.ts'
import { leaveTrial } from './lost-trial.ts'
import { refinableLayer } from '../refine-state.ts'
import { isCovered, variedLayer, withVariation, type VariationsState } from '../variations-state.ts'

/** At once, and with each More. */
const AT_ONCE = 3

export interface VariationRoom extends VariationActions {
  /** Ends it where something else is selected, looked at or done; gives what stops that. */
  follow(): () => void
  resumeVariations(state: VariationsState): void
}

export function variationActions(context: EditorContext): VariationRoom {
  const { client, session, model, assets } = context
  let looking = new AbortController()
  let applying = false

  const current = () => session.getState().variations
  const show = (variations: VariationsState) =>
    session.setState({ variations, trial: withVariation(context.records, variations) })
  const end = () => {
    looking.abort()
    if (current()) session.setState({ variations: null, trial: null })
  }
  /** Ends by something else than its own buttons: what was found is not lost. */
  const leave = () => {
    looking.abort()
    if (applying) end()
    else leaveTrial(context)
  }
  /** Makes as many as fit in a row; ends it with a word where there is nothing to vary. */
  const look = async () => {
    looking.abort()
    const { signal } = (looking = new AbortController())
    const began = current()
    if (!began) return
    show({ ...began, working: true })
    const of = { document: context.document, layer: began.layer, newEdge: began.newEdge }
    try {
      if (!began.current) {
        const thumbnail = await client.call('vary.current', of, { signal })
        if (thumbnail) await assets.fetch(thumbnail.asset)
        const now = current()
        if (signal.aborted || !now) return
        // Boxes lie over each other, and nothing of the layer is hidden all the same.
        if (!thumbnail && !now.newEdge) {
          show({ ...now, newEdge: true })
          return void look()
        }
        show({ ...now, current: thumbnail, more: thumbnail !== null })
      }
      for (let made = 0; made < AT_ONCE;) {
        const before = current()
        if (signal.aborted || !before?.more) break
        const { variation, more } = await client.call('vary.make', { ...of, index: before.next }, { signal })
        if (variation) await fetched(variation)
        const now = current()
        if (signal.aborted || !now) return
        if (variation) made++
        const found = variation ? [...now.found, variation] : now.found
        show({ ...now, found, more, next: now.next + 1 })
      }
      const now = current()
      if (signal.aborted || !now) return
      show({ ...now, working: false })
      if (now.found.length === began.found.length) {
        const message = began.found.length === 0 ? 'No other variations were found.' : 'There are no more variations.'
        context.toast({ tone: 'info', message, hint: now.newEdge ? '' : 'Allow a new edge to find others.' })
      }
    } catch (error) {
      if (signal.aborted) return
      end()
      context.fail(error)
    }
  }
  /** For the canvas to have at once. */
  const fetched = async ({ thumbnail, pixels, mask }: Variation) => {
    await Promise.all([thumbnail, pixels, ...(mask ? [mask] : [])].map(({ asset }) => assets.fetch(asset)))
  }
  const empty = (layer: string, newEdge: boolean): VariationsState => ({
    layer,
    newEdge,
    current: null,
    found: [],
    chosen: 0,
    next: 0,
    more: true,
    working: true,
  })
  return {
    startVariations() {
      const layer = refinableLayer(context.state)
      if (!layer || !canEdit(context.state)) return context.refuseBusy()
      model.commitGesture()
      leaveTrial(context)
      session.setState({ mode: 'layers', shownMask: null })
      // Where nothing lies over it, its edge is all that there is.
      show(empty(layer.id, !isCovered(context.records, layer)))
      void look()
    },
    chooseVariation(index) {
      const variations = current()
      if (variations) show({ ...variations, chosen: Math.min(variations.found.length, Math.max(0, index)) })
    },
    moreVariations() {
      if (current()?.more && !current()?.working) void look()
    },
    setNewEdge(newEdge) {
      const variations = current()
      if (!variations || variations.newEdge === newEdge) return
      show(empty(variations.layer, newEdge))
      void look()
    },
    cancelVariations: end,
    async applyVariation() {
      const variations = current()
      const variation = variations?.found.at(variations.chosen - 1)
      if (!variations || variations.chosen === 0 || !variation) return end()
      const { layer: id } = variations
      applying = true
      await context.work('Applying', async () => {
        const kept = await storedFor(variation)
        const before = getLayer(context.records, id)
        if (before.type !== 'pixels') return
        const after = variedLayer(before, kept)
        end()
        context.finish('Re-roll', () => diffBetween({ [id]: before }, { [id]: after }))
        context.toast({ tone: 'success', message: `Applied ${variation.name}` })
      })
      applying = false
    },
    follow: () => endsTrial(context, 'variations', (isOver) => (isOver ? end() : leave())),
    resumeVariations(state) {
      session.setState({ mode: 'layers', shownMask: null })
      show(state)
    },
  }

  /** The variation as assets of the document. */
  async function storedFor(variation: Variation): Promise<Variation> {
    const stored = async <P extends { asset: string }>(placed: P): Promise<P> => {
      const pixels = await assets.fetch(placed.asset)
      return { ...placed, asset: await assets.put(context.document, pixels) }
    }
    const mask = variation.mask && (await stored(variation.mask))
    return { ...variation, pixels: await stored(variation.pixels), mask }
  }
}
