/** The layers that end up as pixels. */
import { childrenByParent } from '../../shared/document/tree.ts'
import type { DocumentRecords, FillLayer, GroupLayer, PixelLayer } from '../../shared/document/types.ts'

export interface PaintedLayer {
  layer: PixelLayer | FillLayer
  /** The groups that it is in, outermost first. */
  groups: readonly GroupLayer[]
}

/** All layers with pixels or a fill, bottom to top. */
export function paintedLayers(records: DocumentRecords): PaintedLayer[] {
  const children = childrenByParent(records)
  const collect = (parent: string | null, groups: readonly GroupLayer[]): PaintedLayer[] =>
    (children.get(parent) ?? []).flatMap((layer) =>
      layer.type === 'group' ? collect(layer.id, [...groups, layer]) : [{ layer, groups }],
    )
  return collect(null, [])
}
