/** New records with the defaults of a new layer. Where a layer goes (parent, order) is said by the command that inserts it. */
import type { DocumentRecord, FillLayer, GroupLayer, PixelLayer } from './types.ts'

type Placeless<Layer> = Omit<Layer, 'parent' | 'order'>

/** A layer that has no place in the stack yet. */
export type NewLayer = Placeless<PixelLayer> | Placeless<GroupLayer> | Placeless<FillLayer>

/** The fields to give; the others have defaults. */
type Given<Layer, Needed extends keyof Layer> = Pick<Layer, Needed> & Partial<Omit<Layer, 'type' | 'parent' | 'order'>>

/** No transform: source pixels are document pixels. */
export const IDENTITY: PixelLayer['transform'] = [1, 0, 0, 1, 0, 0]

/** The transform that puts a layer's top left pixel at (x, y). */
export function translation(x: number, y: number): PixelLayer['transform'] {
  return [1, 0, 0, 1, x, y]
}

function base() {
  return {
    visible: true,
    locks: { transparency: false, pixels: false, position: false },
    opacity: 1,
    clipping: false,
    mask: null,
    label: null,
  }
}

export function newPixelLayer(given: Given<PixelLayer, 'id' | 'name' | 'kind' | 'asset' | 'width' | 'height'>) {
  const layer: Placeless<PixelLayer> = {
    ...base(),
    type: 'pixels',
    blendMode: 'normal',
    transform: IDENTITY,
    confidence: null,
    texts: [],
    text: null,
    ...given,
  }
  return layer
}

export function newGroup(given: Given<GroupLayer, 'id' | 'name'>) {
  const group: Placeless<GroupLayer> = {
    ...base(),
    type: 'group',
    kind: 'group',
    blendMode: 'pass through',
    collapsed: false,
    ...given,
  }
  return group
}

export function newFillLayer(given: Given<FillLayer, 'id' | 'name' | 'fill'>) {
  const layer: Placeless<FillLayer> = { ...base(), type: 'fill', kind: 'fill', blendMode: 'normal', ...given }
  return layer
}

/** A document's own record: 72 pixels an inch and no source unless given. */
export function newDocument(
  given: Pick<DocumentRecord, 'name' | 'width' | 'height'> & Partial<DocumentRecord>,
): DocumentRecord {
  return { id: 'document', type: 'document', resolution: 72, guides: [], source: null, engine: null, ...given }
}
