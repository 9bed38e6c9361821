/** Strokes that give pixels of the active layer to another one, or back. What is seen stays the same. */
import { paintStroke, strokeBounds, type Stroke } from '../../../shared/compositing/stroke.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { getLayer } from '../../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord, PixelLayer } from '../../../shared/document/types.ts'
import type { AssignActions } from '../actions.ts'
import { assignTarget } from '../assigning.ts'
import type { EditorContext } from '../context.ts'
import { canvasOf } from '../pixels/bounds.ts'
import type { PixelSelection } from '../pixel-selection.ts'
import { movePixels, tellStayed, type EarlierLayers } from './move-pixels.ts'

/** Two layers before the first stroke between them, and all that strokes made of them since. */
interface Exchange {
  from: PixelLayer
  to: PixelLayer
  states: Set<string>
}

export function assignActions(context: EditorContext): AssignActions {
  const { session, pixels } = context
  let exchange: Exchange | null = null

  const layers = (from: string, to: string): [PixelLayer, PixelLayer] => [
    pixelsOf(context.records, from),
    pixelsOf(context.records, to),
  ]
  /** The exchange between the two, or with `begin` a new one where anything else was done to them. */
  const between = (from: string, to: string, begin: boolean): Exchange | null => {
    const [own, other] = layers(from, to)
    const known = exchange?.from.id === from && exchange.to.id === to && exchange.states.has(stateOf(own, other))
    if (!known) exchange = begin ? { from: own, to: other, states: new Set([stateOf(own, other)]) } : null
    return exchange
  }
  const earlierOf = async ({ from, to }: Exchange): Promise<EarlierLayers> => ({
    own: await pixels.layer(context.records, from),
    other: await pixels.layer(context.records, to),
  })
  return {
    setAssignTarget: (id) => session.setState({ assignTo: id }),
    async assignPixels(points, size, { back = false } = {}) {
      const { active } = session.getState()
      const target = assignTarget(context.state)
      if (active === null || !target) return
      const to = target.id
      const done = await context.work(back ? 'Giving pixels back' : 'Moving pixels', async () => {
        const selection = selectionOf({ points, size, hardness: 1, opacity: 1, value: 255 }, context.records)
        if (!selection) return null
        const current = between(active, to, !back)
        if (back && !current) throw nothingGiven(target)
        const earlier = back && current ? await earlierOf(current) : null
        const label = back ? 'Give pixels back' : 'Assign pixels'
        const moved = await movePixels(context, active, to, selection, { label, earlier })
        current?.states.add(stateOf(...layers(active, to)))
        return moved
      })
      if (done) tellStayed(context, done.stayed, back ? active : to)
    },
  }
}

/** The pixels under the stroke, within the canvas. */
function selectionOf(stroke: Stroke, records: DocumentRecords): PixelSelection | null {
  const region = intersection(strokeBounds(stroke), canvasOf(records))
  if (region.width === 0 || region.height === 0) return null
  const data = new Uint8Array(region.width * region.height)
  paintStroke(data, region, stroke)
  return { ...region, data }
}

function stateOf(own: PixelLayer, other: PixelLayer): string {
  return [own, other].map(({ asset, transform }) => [asset, ...transform].join(' ')).join('; ')
}

function pixelsOf(records: DocumentRecords, id: string): PixelLayer {
  const layer = getLayer(records, id)
  if (layer.type === 'pixels') return layer
  throw new LaminaError('NOT_ALLOWED', `Layer "${layer.name}" has no pixels of its own.`, 'Choose a layer of pixels.')
}

function nothingGiven({ name }: LayerRecord): LaminaError {
  return new LaminaError('NOT_ALLOWED', `Nothing was assigned to "${name}" there.`, 'Undo takes back earlier changes.')
}
