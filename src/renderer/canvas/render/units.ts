/** The parts of a document that can be drawn one after the other. */
import {
  flatten,
  type CompositeNode,
  type PlacedMask,
  type PlacedPixels,
  type Region,
} from '../../../shared/compositing/composite.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import type { FillLayer, LayerRecord, PixelLayer } from '../../../shared/document/types.ts'
import { drawOver, putStraight, takeStraight, type Surface } from './fast-blend.ts'

/** Layers by the group that they are in, as childrenByParent gives them. */
export type Children = ReadonlyMap<string | null, readonly LayerRecord[]>

/** A layer at the top level with those clipped to it: what can be drawn apart from what lies below and above. */
export interface Unit {
  nodes: CompositeNode[]
  ids: Set<string>
  /** A plain layer over whatever is below: drawn in integers. */
  simple: { pixels: PlacedPixels; opacity: number } | null
  /** Looks the same whatever is below: may be put together with what is above it beforehand. */
  normal: boolean
}

/** Where units get their pixels; null: not there yet, or none. Asked for what is visible alone. */
export interface UnitSource {
  pixels(layer: PixelLayer | FillLayer): PlacedPixels | null
  mask(layer: LayerRecord): PlacedMask | null
}

const nothing: PlacedPixels = { x: 0, y: 0, width: 0, height: 0, data: new Uint8Array(0) }

/** The document as units, bottom to top. */
export function unitsOf(children: Children, source: UnitSource): Unit[] {
  const nodeOf = (layer: LayerRecord, shown: boolean, ids: Set<string>): CompositeNode => {
    ids.add(layer.id)
    const { opacity, blendMode, clipping } = layer
    const visible = shown && layer.visible
    const common = { visible: layer.visible, opacity, blendMode, clipping, mask: visible ? source.mask(layer) : null }
    if (layer.type === 'group') {
      const inside = (children.get(layer.id) ?? []).map((child) => nodeOf(child, visible, ids))
      return { ...common, children: inside }
    }
    return { ...common, pixels: (visible ? source.pixels(layer) : null) ?? nothing }
  }
  const units: Unit[] = []
  for (const layer of children.get(null) ?? []) {
    const last = units.at(-1)
    if (layer.clipping && last) {
      last.nodes.push(nodeOf(layer, last.nodes[0].visible, last.ids))
      last.simple = null
      continue
    }
    const ids = new Set<string>()
    const node = nodeOf(layer, true, ids)
    const plain = 'pixels' in node && node.blendMode === 'normal' && !node.mask
    const simple = plain ? { pixels: node.pixels, opacity: node.visible ? node.opacity : 0 } : null
    units.push({ nodes: [node], ids, simple, normal: isNormal(node) })
  }
  return units
}

/** Draws a unit over the surface within the region. */
export function drawUnit(surface: Surface, unit: Unit, clip: Region): void {
  if (unit.simple) {
    if (unit.simple.opacity > 0) drawOver(surface, unit.simple.pixels, unit.simple.opacity, clip)
    return
  }
  const [base] = unit.nodes
  if (!base.visible) return
  const region = intersection(surface, clip)
  if (region.width === 0 || region.height === 0) return
  const below: CompositeNode = {
    visible: true,
    opacity: 1,
    blendMode: 'normal',
    clipping: false,
    mask: null,
    pixels: { ...region, data: takeStraight(surface, region) },
  }
  putStraight(surface, { ...region, data: flatten([below, ...unit.nodes], region) }, region)
}

/** Whether it blends as plain paint, with all that is in it. */
function isNormal(node: CompositeNode): boolean {
  if ('pixels' in node) return node.blendMode === 'normal'
  return node.blendMode === 'normal' || (node.blendMode === 'pass through' && node.children.every(isNormal))
}
