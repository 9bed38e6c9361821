/** What the thread in which edges are refined and its owner say to each other. */
import type { EdgeSettings } from '../../../shared/contract/refine-api.ts'
import type { Rgba8 } from '../../imaging/pixels.ts'
import type { EdgeSource, RefinedMatte } from './refine-edge.ts'

export interface EdgeMethods {
  /** Keeps the layer's edge under the key. */
  open: { parameters: { key: string; source: EdgeSource }; value: null }
  close: { parameters: { key: string }; value: null }
  /** `colors` where they are not the ones that every matte without cleaning has. */
  refine: {
    parameters: { key: string; settings: EdgeSettings; withColors: boolean }
    value: { refined: RefinedMatte | null; colors: Rgba8 | null }
  }
  /** The layer's pixels under the matte, as they are kept. */
  keep: {
    parameters: { key: string; settings: EdgeSettings }
    value: { refined: RefinedMatte; pixels: Rgba8 } | null
  }
}
