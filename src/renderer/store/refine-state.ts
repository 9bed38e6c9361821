/** The edge of a layer while it is refined: settings that wait to be applied, and what the canvas shows of them. */
import type { EdgeSettings, RefinedEdge } from '../../shared/contract/api.ts'
import { ordersBetween } from '../../shared/document/order-key.ts'
import { newFillLayer, translation } from '../../shared/document/records.ts'
import { childrenOf, getLayer } from '../../shared/document/tree.ts'
import type { DocumentRecords, FillLayer, PixelLayer } from '../../shared/document/types.ts'
import { activeLayer, type EditorState } from './commands/command.ts'

/** Overlay: what is not in is veiled. Black, white: the layer alone on that. Mask: its matte. */
export const edgeViews = ['overlay', 'black', 'white', 'mask'] as const
export type EdgeView = (typeof edgeViews)[number]

export interface RefineState {
  layer: string
  settings: EdgeSettings
  view: EdgeView
  /** Of the last settings that were worked out; null until the first are. */
  edge: RefinedEdge | null
  working: boolean
}

export const noRefinement: EdgeSettings = { radius: 0, smooth: 0, feather: 0, contrast: 0, shift: 0, clean: false }

export function changesEdge({ radius, smooth, feather, contrast, shift, clean }: EdgeSettings): boolean {
  return radius > 0 || smooth > 0 || feather > 0 || contrast > 0 || shift !== 0 || clean
}

/** The one selected layer, where its edge can be refined. */
export function refinableLayer(state: EditorState): PixelLayer | null {
  const layer = activeLayer(state)
  if (state.session.selection.length !== 1 || layer?.type !== 'pixels') return null
  return layer.locks.pixels || layer.locks.transparency ? null : layer
}

/** Over what is not in. */
const VEIL: { color: [number, number, number]; opacity: number } = { color: [230, 40, 60], opacity: 0.5 }

/** The document as the canvas shows it while an edge is refined. */
export function withEdge(records: DocumentRecords, id: string, edge: RefinedEdge, view: EdgeView): DocumentRecords {
  const layer = getLayer(records, id)
  if (layer.type !== 'pixels') return records
  const { matte, colors } = edge
  const refined: PixelLayer = {
    ...layer,
    asset: colors.asset,
    width: colors.width,
    height: colors.height,
    transform: translation(colors.x, colors.y),
    text: null,
    mask: { ...matte, enabled: true, outside: 0 },
  }
  if (view === 'mask') return { ...records, [id]: refined }
  const plain = { visible: true, opacity: 1, blendMode: 'normal', clipping: false } as const
  const alone = { ...refined, ...plain, id: 'trial', parent: null }
  const top = childrenOf(records, null).at(-1)?.order ?? null
  const [lower, upper] = ordersBetween(view === 'overlay' ? top : null, null, 2)
  const behind = (color: [number, number, number], opacity: number): FillLayer => ({
    ...newFillLayer({ id: 'trial ground', name: '', fill: { type: 'color', color }, opacity }),
    parent: null,
    order: lower,
  })
  if (view === 'overlay') {
    const veil = behind(VEIL.color, VEIL.opacity)
    return { ...records, [id]: refined, [veil.id]: veil, [alone.id]: { ...alone, order: upper } }
  }
  const ground = behind(view === 'black' ? [0, 0, 0] : [255, 255, 255], 1)
  return { document: records.document, [ground.id]: ground, [alone.id]: { ...alone, order: upper } }
}
